package dev.mayfly.spring.boot.autoconfigure.actuate.meter;

import dev.mayfly.jobs.handler.JobInterceptor;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.step.JobSuspension;
import dev.mayfly.kernel.time.Clock;
import dev.mayfly.spring.boot.autoconfigure.actuate.meter.JobLabels.Kind;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * How long handlers run: {@code mayfly_job_run_seconds{job_name,queue,outcome}}, a histogram with
 * one entry for each turn of a handler. Outcomes are {@code returned}, {@code threw}, and {@code
 * suspended} for a handler that ended in order to wait for a signal.
 *
 * <p>It is taken inside the attempt's span, so that a Prometheus registry attaches the trace as an
 * exemplar where the trace is sampled. Of a handler that goes on without a thread the end is
 * outside of it: such entries have none.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class JobRunMetrics implements JobInterceptor, MeterBinder {

    private enum Outcome {
        RETURNED("returned"),
        THREW("threw"),
        SUSPENDED("suspended");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }

        static Outcome of(Throwable failure) {
            return failure instanceof JobSuspension || failure.getCause() instanceof JobSuspension
                    ? SUSPENDED
                    : THREW;
        }
    }

    private record Run(Kind kind, Outcome outcome) {}

    private final Clock clock;
    private final JobLabels labels;
    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
    private final Map<Run, List<Timer>> timers = new ConcurrentHashMap<>();

    /**
     * An interceptor; it belongs inside the one that opens a span.
     *
     * @param clock the scheduler's
     * @param labels the labels of all meters of jobs
     */
    public JobRunMetrics(Clock clock, JobLabels labels) {
        this.clock = clock;
        this.labels = labels;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        registries.add(registry);
        timers.clear(); // to be made anew, now of this registry too
    }

    @Override
    public <R extends @Nullable Object> R around(JobRecord job, Callable<R> attempt)
            throws Exception {
        long begin = clock.nanoTime();
        try {
            R result = attempt.call();
            record(job, Outcome.RETURNED, begin);
            return result;
        } catch (Throwable e) {
            record(job, Outcome.of(e), begin);
            throw e;
        }
    }

    @Override
    public <R extends @Nullable Object> R aroundStart(
            JobRecord job, CompletionStage<?> end, Callable<R> start) throws Exception {
        long begin = clock.nanoTime();
        R started;
        try {
            started = start.call();
        } catch (Throwable e) {
            record(job, Outcome.of(e), begin);
            throw e;
        }
        var _ =
                end.whenComplete((value, failure) -> {
                    Outcome outcome = failure == null ? Outcome.RETURNED : Outcome.of(failure);
                    record(job, outcome, begin);
                });
        return started;
    }

    private void record(JobRecord job, Outcome outcome, long begin) {
        long nanos = Math.max(0, clock.nanoTime() - begin);
        var run = new Run(labels.kind(job.name(), job.queue()), outcome);
        List<Timer> known = timers.get(run);
        for (Timer timer : known != null ? known : timers.computeIfAbsent(run, this::make)) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    private List<Timer> make(Run run) {
        return registries.stream()
                .map(registry ->
                        Timer.builder("mayfly.job.run")
                                .tags(run.kind().tags().and("outcome", run.outcome().label))
                                .description("How long handlers of jobs ran, by how that ended")
                                .serviceLevelObjectives(JobMetrics.BUCKETS)
                                .register(registry))
                .toList();
    }
}
