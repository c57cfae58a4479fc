package dev.mayfly.kernel.task;

/**
 * Where a task is in its life. A task moves among the first six states and ends in exactly one of
 * the last four, which it never leaves.
 */
public enum TaskState {
    /** Waits for the tasks it depends on. */
    PENDING_DEPENDENCIES,
    /** Could run and waits for a place: for a slot of its queue or for its engine. */
    READY,
    /** Its body is running, or blocked outside the system calls. */
    RUNNING,
    /** In {@link TaskContext#sleep}. */
    SLEEPING,
    /** In any other system call that blocks. */
    WAITING,
    /** Used up its time slice and stands behind its equals. */
    THROTTLED,
    /** Ended by returning a result. */
    COMPLETED,
    /** Ended by throwing, or by exceeding its time-out. */
    FAILED,
    /** Ended by {@link TaskHandle#cancel()} or by the scheduler's shutdown. */
    CANCELLED,
    /** Never ran, because a task it depends on did not complete. */
    SKIPPED;

    /**
     * Tells whether this state is final.
     *
     * @return true for completed, failed, cancelled and skipped
     */
    public boolean isTerminal() {
        return compareTo(COMPLETED) >= 0;
    }
}
