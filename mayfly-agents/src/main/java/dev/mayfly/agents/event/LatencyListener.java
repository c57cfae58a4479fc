package dev.mayfly.agents.event;

import java.time.Duration;

/**
 * Hears how long messages and agents wait, of those that are drawn as samples: for metrics that
 * keep their distribution.
 *
 * <p>Thread rule: called by whichever agent was drawn, several at once; must be quick and must not
 * block. What it throws is counted as a listener failure and otherwise ignored.
 */
public interface LatencyListener {

    /**
     * A message was drawn: the first of every 64th turn of a handler, or every 64th message of a
     * body.
     *
     * @param latency from its sending to its handling, to the millisecond: one that took less is
     *     zero or 1 ms, so that means are right
     */
    void messageWaited(Duration latency);

    /**
     * An agent was drawn: every 64th of a runtime, if the one drawn before has begun.
     *
     * @param latency from the call of {@code spawn} to the agent's first turn
     */
    void agentWaited(Duration latency);
}
