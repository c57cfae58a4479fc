package dev.mayfly.kernel.supervise;

/**
 * Ends a child on purpose, without that being a failure: OTP's exit reason {@code shutdown}. A
 * transient or temporary child that throws it is not started again; a permanent one is.
 *
 * <p>A supervisor that gives up, or that ends because of {@link AutoShutdown}, ends by it as well:
 * under a supervisor of its own it is started again only if it is permanent there.
 */
public final class ShutdownException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message why
     */
    public ShutdownException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message why
     * @param cause what led to it
     */
    public ShutdownException(String message, Throwable cause) {
        super(message, cause);
    }
}
