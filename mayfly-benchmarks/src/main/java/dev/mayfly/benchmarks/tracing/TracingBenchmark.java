package dev.mayfly.benchmarks.tracing;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.JobsBuilder;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.SchedulerBuilder;
import dev.mayfly.spring.boot.autoconfigure.tracing.TracingCallListener;
import dev.mayfly.spring.boot.autoconfigure.tracing.TracingJobInterceptor;
import dev.mayfly.spring.boot.autoconfigure.tracing.TracingSubmitInterceptor;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One job from the in-memory store, with tracing off, on and decided against, and recorded: three
 * spans, {@code submit}, {@code queue} and {@code run}. Spans are gathered for export and then
 * dropped, so the network is left out, and so is the MDC, which an application without logging of
 * ids does not have either.
 *
 * <p>The job that works does so for a millisecond of its processor's time by the clock; on two
 * carriers half a millisecond a job is the least there can be.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TracingBenchmark {

    static final int BATCH = 1_000;

    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    /** Whether there is a tracer, and whether it records. */
    @Param({"off", "unsampled", "sampled"})
    public String tracing = "";

    /** What the job does. */
    @Param({"nothing", "1ms"})
    public String work = "";

    private @Nullable Traces traces;
    private @Nullable Scheduler scheduler;
    private @Nullable Jobs jobs;

    /** Starts. */
    @Setup(Level.Trial)
    public void start() {
        SchedulerBuilder kernel = Scheduler.builder();
        Traces made = tracing.equals("off") ? null : new Traces(tracing.equals("sampled"));
        if (made != null) {
            kernel.interceptor(
                            new TracingSubmitInterceptor(made.observations(), made.tracer(), true))
                    .listener(new TracingCallListener(made.tracer()));
        }
        Scheduler started = kernel.build();
        JobsBuilder builder =
                Jobs.builder(started)
                        .define(
                                JobDefinition.of(
                                        "job",
                                        Integer.class,
                                        Integer.class,
                                        (payload, job) -> {
                                            if (work.equals("1ms")) {
                                                spin();
                                            }
                                            return payload;
                                        }));
        if (made != null) {
            builder.interceptor(
                    new TracingJobInterceptor(
                            made.observations(), made.tracer(), made.propagator()));
        }
        traces = made;
        scheduler = started;
        jobs = builder.build();
    }

    private static void spin() {
        long end = System.nanoTime() + MILLISECOND;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    /** How many spans there were so far, where there is a tracer. */
    long spans() {
        return traces == null ? 0 : traces.exported();
    }

    /** Stops. */
    @TearDown(Level.Trial)
    public void stop() {
        if (jobs != null) {
            jobs.close();
        }
        if (scheduler != null) {
            scheduler.shutdown(Duration.ofSeconds(10));
        }
        if (traces != null) {
            traces.close();
        }
    }

    /** Submits a thousand jobs, then collects their results: time a job. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long submitToDone() throws Exception {
        Jobs running = jobs;
        if (running == null) {
            throw new IllegalStateException("the benchmark has not been set up");
        }
        List<JobHandle<Integer>> handles = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            handles.add(running.submit("job", i));
        }
        long sum = 0;
        for (JobHandle<Integer> handle : handles) {
            sum += handle.await();
        }
        return sum;
    }
}
