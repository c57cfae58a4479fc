package dev.mayfly.spring.boot.autoconfigure.actuate.meter;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.spring.boot.autoconfigure.actuate.meter.JobLabels.Kind;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * What becomes of jobs on this node, so that the sums over all nodes are true. As Prometheus sees
 * it:
 *
 * <ul>
 *   <li>{@code mayfly_jobs_accepted_total{job_name,queue}}: jobs submitted here
 *   <li>{@code mayfly_jobs_ended_total{job_name,queue,outcome}}: jobs that succeeded, failed for
 *       good or were cancelled
 *   <li>{@code mayfly_jobs_retries_total{job_name,queue}}: attempts that failed and have another
 *       one after them
 *   <li>{@code mayfly_job_wait_seconds{queue}}: a histogram of the time from when a job could have
 *       run to the start of its first attempt. Jobs that come after other jobs are left out: when
 *       those ended is not in their records
 * </ul>
 *
 * <p>What a declared job counts is 0 before its first run, so that its rate is known from the
 * first. Labels are bounded by {@link JobLabels}.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class JobMetrics implements MeterBinder {

    /** From what a job in memory takes to what makes people call. */
    static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1)
    };

    private final Jobs jobs;
    private final String defaultQueue;
    private final JobLabels labels;
    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
    private final Map<Kind, Counts> counts = new ConcurrentHashMap<>();
    private final Map<String, List<Timer>> waits = new ConcurrentHashMap<>();

    /** What is counted of one kind of job. */
    private static final class Counts {
        private final LongAdder accepted = new LongAdder();
        private final LongAdder succeeded = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final LongAdder cancelled = new LongAdder();
        private final LongAdder retries = new LongAdder();
    }

    /**
     * Begins to count.
     *
     * @param jobs the jobs
     * @param defaultQueue the queue of jobs whose definition names none
     * @param labels the labels of all meters of jobs
     */
    public JobMetrics(Jobs jobs, String defaultQueue, JobLabels labels) {
        this.jobs = jobs;
        this.defaultQueue = defaultQueue;
        this.labels = labels;
        jobs.addListener(this::jobChanged);
    }

    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        for (JobDefinition<?, ?> job : jobs.registry().definitions()) {
            String queue = job.queue() == null ? defaultQueue : job.queue();
            counts.computeIfAbsent(labels.kind(job.name(), queue), kind -> new Counts());
        }
        counts.forEach((kind, count) -> bind(registry, kind, count));
        registries.add(registry);
        waits.clear(); // to be made anew, now of this registry too
    }

    private static void bind(MeterRegistry registry, Kind kind, Counts counts) {
        FunctionCounter.builder("mayfly.jobs.accepted", counts.accepted, LongAdder::sum)
                .tags(kind.tags())
                .description("Jobs that this node has accepted")
                .register(registry);
        FunctionCounter.builder("mayfly.jobs.retries", counts.retries, LongAdder::sum)
                .tags(kind.tags())
                .description("Attempts on this node that failed and have another one after them")
                .register(registry);
        bindEnd(registry, kind, JobState.SUCCEEDED, counts.succeeded);
        bindEnd(registry, kind, JobState.FAILED, counts.failed);
        bindEnd(registry, kind, JobState.CANCELLED, counts.cancelled);
    }

    private static void bindEnd(
            MeterRegistry registry, Kind kind, JobState outcome, LongAdder count) {
        FunctionCounter.builder("mayfly.jobs.ended", count, LongAdder::sum)
                .tags(kind.tags().and("outcome", outcome.name().toLowerCase(Locale.ROOT)))
                .description("Jobs that have ended on this node, by how they ended")
                .register(registry);
    }

    /**
     * Counts a change.
     *
     * @param before the job before; null if it was just accepted
     * @param after the job now
     */
    public void jobChanged(@Nullable JobRecord before, JobRecord after) {
        if (before == null) {
            counts(after).accepted.increment();
            return;
        }
        if (before.state() == after.state()) {
            return;
        }
        switch (after.state()) {
            case SUCCEEDED -> counts(after).succeeded.increment();
            case FAILED -> counts(after).failed.increment();
            case CANCELLED -> counts(after).cancelled.increment();
            case AWAITING_RETRY -> counts(after).retries.increment();
            case RUNNING -> started(after);
            default -> {
                // It waits, or is made ready again.
            }
        }
    }

    private void started(JobRecord job) {
        JobOptions options = job.envelope().options();
        if (job.attempts() != 1 || !job.history().isEmpty() || options.policies().after() != null) {
            return;
        }
        Instant couldRun = job.submittedAt();
        if (options.delay() != null) {
            couldRun = couldRun.plus(options.delay());
        } else if (options.runAt() != null && options.runAt().isAfter(couldRun)) {
            couldRun = options.runAt();
        }
        Duration wait = Duration.between(couldRun, job.changedAt());
        for (Timer timer : waits(labels.queue(job.queue()))) {
            timer.record(wait.isNegative() ? Duration.ZERO : wait);
        }
    }

    private List<Timer> waits(String queue) {
        List<Timer> known = waits.get(queue);
        return known != null ? known : waits.computeIfAbsent(queue, this::makeWaits);
    }

    private List<Timer> makeWaits(String queue) {
        return registries.stream()
                .map(registry ->
                        Timer.builder("mayfly.job.wait")
                                .tag("queue", queue)
                                .description(
                                        "Time from when a job could run to the start of its first"
                                                + " attempt")
                                .serviceLevelObjectives(BUCKETS)
                                .register(registry))
                .toList();
    }

    private Counts counts(JobRecord job) {
        Kind kind = labels.kind(job.name(), job.queue());
        Counts known = counts.get(kind);
        return known != null ? known : newCounts(kind);
    }

    private synchronized Counts newCounts(Kind kind) {
        Counts known = counts.get(kind);
        if (known != null) {
            return known;
        }
        var made = new Counts();
        counts.put(kind, made);
        registries.forEach(registry -> bind(registry, kind, made));
        return made;
    }
}
