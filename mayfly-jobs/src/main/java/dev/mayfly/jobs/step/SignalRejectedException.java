package dev.mayfly.jobs.step;

/** A signal was not accepted, and has no effect. */
public final class SignalRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why a signal is not accepted. */
    public enum Reason {
        /** There is no such job, or it was removed since it ended. */
        UNKNOWN_JOB,
        /** The job has ended. */
        ENDED,
        /** The job is in a state of a later version, and may have ended or not. */
        UNKNOWN_STATE,
        /** Too many signals wait for the job to take them. */
        TOO_MANY
    }

    private final Reason reason;

    /**
     * Creates the exception.
     *
     * @param reason why
     * @param message the same for people
     */
    public SignalRejectedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * Why it was not accepted.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
