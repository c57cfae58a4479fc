package dev.mayfly.jobs.handler;

import org.jspecify.annotations.Nullable;

/**
 * A payload or a result cannot be turned into JSON or back. Thrown by a submission, nothing was
 * accepted; in an attempt, the job fails at once, since another try would fail alike.
 */
public final class PayloadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message names the type and the reason
     * @param cause what led to it; null for none
     */
    public PayloadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
