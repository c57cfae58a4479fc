package dev.mayfly.agents.agent;

/** What became of a message that did not wait for room. */
public enum SendResult {

    /** Accepted. */
    ACCEPTED,

    /**
     * Accepted, and the mailbox has passed its high mark and not yet fallen to its low mark: the
     * signal to slow down.
     */
    PRESSED,

    /** Refused: the mailbox is full. The sender has its message still. */
    FULL,

    /** The agent takes no messages any more: the message is a dead letter. */
    STOPPED;

    /**
     * Whether the agent has the message.
     *
     * @return true for {@link #ACCEPTED} and {@link #PRESSED}
     */
    public boolean isAccepted() {
        return this == ACCEPTED || this == PRESSED;
    }
}
