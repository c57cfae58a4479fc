package dev.mayfly.jobs.handler;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler that knows that another attempt cannot help: the job fails at once, whatever
 * its retry policy says.
 */
public final class PermanentFailureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message why no attempt can succeed
     * @param cause what led to it; null for none
     */
    public PermanentFailureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
