package dev.mayfly.kernel.task;

/** A scope cannot succeed any more: a subtask failed or was cancelled, or all were. */
public final class ScopeFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message names the scope and the subtask
     * @param cause what the subtask threw, the very instance
     */
    public ScopeFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
