package dev.mayfly.jobs.store;

import dev.mayfly.jobs.model.JobId;

/** A job with this id exists already; nothing was added. */
public final class DuplicateJobException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param id the id that is taken
     */
    public DuplicateJobException(JobId id) {
        super("a job with id " + id + " exists already; nothing was added");
    }
}
