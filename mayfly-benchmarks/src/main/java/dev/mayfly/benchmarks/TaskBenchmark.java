package dev.mayfly.benchmarks;

import dev.mayfly.kernel.Scheduler;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What it costs to run one small task and get its result: on Mayfly with a listener that counts
 * every event, and on a bare virtual thread that completes a future.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TaskBenchmark {

    static final int BATCH = 1_000;

    /** Who runs the task. */
    @Param({"mayfly-portable", "virtual-thread"})
    public String peer = "";

    private final LongAdder events = new LongAdder();
    private Runner runner = value -> CompletableFuture.completedFuture(value)::join;
    private AutoCloseable resource = () -> {};

    /** Starts the peer. */
    @Setup(Level.Trial)
    public void start() {
        switch (peer) {
            case "mayfly-portable" -> {
                Scheduler scheduler =
                        Scheduler.builder().listener(event -> events.increment()).build();
                runner = value -> mayfly(scheduler, value);
                resource = () -> scheduler.shutdown(Duration.ofSeconds(10));
            }
            case "virtual-thread" -> runner = TaskBenchmark::virtualThread;
            default -> throw new IllegalArgumentException("no such peer: " + peer);
        }
    }

    /** Stops the peer. */
    @TearDown(Level.Trial)
    public void stop() throws Exception {
        resource.close();
    }

    /** Submits a thousand tasks, then collects their results: time a task. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long submitToDone() throws Exception {
        Pending[] pending = new Pending[BATCH];
        for (int i = 0; i < BATCH; i++) {
            pending[i] = runner.submit(i);
        }
        long sum = 0;
        for (Pending each : pending) {
            sum += each.await();
        }
        return sum;
    }

    /** Submits one task and waits for its result: latency of a task on an idle machine. */
    @Benchmark
    public int roundTrip() throws Exception {
        return runner.submit(1).await();
    }

    private static Pending mayfly(Scheduler scheduler, int value) {
        TaskHandle<Integer> task = scheduler.spawn(context -> value);
        return () -> task.await().get();
    }

    private static Pending virtualThread(int value) {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        Thread.startVirtualThread(() -> result.complete(value));
        return result::get;
    }

    private interface Runner {
        Pending submit(int value);
    }

    private interface Pending {
        int await() throws Exception;
    }
}
