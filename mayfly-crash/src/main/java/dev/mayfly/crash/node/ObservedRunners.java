package dev.mayfly.crash.node;

import dev.mayfly.crash.ledger.LedgerClient;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.policy.QueueLoad;
import dev.mayfly.jobs.store.RunnerInfo;
import dev.mayfly.jobs.store.Runners;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The store's runners, with an eye on the lease, and with faults on request. Safe for use by any
 * thread.
 */
final class ObservedRunners implements Runners {

    private static final int FORGET_ONE_IN = 10;

    private final Runners delegate;
    private final LedgerClient ledger;
    private final Fault fault;
    private final AtomicLong current = new AtomicLong();
    private final AtomicLong claimed = new AtomicLong();

    ObservedRunners(Runners delegate, LedgerClient ledger, Fault fault) {
        this.delegate = delegate;
        this.ledger = ledger;
        this.fault = fault;
    }

    @Override
    public long register(String node, Duration lease) {
        long incarnation = delegate.register(node, lease);
        long before = current.getAndSet(incarnation);
        if (before != 0) {
            ledger.fenced(before); // it has been given up: only then one registers again
        }
        return incarnation;
    }

    @Override
    public boolean renew(long incarnation, Duration lease) {
        return fault == Fault.LOST_RENEWALS || delegate.renew(incarnation, lease);
    }

    @Override
    public boolean holds(long incarnation) {
        return fault == Fault.LOST_RENEWALS || delegate.holds(incarnation);
    }

    @Override
    public void leave(long incarnation, Instant at) {
        delegate.leave(incarnation, at);
    }

    @Override
    public List<JobRecord> recover(Instant at, int limit) {
        return delegate.recover(at, limit);
    }

    @Override
    public List<JobRecord> cancelRequests(long incarnation) {
        return delegate.cancelRequests(incarnation);
    }

    @Override
    public List<JobRecord> claim(Claim claim) {
        List<JobRecord> jobs = delegate.claim(claim);
        return fault == Fault.LOST_CLAIM
                ? jobs.stream().filter(_ -> claimed.incrementAndGet() % FORGET_ONE_IN != 0).toList()
                : jobs;
    }

    @Override
    public @Nullable Held held(String queue) {
        return delegate.held(queue);
    }

    @Override
    public QueueLoad load(String queue, @Nullable JobRecord job) {
        return delegate.load(queue, job);
    }

    @Override
    public List<RunnerInfo> list() {
        return delegate.list();
    }

    @Override
    public void onReady(Consumer<String> listener) {
        delegate.onReady(fault == Fault.LOST_WAKE_UP ? queue -> {} : listener);
    }
}
