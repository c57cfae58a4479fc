package dev.mayfly.agents.snapshot;

import dev.mayfly.agents.event.DeadLetter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * All agents of a runtime, at about the same moment.
 *
 * <p>What an agent took is counted by itself while it lives, and by the runtime from its end on. So
 * a picture during which an agent ended is taken again, up to five times in all. If agents ended
 * each time, as they do where thousands end in a second, the last one is given and {@code exact} is
 * false: then what those agents took may be counted twice in {@code sent} and {@code handled}, or
 * not at all.
 *
 * @param agents those alive, by id
 * @param totals what happened to messages since the start
 * @param pace how long they wait, and how many are handled in a second
 * @param deadLetters the latest, newest first, at most 100
 * @param listenerFailures how often a listener threw
 * @param exact whether no agent ended while it was taken
 * @param leases those of the runtime's tables that somebody holds, the ones most wait for first, at
 *     most 100
 * @param quorums questions to the runtime's groups that are not decided yet, those for which
 *     somebody waits first, at most 100
 */
public record AgentsSnapshot(
        List<AgentSnapshot> agents,
        Totals totals,
        Pace pace,
        List<DeadLetter> deadLetters,
        long listenerFailures,
        boolean exact,
        List<LeaseSnapshot> leases,
        List<QuorumSnapshot> quorums) {

    /**
     * This picture with what is agreed on.
     *
     * @param leases who holds what, and who waits for it
     * @param quorums who is asked what, and who waits for it
     * @return a copy
     */
    public AgentsSnapshot with(List<LeaseSnapshot> leases, List<QuorumSnapshot> quorums) {
        return new AgentsSnapshot(
                agents, totals, pace, deadLetters, listenerFailures, exact, leases, quorums);
    }

    /**
     * How fast the runtime is: moving averages over samples.
     *
     * @param messageLatency from the sending of a message to its handling; looked at is the first
     *     message of one turn in 64 of a handler, and one message in 64 of a body. It is known to
     *     the millisecond, and the mean of many to less. Null until one was
     * @param spawnLatency from the call of {@code spawn} to an agent's first turn; one agent in 64
     *     is looked at, if the one before has begun. Null until one has
     * @param messagesPerSecond how many messages all agents handle, those that have ended included;
     *     over about ten seconds, or since the snapshot before where that is longer ago
     */
    public record Pace(
            @Nullable Duration messageLatency,
            @Nullable Duration spawnLatency,
            double messagesPerSecond) {}

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
