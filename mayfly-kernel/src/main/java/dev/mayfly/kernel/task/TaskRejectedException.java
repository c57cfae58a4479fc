package dev.mayfly.kernel.task;

/** The scheduler refused a task; nothing was accepted and nothing will run. */
public final class TaskRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the refusal.
     *
     * @param message names the limit that was reached and how to raise it, or says that the
     *     scheduler is shutting down
     */
    public TaskRejectedException(String message) {
        super(message);
    }
}
