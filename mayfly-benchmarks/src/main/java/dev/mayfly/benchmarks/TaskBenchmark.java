package dev.mayfly.benchmarks;

import dev.mayfly.benchmarks.peer.Peer;
import dev.mayfly.benchmarks.peer.Pekko;
import dev.mayfly.benchmarks.peer.Workers;
import dev.mayfly.benchmarks.report.LeftOut;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;
import dev.mayfly.kernel.task.TaskHandle;

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
import java.util.concurrent.atomic.LongAdder;

/**
 * What it costs to run one small task and get its result: on Mayfly with a listener that counts
 * every event, and on a bare virtual thread that completes a future.
 */
@LeftOut(
        peer = "jobrunr, db-scheduler, quartz",
        because = "they have nothing below a job; see JobBenchmark")
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TaskBenchmark {

    static final int BATCH = 1_000;

    /** Who runs the task. */
    @Param({
        "mayfly",
        "mayfly-portable",
        "virtual-thread",
        "executor",
        "pekko-future",
        "pekko-actor"
    })
    public String peer = "";

    private Peer running = Peer.virtualThread();

    /** Starts the peer. */
    @Setup(Level.Trial)
    public void start() {
        running =
                switch (peer) {
                    case "mayfly" -> new Mayfly(CoroutineMode.OWNED);
                    case "mayfly-portable" -> new Mayfly(CoroutineMode.PORTABLE);
                    case "virtual-thread" -> Peer.virtualThread();
                    case "executor" -> new Workers();
                    case "pekko-future" -> Pekko.standard().futures();
                    case "pekko-actor" -> Pekko.standard().actors();
                    default -> throw new IllegalArgumentException("no such peer: " + peer);
                };
    }

    /** Stops the peer. */
    @TearDown(Level.Trial)
    public void stop() throws Exception {
        running.close();
    }

    /** Submits a thousand tasks, then collects their results: time a task. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long submitToDone() throws Exception {
        return running.submitAndAwait(BATCH);
    }

    /**
     * Submits one task and waits for its result, over and over: latency with nothing else to do.
     */
    @Benchmark
    public int roundTrip() throws Exception {
        return running.submit(1).await();
    }

    private static final class Mayfly implements Peer {

        private final LongAdder events = new LongAdder();
        private final Scheduler scheduler;

        Mayfly(CoroutineMode mode) {
            scheduler = Schedulers.builder(mode).listener(event -> events.increment()).build();
        }

        @Override
        public Pending submit(int value) {
            TaskHandle<Integer> task = scheduler.spawn(context -> value);
            return () -> task.await().get();
        }

        @Override
        public void close() {
            scheduler.shutdown(Duration.ofSeconds(10));
        }
    }
}
