package dev.mayfly.console.source.part;

import dev.mayfly.console.view.StatePill;
import dev.mayfly.console.view.Tone;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.kernel.task.TaskState;

/** How states look. One place, so that a state looks the same wherever it is shown. */
public final class Pills {
    /** A queue or a recurring job that is paused. */
    public static final StatePill PAUSED = new StatePill("Paused", "paused", Tone.RETRY);

    /** A queue that starts no more for now, by its own limits. */
    public static final StatePill LIMITED =
            new StatePill("At its limit", "throttled", Tone.THROTTLE);

    /** A queue that takes jobs. */
    public static final StatePill ACTIVE = new StatePill("Active", "ready", Tone.LINE);

    /** An attempt has begun. */
    public static final StatePill STARTED = new StatePill("Started", "play", Tone.ALIVE);

    /** An agent that is not ready yet. */
    public static final StatePill STARTING = new StatePill("Starting", "ready", Tone.LINE);

    /** An agent at a message. */
    public static final StatePill WORKING = new StatePill("Working", "running", Tone.ALIVE);

    /** An agent without a message. */
    public static final StatePill IDLE = new StatePill("Idle", "waiting", Tone.WAIT);

    /** An agent that is asked to stop. */
    public static final StatePill ENDING = new StatePill("Ending", "cancelled", Tone.OVER);

    /** An agent that is gone. */
    public static final StatePill ENDED = new StatePill("Ended", "skipped", Tone.OVER);

    /** An agent whose mailbox is above its mark. */
    public static final StatePill PRESSED = new StatePill("Pressed", "throttled", Tone.THROTTLE);

    private Pills() {}

    /**
     * How a job's state looks.
     *
     * @param state the state
     * @return its name, its sign and its colour
     */
    public static StatePill of(JobState state) {
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

    /**
     * How a task's state looks.
     *
     * @param state the state
     * @return its name, its sign and its colour
     */
    public static StatePill of(TaskState state) {
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
