package dev.mayfly.kernel.task;

/** A task, or the wait for one, took longer than it was allowed. */
public final class TaskTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message a sentence that names the task or the limit
     */
    public TaskTimeoutException(String message) {
        super(message);
    }
}
