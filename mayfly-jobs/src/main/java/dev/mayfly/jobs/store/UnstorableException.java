package dev.mayfly.jobs.store;

/**
 * A value cannot be kept by the store, for instance since it is larger than the database takes.
 * Thrown by a submission, nothing was accepted; of the end of an attempt, the job fails with this
 * as its error, since another try would be refused alike.
 */
public final class UnstorableException extends RuntimeException {

    @java.io.Serial private static final long serialVersionUID = 1;

    /**
     * Says what, where, and what to do.
     *
     * @param message names the value, the place and the fix
     * @param cause as the store's driver put it
     */
    public UnstorableException(String message, Throwable cause) {
        super(message, cause);
    }
}
