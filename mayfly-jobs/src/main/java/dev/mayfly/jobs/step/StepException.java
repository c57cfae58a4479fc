package dev.mayfly.jobs.step;

/**
 * A handler uses steps in a way that cannot work, or a step could not be stored. The job fails for
 * good, since another attempt would come to the same.
 */
public final class StepException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message names the step, what is wrong with it, and the fix
     */
    public StepException(String message) {
        super(message);
    }
}
