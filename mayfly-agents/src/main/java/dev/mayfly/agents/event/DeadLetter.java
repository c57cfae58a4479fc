package dev.mayfly.agents.event;

import dev.mayfly.agents.agent.AgentRef;

import java.time.Instant;

/**
 * A message that no agent will handle.
 *
 * @param agent whom it was sent to
 * @param message what was sent
 * @param reason why it was not handled
 * @param time when that became certain, by the scheduler's wall clock
 */
public record DeadLetter(AgentRef<?> agent, Object message, Reason reason, Instant time) {

    /** Why a message was not handled. */
    public enum Reason {
        /** Its agent took no messages any more when it was sent. */
        STOPPED,
        /** Its agent ended before it came to the message. */
        DROPPED,
        /** It made way for newer ones in a full mailbox. */
        OVERFLOW
    }

    /**
     * For people and logs: names the message's type and not its content, which may be secret.
     *
     * @return for instance {@code Order to desk: stopped}
     */
    @Override
    public String toString() {
        return message.getClass().getSimpleName()
                + " to "
                + agent.name()
                + ": "
                + reason.name().toLowerCase(java.util.Locale.ROOT);
    }
}
