package dev.mayfly.agents.primitive.lease;

import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A table that never waits, with a fault of choice. */
final class PlantedLeaseTable implements LeaseTable {

    /** What is wrong. */
    enum Fault {
        /** A name that was released is forgotten, and its token with it. */
        TOKENS_BEGIN_ANEW,
        /** One in four is granted what another holds. */
        GRANTS_EARLY
    }

    private final Clock clock;
    private final Fault fault;
    private final Map<String, Planted> leases = new HashMap<>();
    private long tokens;

    PlantedLeaseTable(Clock clock, Fault fault) {
        this.clock = clock;
        this.fault = fault;
    }

    @Override
    public Lease acquire(String name, Duration ttl) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable Lease acquire(String name, Duration ttl, Duration timeout) {
        return tryAcquire(name, ttl);
    }

    @Override
    public @Nullable Lease tryAcquire(String name, Duration ttl) {
        Planted before = leases.get(name);
        boolean early = fault == Fault.GRANTS_EARLY && ++tokens % 4 == 0;
        if (before != null && before.isHeld() && !early) {
            return null;
        }
        long token = fault == Fault.GRANTS_EARLY ? ++tokens : before == null ? 1 : before.token + 1;
        var lease = new Planted(name, token, ttl);
        leases.put(name, lease);
        return lease;
    }

    private final class Planted implements Lease {

        private final String name;
        private final long token;
        private final Duration ttl;
        private long deadline;

        Planted(String name, long token, Duration ttl) {
            this.name = name;
            this.token = token;
            this.ttl = ttl;
            renew();
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long token() {
            return token;
        }

        @Override
        public boolean isHeld() {
            return clock.nanoTime() < deadline;
        }

        @Override
        public Duration remaining() {
            return Duration.ofNanos(Math.max(0, deadline - clock.nanoTime()));
        }

        @Override
        public void renew() {
            deadline = clock.nanoTime() + ttl.toNanos();
        }

        @Override
        public boolean release() {
            deadline = clock.nanoTime();
            return leases.remove(name, this);
        }
    }
}
