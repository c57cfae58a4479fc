package dev.mayfly.agents.agent;

/** What happens to a message that finds a mailbox full. Nothing is ever dropped silently. */
public enum Overflow {

    /** The sender waits for room; one that cannot wait is refused. The default. */
    BACK_PRESSURE,

    /** The sender is refused. */
    REJECT,

    /**
     * The oldest message makes way and becomes a dead letter. It is the agent that drops, at its
     * next turn, since a sender cannot reach what lies at the front: until then the mailbox holds
     * up to twice its capacity, past which the sender is refused.
     */
    DROP_OLDEST
}
