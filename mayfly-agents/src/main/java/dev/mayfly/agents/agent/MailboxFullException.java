package dev.mayfly.agents.agent;

import java.io.Serial;

/** A message was refused, since the mailbox is full. The sender has its message still. */
public final class MailboxFullException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1;

    /**
     * Creates one.
     *
     * @param message names the agent, its capacity, and what can be done
     */
    public MailboxFullException(String message) {
        super(message);
    }
}
