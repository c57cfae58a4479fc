package dev.mayfly.console.timeline;

import dev.mayfly.kernel.task.TaskState;

import org.jspecify.annotations.Nullable;

/**
 * A line of the recording: what of an event is needed to draw it, and nothing that holds on to what
 * belongs to users, such as keys that are waited on and errors.
 *
 * @param nanos when, by the scheduler's monotonic clock
 * @param kind what happened
 * @param task the task
 * @param text the carrier on which a turn began, null where nobody can tell; the name of a task
 *     that is submitted or has ended; what a blocked one waits in
 * @param queue of a task that is submitted or has ended
 * @param state of a task that has ended
 */
record Entry(
        long nanos,
        Kind kind,
        long task,
        @Nullable String text,
        @Nullable String queue,
        @Nullable TaskState state) {

    boolean beginsTurn() {
        return kind == Kind.STARTED || kind == Kind.RESUMED;
    }

    /** What happened. */
    enum Kind {
        STARTED,
        RESUMED,
        BLOCKED,
        THROTTLED,
        ENDED
    }
}
