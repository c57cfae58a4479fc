package dev.mayfly.jobs.handler;

/**
 * A job was not accepted, because the process shuts down or holds too many jobs; or, out of a
 * handle, the process stopped before the job had ended.
 */
public final class JobRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the refusal.
     *
     * @param message names the limit and how to raise it, or says that the process stops
     */
    public JobRejectedException(String message) {
        super(message);
    }
}
