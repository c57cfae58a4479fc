package dev.mayfly.agents.agent;

import org.jspecify.annotations.Nullable;

/**
 * The end of an agent.
 *
 * @param agent whose
 * @param reason why
 * @param cause what it threw; null unless it failed
 */
public record Termination(AgentRef<?> agent, Reason reason, @Nullable Throwable cause) {

    /** Why an agent has ended. */
    public enum Reason {
        /** It was stopped, by others or itself. */
        STOPPED,
        /** Its body has returned. */
        RETURNED,
        /** It failed, and was not to begin anew, or not again. */
        FAILED,
        /** What it ran on was shut down first. */
        ABANDONED
    }
}
