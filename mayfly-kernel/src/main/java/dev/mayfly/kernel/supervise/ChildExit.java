package dev.mayfly.kernel.supervise;

/** How a child ended, as far as its restart type asks. */
public enum ChildExit {
    /** Returned. */
    NORMAL,
    /** Threw a {@link ShutdownException}, or was ended by its supervisor. Not a failure. */
    SHUTDOWN,
    /** Was cancelled by somebody else: abnormal, as a kill is in OTP. */
    KILLED,
    /** Threw anything else, or ran past its time-out: abnormal. */
    FAILED;

    /**
     * Tells whether a {@linkplain ChildSpec.Restart#TRANSIENT transient} child is started again.
     *
     * @return true for killed and failed
     */
    public boolean isAbnormal() {
        return this == KILLED || this == FAILED;
    }
}
