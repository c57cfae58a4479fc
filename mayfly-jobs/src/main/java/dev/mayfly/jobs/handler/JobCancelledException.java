package dev.mayfly.jobs.handler;

import dev.mayfly.jobs.model.JobId;

import java.util.concurrent.CancellationException;

/** A job was cancelled, by request. */
public final class JobCancelledException extends CancellationException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param id the job
     * @param name the job's name
     */
    public JobCancelledException(JobId id, String name) {
        super("job \"" + name + "\" (" + id + ") was cancelled");
    }
}
