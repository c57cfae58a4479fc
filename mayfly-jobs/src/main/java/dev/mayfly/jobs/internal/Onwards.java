package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.store.admission.SubmissionOutcome;
import dev.mayfly.kernel.task.TaskHandle;

import org.jspecify.annotations.Nullable;

/**
 * What this process does with jobs that go on since another one was submitted or has ended. Safe
 * for use by any thread.
 */
final class Onwards {

    private final JobRuntime runtime;

    Onwards(JobRuntime runtime) {
        this.runtime = runtime;
    }

    /** The store has decided which job stands for a submission. */
    void admitted(LiveJob job, SubmissionOutcome admission) {
        switch (admission) {
            case SubmissionOutcome.Added(JobRecord added, JobRecord before, JobRecord after) -> {
                if (before != null && after != null) {
                    moved(before, after);
                }
                runtime.submitter().accepted(job, added);
            }
            case SubmissionOutcome.Renewed(JobRecord before, JobRecord after) ->
                    moved(before, after);
            case SubmissionOutcome.Kept kept -> {
                // It goes its way.
            }
        }
    }

    /** The store has moved a job on of its own accord. */
    void moved(JobRecord before, JobRecord after) {
        runtime.listeners().tell(before, after);
        if (after.state().isTerminal()) {
            ended(after);
        } else if (runtime.sharing() != null) {
            goOn(null, after);
        } else if (after.state() != before.state() || after.dueAt() != null) {
            goOn(runtime.live().adopt(after), after);
        }
    }

    /** A job is where it waits for its time, for others, or for a place in its queue. */
    void goOn(@Nullable LiveJob job, JobRecord now) {
        switch (now.state()) {
            case READY, ASSIGNED -> runtime.dispatch(job, now);
            case SCHEDULED, AWAITING_RETRY -> runtime.waitsForItsTime(job, now);
            default -> {
                // Others will tell.
            }
        }
    }

    /** A job has ended that did not run, by a cancellation or since it cannot be read. */
    void ended(JobRecord end) {
        LiveJob waiting = runtime.live().find(end.id());
        if (waiting != null) {
            runtime.live().settle(waiting, end, null, null);
            TaskHandle<?> task = waiting.task();
            if (task != null) {
                task.cancel();
            }
        }
    }
}
