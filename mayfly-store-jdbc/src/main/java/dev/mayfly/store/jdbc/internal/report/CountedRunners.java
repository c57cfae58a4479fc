package dev.mayfly.store.jdbc.internal.report;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.policy.QueueLoad;
import dev.mayfly.jobs.store.RunnerInfo;
import dev.mayfly.jobs.store.Runners;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Counts what a process asks of its runners: claims, jobs of lost processes, and leases that it let
 * run out.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class CountedRunners implements Runners {

    private final Runners runners;
    private final LongAdder claims = new LongAdder();
    private final LongAdder claimed = new LongAdder();
    private final LongAdder recovered = new LongAdder();
    private final LongAdder lost = new LongAdder();

    /** The latest incarnation of this process that has not said good-bye; 0 for none. */
    private final AtomicLong current = new AtomicLong();

    /**
     * Counts.
     *
     * @param runners does what is asked
     */
    public CountedRunners(Runners runners) {
        this.runners = runners;
    }

    /** {@return how often jobs were asked for} */
    public long claims() {
        return claims.sum();
    }

    /** {@return how many jobs were taken} */
    public long claimed() {
        return claimed.sum();
    }

    /** {@return how many jobs of lost processes this one has made ready again} */
    public long recovered() {
        return recovered.sum();
    }

    /**
     * How often this process had to register anew, since its lease had run out or it was taken for
     * lost.
     *
     * @return the number since the start
     */
    public long leasesLost() {
        return lost.sum();
    }

    /** {@return whether this process has a lease that it may trust} */
    public boolean leased() {
        return runners.holds(current.get());
    }

    @Override
    public long register(String node, Duration lease) {
        long incarnation = runners.register(node, lease);
        long before = current.getAndSet(incarnation);
        if (before != 0) {
            lost.increment();
            StoreFlight.leaseLost(node, before, incarnation);
        }
        return incarnation;
    }

    @Override
    public boolean renew(long incarnation, Duration lease) {
        return runners.renew(incarnation, lease);
    }

    @Override
    public boolean holds(long incarnation) {
        return runners.holds(incarnation);
    }

    @Override
    public void leave(long incarnation, Instant at) {
        runners.leave(incarnation, at);
        current.compareAndSet(incarnation, 0);
    }

    @Override
    public List<JobRecord> recover(Instant at, int limit) {
        List<JobRecord> jobs = runners.recover(at, limit);
        if (!jobs.isEmpty()) {
            recovered.add(jobs.size());
            StoreFlight.recovered(jobs.size());
        }
        return jobs;
    }

    @Override
    public List<JobRecord> cancelRequests(long incarnation) {
        return runners.cancelRequests(incarnation);
    }

    @Override
    public List<JobRecord> claim(Claim claim) {
        var flight = StoreFlight.claiming();
        List<JobRecord> jobs = runners.claim(claim);
        claims.increment();
        claimed.add(jobs.size());
        StoreFlight.claimed(flight, claim.queue(), claim.limit(), jobs.size());
        return jobs;
    }

    @Override
    public @Nullable Held held(String queue) {
        return runners.held(queue);
    }

    @Override
    public QueueLoad load(String queue, @Nullable JobRecord job) {
        return runners.load(queue, job);
    }

    @Override
    public List<RunnerInfo> list() {
        return runners.list();
    }

    @Override
    public void onReady(Consumer<String> listener) {
        runners.onReady(listener);
    }
}
