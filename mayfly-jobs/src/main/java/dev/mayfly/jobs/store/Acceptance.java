package dev.mayfly.jobs.store;

/** What became of jobs that were added in somebody's transaction. */
public enum Acceptance {
    /** They are here, and outlive the process where the store does. */
    ACCEPTED,
    /** The transaction was rolled back: they have never been here. */
    ROLLED_BACK
}
