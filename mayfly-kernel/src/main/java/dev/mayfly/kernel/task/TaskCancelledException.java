package dev.mayfly.kernel.task;

/**
 * Thrown out of a system call of a task that was cancelled. Let it pass: a body that catches it
 * gets it again at its next system call.
 */
public final class TaskCancelledException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message a sentence that names the task or the limit
     */
    public TaskCancelledException(String message) {
        super(message);
    }
}
