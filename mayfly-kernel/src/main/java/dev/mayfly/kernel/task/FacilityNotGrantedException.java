package dev.mayfly.kernel.task;

/** A task asked its engine for a facility that the engine does not grant. */
public final class FacilityNotGrantedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message names the queue, its engine and the fix
     */
    public FacilityNotGrantedException(String message) {
        super(message);
    }
}
