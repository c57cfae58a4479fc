package dev.mayfly.jobs.model;

/**
 * Where a job is in its life.
 *
 * <pre>
 * SCHEDULED ──due──▶ READY ──start──▶ RUNNING ──▶ SUCCEEDED
 *                      ▲                 ├──▶ FAILED      (no attempt left, or not to be retried)
 *                      ├──────due────────┼──▶ AWAITING_RETRY
 *                      └─────release─────┴──▶ CANCELLED
 * </pre>
 *
 * Every state but the terminal ones can become CANCELLED; FAILED and CANCELLED can be made READY
 * again by hand.
 */
public enum JobState {
    /** Waits for its time. */
    SCHEDULED,
    /** Could run and waits for a place in its queue. */
    READY,
    /** An attempt is under way. */
    RUNNING,
    /** An attempt failed and the next one waits for its time. */
    AWAITING_RETRY,
    /** Ended with a result. */
    SUCCEEDED,
    /** Ended with an error, all attempts used up. */
    FAILED,
    /** Ended because somebody asked for it. */
    CANCELLED;

    /**
     * Tells whether the job has ended.
     *
     * @return true for {@link #SUCCEEDED}, {@link #FAILED} and {@link #CANCELLED}
     */
    public boolean isTerminal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
