package dev.mayfly.jobs.step;

/**
 * Ends a run of a handler that has to wait for a signal, or whose step could not be stored. Mayfly
 * throws it and catches it; it is no failure. The handler runs again, from the top, when the wait
 * has ended.
 *
 * <p>Let it pass. It is an {@link Error} so that {@code catch (Exception e)} does not meet it; a
 * handler that catches {@link Throwable} must throw it on. One that returns all the same fails for
 * good, with a message that says so. {@code finally} blocks run as ever, and a transaction that
 * surrounds the call is rolled back.
 */
public final class JobSuspension extends Error {

    private static final long serialVersionUID = 1L;

    /**
     * For Mayfly itself.
     *
     * @param message what ended the run
     */
    public JobSuspension(String message) {
        super(message, null, false, false);
    }
}
