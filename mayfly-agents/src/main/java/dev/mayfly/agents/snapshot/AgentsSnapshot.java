package dev.mayfly.agents.snapshot;

import dev.mayfly.agents.event.DeadLetter;

import java.util.List;

/**
 * All agents of a runtime, at about the same moment.
 *
 * @param agents those alive, by id
 * @param totals what happened to messages since the start
 * @param deadLetters the latest, newest first, at most 100
 * @param listenerFailures how often a listener threw
 */
public record AgentsSnapshot(
        List<AgentSnapshot> agents,
        Totals totals,
        List<DeadLetter> deadLetters,
        long listenerFailures) {

    /**
     * What became of messages. Once nobody sends and no mailbox holds any, {@code sent} is {@code
     * handled + deadLetters + rejected}; before, the difference is what is under way.
     *
     * @param sent how often a sender tried
     * @param handled handled, with those over which an agent failed
     * @param failed over which an agent failed
     * @param rejected the sender was refused and has its message still
     * @param stopped dead letters to agents that had ended
     * @param dropped dead letters of agents that ended before they came to them
     * @param overflowed dead letters that made way for newer ones
     * @param spawned agents started
     * @param ended agents ended
     */
    public record Totals(
            long sent,
            long handled,
            long failed,
            long rejected,
            long stopped,
            long dropped,
            long overflowed,
            long spawned,
            long ended) {

        /**
         * All that was not handled.
         *
         * @return of all three kinds
         */
        public long deadLetters() {
            return stopped + dropped + overflowed;
        }
    }
}
