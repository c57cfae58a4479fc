package dev.mayfly.store.jdbc.internal;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long the runners of this process may trust their own leases. The deadline is counted from
 * before the renewal was sent, and ends a margin before the lease, so that whoever else waits for
 * the lease to run out finds this process silent already. Safe for use by any thread.
 */
final class Leases {

    /** How long before its end a lease is not used any more: 1 s, at most a quarter of it. */
    static final Duration MARGIN = Duration.ofSeconds(1);

    private final ConcurrentHashMap<Long, Long> deadlines = new ConcurrentHashMap<>();

    /** A lease was given. */
    void given(long incarnation, long sentAt, Duration lease) {
        long quarter = lease.toNanos() / 4;
        deadlines.put(incarnation, sentAt + lease.toNanos() - Math.min(MARGIN.toNanos(), quarter));
    }

    /** A lease is no more. */
    void over(long incarnation) {
        deadlines.remove(incarnation);
    }

    /** Whether a runner of this process may act. */
    boolean holds(long incarnation) {
        Long deadline = deadlines.get(incarnation);
        return deadline != null && System.nanoTime() - deadline < 0;
    }
}
