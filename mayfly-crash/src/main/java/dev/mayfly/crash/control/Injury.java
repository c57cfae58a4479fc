package dev.mayfly.crash.control;

/** What is done to the system under load. */
public enum Injury {
    /** One node is killed (SIGKILL) and started again at once. */
    KILL_NODE,
    /** All processes of PostgreSQL are killed (SIGKILL), and it is started again. */
    KILL_SERVER,
    /** PostgreSQL ends without a checkpoint (SIGQUIT), and is started again. */
    STOP_SERVER,
    /** PostgreSQL and one node are killed, and both are started again. */
    KILL_BOTH,
    /**
     * The disk with the database loses its power, so that what nobody has forced is gone; whoever
     * has files on it is killed (SIGKILL: the node on H2, PostgreSQL), and started again.
     */
    CUT_POWER,
    /** One node is stopped (SIGSTOP) until others have taken its jobs, and goes on (SIGCONT). */
    FREEZE_NODE,
    /** Nothing, for longer than a lease lasts. */
    LEAVE_ALONE;

    /** Whether nobody can run anything for a while. */
    boolean stopsServer() {
        return this == KILL_SERVER || this == STOP_SERVER || this == KILL_BOTH || this == CUT_POWER;
    }
}
