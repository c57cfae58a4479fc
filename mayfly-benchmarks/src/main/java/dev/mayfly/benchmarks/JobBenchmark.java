package dev.mayfly.benchmarks;

import dev.mayfly.benchmarks.peer.DbSchedulerJobs;
import dev.mayfly.benchmarks.peer.JobRunrJobs;
import dev.mayfly.benchmarks.peer.Peer;
import dev.mayfly.benchmarks.peer.QuartzJobs;
import dev.mayfly.benchmarks.report.LeftOut;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;

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
import java.util.concurrent.TimeUnit;

/**
 * What it costs to run one named job from the in-memory store and get its result, payload and
 * result encoded and decoded; beside a bare virtual thread, which has neither name, nor state, nor
 * retry.
 */
@LeftOut(peer = "pekko", because = "an actor has no payload on record, no states and no store")
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class JobBenchmark {

    static final int BATCH = 1_000;

    /** Who runs the job. */
    @Param({"mayfly", "mayfly-portable", "virtual-thread", "jobrunr", "db-scheduler", "quartz"})
    public String peer = "";

    private Peer running = Peer.virtualThread();

    /** Starts the peer. */
    @Setup(Level.Trial)
    public void start() throws Exception {
        running =
                switch (peer) {
                    case "mayfly" -> new Mayfly(CoroutineMode.OWNED);
                    case "mayfly-portable" -> new Mayfly(CoroutineMode.PORTABLE);
                    case "virtual-thread" -> Peer.virtualThread();
                    case "jobrunr" -> new JobRunrJobs();
                    case "db-scheduler" -> new DbSchedulerJobs();
                    case "quartz" -> new QuartzJobs();
                    default -> throw new IllegalArgumentException("no such peer: " + peer);
                };
    }

    /** Clears away what the last batch left; not measured. */
    @TearDown(Level.Invocation)
    public void tidy() {
        running.tidy();
    }

    /** Stops the peer. */
    @TearDown(Level.Trial)
    public void stop() throws Exception {
        running.close();
    }

    /** Submits a thousand jobs, then collects their results: time a job. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long submitToDone() throws Exception {
        return running.submitAndAwait(BATCH);
    }

    private static final class Mayfly implements Peer {

        private final Scheduler scheduler;
        private final Jobs jobs;

        Mayfly(CoroutineMode mode) {
            scheduler = Schedulers.builder(mode).build();
            jobs =
                    Jobs.builder(scheduler)
                            .define(
                                    JobDefinition.of(
                                            "echo",
                                            Integer.class,
                                            Integer.class,
                                            (payload, job) -> payload))
                            .build();
        }

        @Override
        public Pending submit(int value) {
            JobHandle<Integer> job = jobs.submit("echo", value);
            return job::await;
        }

        @Override
        public void close() {
            jobs.close();
            scheduler.shutdown(Duration.ofSeconds(10));
        }
    }
}
