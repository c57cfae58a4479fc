package dev.mayfly.jobs.handler;

import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;

import org.jspecify.annotations.Nullable;

/** A job failed for good; the cause is what its last attempt threw, where that is known here. */
public final class JobFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient JobId id;
    private final transient JobError error;

    /**
     * Wraps a failure.
     *
     * @param id the job
     * @param name the job's name
     * @param error the failure as it was recorded
     * @param cause what the last attempt threw, the very instance; null if it ran elsewhere
     */
    public JobFailedException(JobId id, String name, JobError error, @Nullable Throwable cause) {
        super("job \"" + name + "\" (" + id + ") failed: " + error, cause);
        this.id = id;
        this.error = error;
    }

    /**
     * The job.
     *
     * @return its id
     */
    public JobId id() {
        return id;
    }

    /**
     * The failure as it was recorded.
     *
     * @return type, message and trace
     */
    public JobError error() {
        return error;
    }
}
