package dev.mayfly.spring.boot.autoconfigure.actuate;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.time.Clock;
import dev.mayfly.spring.boot.autoconfigure.actuate.meter.JobLabels;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

/**
 * What the job store holds, and how it fares. As Prometheus sees it:
 *
 * <ul>
 *   <li>{@code mayfly_store_jobs{queue,state}}: jobs in the store. Where nodes share a store all of
 *       them tell the same figure: take the maximum, not the sum
 *   <li>{@code mayfly_store_up}: 1 while its database answers, else 0. Then the figures above are
 *       not a number
 *   <li>{@code mayfly_store_outages_total}
 *   <li>of a store that nodes may share: {@code mayfly_runner_leased} (1 while this node has a
 *       lease and takes jobs), {@code mayfly_runner_leases_lost_total}, {@code
 *       mayfly_runner_claims_total}, {@code mayfly_runner_jobs_claimed_total}, {@code
 *       mayfly_runner_jobs_recovered_total}
 * </ul>
 *
 * <p>The store's counters are read at most once a second, whoever scrapes. They count no rows.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class StoreMetrics implements MeterBinder {

    private static final long READ_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

    private final Jobs jobs;
    private final StoreReport report;
    private final Clock clock;
    private final List<String> ownQueues;
    private final JobLabels labels;
    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
    private final Set<String> queues = new HashSet<>();
    private volatile @Nullable Reading reading;

    /** Jobs by queue, as labelled, and state; no queue at all while the store does not answer. */
    private record Reading(long nanos, Map<String, Map<JobState, Long>> jobs) {

        double of(String queue, JobState state) {
            Map<JobState, Long> counts = jobs.get(queue);
            return counts == null ? Double.NaN : counts.getOrDefault(state, 0L);
        }
    }

    /**
     * Metrics of a store.
     *
     * @param jobs whose store
     * @param report tells how it fares
     * @param scheduler runs the jobs
     * @param labels the labels of all meters of jobs
     */
    public StoreMetrics(Jobs jobs, StoreReport report, Scheduler scheduler, JobLabels labels) {
        this.jobs = jobs;
        this.report = report;
        this.clock = scheduler.clock();
        this.ownQueues = scheduler.snapshot().queues().stream().map(QueueSnapshot::name).toList();
        this.labels = labels;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("mayfly.store.up", report, r -> r.outage() == null ? 1 : 0)
                .description("1 while the database of the job store answers")
                .register(registry);
        if (report.figures() != null) {
            bindFigures(registry);
        }
        synchronized (this) {
            queues.forEach(queue -> bindQueue(registry, queue));
            registries.add(registry);
        }
        ownQueues.forEach(this::knows);
        read();
    }

    private void bindFigures(MeterRegistry registry) {
        counter(
                registry,
                "mayfly.store.outages",
                "How often the database began not to answer",
                f -> f.outages());
        Gauge.builder("mayfly.runner.leased", report, r -> figure(r, f -> f.leased() ? 1 : 0))
                .description("1 while this node has a lease on the store, and takes jobs")
                .register(registry);
        counter(
                registry,
                "mayfly.runner.leases.lost",
                "How often this node lost its lease",
                f -> f.leasesLost());
        counter(
                registry,
                "mayfly.runner.claims",
                "How often this node asked for jobs",
                f -> f.claims());
        counter(
                registry,
                "mayfly.runner.jobs.claimed",
                "Jobs that this node was given",
                f -> f.claimed());
        counter(
                registry,
                "mayfly.runner.jobs.recovered",
                "Jobs of lost nodes that this node made ready again",
                f -> f.recovered());
    }

    private void counter(
            MeterRegistry registry,
            String name,
            String help,
            ToDoubleFunction<StoreReport.Figures> value) {
        FunctionCounter.builder(name, report, r -> figure(r, value))
                .description(help)
                .register(registry);
    }

    private static double figure(StoreReport report, ToDoubleFunction<StoreReport.Figures> value) {
        StoreReport.Figures figures = report.figures();
        return figures == null ? Double.NaN : value.applyAsDouble(figures);
    }

    /** Queues are found as the store is read: it may hold jobs of queues that are not here. */
    private synchronized void knows(String queue) {
        String label = labels.queue(queue);
        if (queues.add(label)) {
            registries.forEach(registry -> bindQueue(registry, label));
        }
    }

    private void bindQueue(MeterRegistry registry, String queue) {
        for (JobState state : JobState.values()) {
            Gauge.builder("mayfly.store.jobs", this, m -> m.read().of(queue, state))
                    .tag("queue", queue)
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .description("Jobs in the store, on all nodes that share it")
                    .register(registry);
        }
    }

    private Reading read() {
        long now = clock.nanoTime();
        Reading last = reading;
        if (last == null || now - last.nanos() >= READ_EVERY_NANOS) {
            last = new Reading(now, counted());
            reading = last;
        }
        return last;
    }

    private Map<String, Map<JobState, Long>> counted() {
        if (report.outage() != null) {
            return Map.of(); // whoever asks waits for a connection, and with him the scrape
        }
        Map<String, QueueCounters> counters;
        try {
            counters = jobs.counters();
        } catch (RuntimeException e) {
            return Map.of(); // it has just gone, which mayfly_store_up tells
        }
        Map<String, Map<JobState, Long>> counted = new HashMap<>();
        ownQueues.forEach(name -> counted.put(labels.queue(name), new HashMap<>()));
        for (QueueCounters queue : counters.values()) {
            Map<JobState, Long> sums =
                    counted.computeIfAbsent(labels.queue(queue.queue()), label -> new HashMap<>());
            queue.current().forEach((state, count) -> sums.merge(state, count, Long::sum));
            knows(queue.queue());
        }
        return counted;
    }
}
