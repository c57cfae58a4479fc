package dev.mayfly.console.source;

import dev.mayfly.console.view.StatePill;
import dev.mayfly.console.view.Tone;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.kernel.task.TaskState;

/** How states look. One place, so that a state looks the same wherever it is shown. */
final class Pills {
    static final StatePill PAUSED = new StatePill("Paused", "paused", Tone.RETRY);
    static final StatePill ACTIVE = new StatePill("Active", "ready", Tone.LINE);
    static final StatePill STARTED = new StatePill("Started", "play", Tone.ALIVE);

    static final StatePill STARTING = new StatePill("Starting", "ready", Tone.LINE);
    static final StatePill WORKING = new StatePill("Working", "running", Tone.ALIVE);
    static final StatePill IDLE = new StatePill("Idle", "waiting", Tone.WAIT);
    static final StatePill ENDING = new StatePill("Ending", "cancelled", Tone.OVER);
    static final StatePill ENDED = new StatePill("Ended", "skipped", Tone.OVER);
    static final StatePill PRESSED = new StatePill("Pressed", "throttled", Tone.THROTTLE);

    private Pills() {}

    static StatePill of(JobState state) {
        return switch (state) {
            case SCHEDULED -> new StatePill("Scheduled", "later", Tone.LATER);
            case READY -> new StatePill("Ready", "ready", Tone.LINE);
            case ASSIGNED -> new StatePill("In line", "line", Tone.LINE);
            case RUNNING -> new StatePill("Running", "running", Tone.ALIVE);
            case AWAITING_RETRY -> new StatePill("Retry due", "retry", Tone.RETRY);
            case AWAITING_SIGNAL -> new StatePill("Waits for signal", "waiting", Tone.WAIT);
            case SUCCEEDED -> new StatePill("Succeeded", "done", Tone.DONE);
            case FAILED -> new StatePill("Failed", "failed", Tone.FAIL);
            case CANCELLED -> new StatePill("Cancelled", "cancelled", Tone.OVER);
            case BLOCKED -> new StatePill("Blocked", "waiting", Tone.WAIT);
        };
    }

    static StatePill of(TaskState state) {
        return switch (state) {
            case PENDING_DEPENDENCIES -> new StatePill("Pending", "line", Tone.LINE);
            case READY -> new StatePill("Ready", "ready", Tone.LINE);
            case RUNNING -> new StatePill("Running", "running", Tone.ALIVE);
            case SLEEPING -> new StatePill("Sleeping", "later", Tone.LATER);
            case WAITING -> new StatePill("Waiting", "waiting", Tone.WAIT);
            case THROTTLED -> new StatePill("Throttled", "throttled", Tone.THROTTLE);
            case COMPLETED -> new StatePill("Completed", "done", Tone.DONE);
            case FAILED -> new StatePill("Failed", "failed", Tone.FAIL);
            case CANCELLED -> new StatePill("Cancelled", "cancelled", Tone.OVER);
            case SKIPPED -> new StatePill("Skipped", "skipped", Tone.OVER);
        };
    }
}
