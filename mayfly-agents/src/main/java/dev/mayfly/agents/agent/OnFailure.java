package dev.mayfly.agents.agent;

/** What happens when an agent's handler or body throws. The message at hand counts as failed. */
public enum OnFailure {

    /**
     * The agent begins anew, with a new handler or body, and goes on with its next message; if that
     * happens too often within a time, it ends. The default.
     */
    RESTART,

    /** The agent goes on as it is. A body, which has no way to go on, begins anew. */
    RESUME,

    /** The agent ends. */
    STOP,

    /** The agent ends, and its parent fails in turn; without a parent, as {@link #STOP}. */
    ESCALATE
}
