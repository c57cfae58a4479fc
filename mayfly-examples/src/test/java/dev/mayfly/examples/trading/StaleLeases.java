package dev.mayfly.examples.trading;

import dev.mayfly.agents.primitive.lease.Lease;
import dev.mayfly.agents.primitive.lease.LeaseTable;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** Planted: whoever has had a lease once uses it for ever, held or not. */
final class StaleLeases implements LeaseTable {

    private final LeaseTable leases;
    private @Nullable Lease first;

    StaleLeases(LeaseTable leases) {
        this.leases = leases;
    }

    @Override
    public Lease acquire(String name, Duration ttl) throws InterruptedException {
        Lease lease = first;
        if (lease == null) {
            lease = leases.acquire(name, ttl);
            first = lease;
        }
        return lease;
    }

    @Override
    public @Nullable Lease acquire(String name, Duration ttl, Duration timeout) {
        throw new UnsupportedOperationException("executors wait without a limit");
    }

    @Override
    public @Nullable Lease tryAcquire(String name, Duration ttl) {
        throw new UnsupportedOperationException("executors wait");
    }
}
