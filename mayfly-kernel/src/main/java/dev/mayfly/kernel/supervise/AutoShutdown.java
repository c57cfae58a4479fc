package dev.mayfly.kernel.supervise;

/**
 * Whether a supervisor ends by itself when children marked {@linkplain ChildSpec#significant()
 * significant} have ended and are not started again. Children ended by the supervisor, for instance
 * by {@link Supervisor#terminateChild}, do not count.
 */
public enum AutoShutdown {
    /** It does not; significant children are refused. */
    NEVER,
    /** As soon as one of them has ended. */
    ANY_SIGNIFICANT,
    /** As soon as the last of them has ended. */
    ALL_SIGNIFICANT
}
