package dev.mayfly.jobs.store;

/**
 * The store could not be asked, for instance since its database does not answer. What was asked for
 * has not happened, unless the message says that this is not known.
 */
public final class StoreUnavailableException extends RuntimeException {

    @java.io.Serial private static final long serialVersionUID = 1;

    /**
     * Says why.
     *
     * @param message what was to be done, and what is the matter
     * @param cause as the store's driver put it
     */
    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
