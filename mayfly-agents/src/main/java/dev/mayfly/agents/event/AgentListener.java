package dev.mayfly.agents.event;

/**
 * Hears what happens to agents.
 *
 * <p>Thread rule: called by whichever thread it happens on, several at once; must be quick and must
 * not block. What it throws is counted and otherwise ignored.
 */
@FunctionalInterface
public interface AgentListener {

    /**
     * Something has happened.
     *
     * @param event what
     */
    void on(AgentEvent event);
}
