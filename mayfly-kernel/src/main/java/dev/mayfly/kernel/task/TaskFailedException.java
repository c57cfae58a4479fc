package dev.mayfly.kernel.task;

/** A task that was joined had failed; the cause is what its body threw. */
public final class TaskFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Wraps what a task threw.
     *
     * @param cause the very instance that the body threw
     */
    public TaskFailedException(Throwable cause) {
        super("the task that was joined failed: " + cause, cause);
    }
}
