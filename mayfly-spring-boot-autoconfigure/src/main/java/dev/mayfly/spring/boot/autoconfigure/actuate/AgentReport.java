package dev.mayfly.spring.boot.autoconfigure.actuate;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * What health and dumps tell of agents. Names no type of {@code mayfly-agents}, so that both work
 * without it.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public interface AgentReport {

    /** An application without agents. */
    AgentReport NONE =
            new AgentReport() {
                @Override
                public @Nullable Map<String, Object> health() {
                    return null;
                }

                @Override
                public @Nullable String problem() {
                    return null;
                }

                @Override
                public StateDump.@Nullable Agents dump() {
                    return null;
                }
            };

    /**
     * Figures for the health details.
     *
     * @return by name; null without agents
     */
    @Nullable Map<String, Object> health();

    /**
     * The worst that is wrong.
     *
     * @return a sentence without a full stop; null if all is well
     */
    @Nullable String problem();

    /**
     * The agents' part of a dump.
     *
     * @return plain data without contents of messages; null without agents
     */
    StateDump.@Nullable Agents dump();
}
