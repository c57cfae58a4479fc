package dev.mayfly.jobs.store;

import java.time.Instant;

/**
 * A process that runs jobs of a store, or did.
 *
 * @param incarnation its number
 * @param node the name of the process
 * @param state whether it is trusted
 * @param registeredAt when it came, by the store's clock
 * @param leaseUntil until when it is trusted, by the store's clock
 */
public record RunnerInfo(
        long incarnation, String node, State state, Instant registeredAt, Instant leaseUntil) {

    /** Whether a runner is trusted. */
    public enum State {
        /** It has a lease, which may have run out a moment ago. */
        ALIVE,
        /** It let its lease run out. */
        LOST,
        /** It said that it goes. */
        GONE
    }
}
