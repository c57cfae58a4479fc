package dev.mayfly.kernel.supervise;

/** A child failed to start. The children started before it in the same step have been ended. */
public final class ChildStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param supervisor the supervisor's name
     * @param child the child's id
     * @param cause what it threw, or why the kernel refused it
     */
    public ChildStartException(String supervisor, String child, Throwable cause) {
        super("child \"" + child + "\" of supervisor " + supervisor + " failed to start", cause);
    }
}
