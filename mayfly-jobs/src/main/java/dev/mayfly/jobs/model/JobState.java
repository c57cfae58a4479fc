package dev.mayfly.jobs.model;

/**
 * Where a job is in its life.
 *
 * <pre>
 * SCHEDULED ──due──▶ READY ──assign──▶ ASSIGNED ──start──▶ RUNNING ──▶ SUCCEEDED
 *                      ▲                                      ├──▶ FAILED      (no attempt left, or not to be retried)
 *                      ├───────────────due────────────────────┼──▶ AWAITING_RETRY
 *                      ├───────────signal, due────────────────┼──▶ AWAITING_SIGNAL
 *                      └────────release, recover──────────────┴──▶ CANCELLED
 * </pre>
 *
 * <p>Where a store belongs to one process alone, as in memory, nobody else can take a job, and a
 * READY one is started without being assigned first. Every state but the terminal ones can become
 * CANCELLED; FAILED and CANCELLED can be made READY again by hand.
 */
public enum JobState {
    /** Waits for its time. */
    SCHEDULED,
    /** Could run and waits for a place in its queue. */
    READY,
    /** Stands in the line of a node, which has taken it. */
    ASSIGNED,
    /** An attempt is under way. */
    RUNNING,
    /** An attempt failed and the next one waits for its time. */
    AWAITING_RETRY,
    /** The handler waits for a signal, which also ends when its time-out has come. */
    AWAITING_SIGNAL,
    /** Ended with a result. */
    SUCCEEDED,
    /** Ended with an error, all attempts used up. */
    FAILED,
    /** Ended because somebody asked for it. */
    CANCELLED,
    /** Waits for other jobs to end. */
    BLOCKED;

    /**
     * Tells whether the job has ended.
     *
     * @return true for {@link #SUCCEEDED}, {@link #FAILED} and {@link #CANCELLED}
     */
    public boolean isTerminal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
