package dev.mayfly.jobs.store.admission;

import dev.mayfly.jobs.model.JobId;

/** A submission was refused by the rule that it came with; nothing was added or changed. */
public final class SubmissionConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient JobId existing;

    /**
     * Creates the refusal.
     *
     * @param message names both jobs, the rule, and what to do
     * @param existing the job that is in the way
     */
    public SubmissionConflictException(String message, JobId existing) {
        super(message);
        this.existing = existing;
    }

    /**
     * The job that is in the way.
     *
     * @return its id
     */
    public JobId existing() {
        return existing;
    }
}
