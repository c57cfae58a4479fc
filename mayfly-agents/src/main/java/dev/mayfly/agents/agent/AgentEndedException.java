package dev.mayfly.agents.agent;

import java.io.Serial;

/**
 * An agent's body asked for a message beyond the last after the agent was stopped. It unwinds the
 * body and is no failure; it has no stack trace.
 */
public final class AgentEndedException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1;

    /**
     * Creates one.
     *
     * @param agent what people call the agent
     */
    public AgentEndedException(String agent) {
        super(agent + " was stopped and has no more messages", null, false, false);
    }
}
