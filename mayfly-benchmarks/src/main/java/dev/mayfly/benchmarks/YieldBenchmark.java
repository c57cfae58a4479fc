package dev.mayfly.benchmarks;

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

/**
 * What it costs to give up a turn: to others that want it, and to nobody. A bare virtual thread
 * calls {@code Thread.yield()}.
 */
@LeftOut(
        peer = "jobrunr, db-scheduler, quartz",
        because = "their jobs hold a thread from start to end")
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class YieldBenchmark {

    static final int TASKS = 32;
    static final int YIELDS = 1_000;

    /** Who yields. */
    @Param({"mayfly", "mayfly-portable", "virtual-thread", "executor", "pekko-actor"})
    public String peer = "";

    private Yielding running = new Bare();

    /** Starts the peer. */
    @Setup(Level.Trial)
    public void start() {
        running =
                switch (peer) {
                    case "mayfly" -> new Mayfly(CoroutineMode.OWNED);
                    case "mayfly-portable" -> new Mayfly(CoroutineMode.PORTABLE);
                    case "virtual-thread" -> new Bare();
                    case "executor" -> new Pool(new Workers());
                    case "pekko-actor" -> new Actors(Pekko.fair());
                    default -> throw new IllegalArgumentException("no such peer: " + peer);
                };
    }

    /** Stops the peer. */
    @TearDown(Level.Trial)
    public void stop() throws Exception {
        running.close();
    }

    /** Thirty-two tasks on all carriers yield in turn: time a yield, by one processor's clock. */
    @Benchmark
    @OperationsPerInvocation(TASKS * YIELDS)
    public void yield() throws Exception {
        running.run(TASKS, YIELDS);
    }

    /** One task yields where nobody waits. */
    @Benchmark
    @OperationsPerInvocation(TASKS * YIELDS)
    public void yieldAlone() throws Exception {
        running.run(1, TASKS * YIELDS);
    }

    private interface Yielding extends AutoCloseable {
        void run(int tasks, int yields) throws Exception;

        @Override
        default void close() throws Exception {}
    }

    private static final class Bare implements Yielding {

        @Override
        @SuppressWarnings("ThreadPriorityCheck") // it is what is measured
        public void run(int tasks, int yields) throws InterruptedException {
            Thread[] threads = new Thread[tasks];
            for (int i = 0; i < tasks; i++) {
                threads[i] =
                        Thread.startVirtualThread(() -> {
                            for (int j = 0; j < yields; j++) {
                                Thread.yield();
                            }
                        });
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static final class Mayfly implements Yielding {

        private final Scheduler scheduler;

        Mayfly(CoroutineMode mode) {
            scheduler = Schedulers.builder(mode).build();
        }

        @Override
        public void run(int tasks, int yields) throws InterruptedException {
            TaskHandle<?>[] handles = new TaskHandle<?>[tasks];
            for (int i = 0; i < tasks; i++) {
                handles[i] =
                        scheduler.spawn(task -> {
                            for (int j = 0; j < yields; j++) {
                                task.yield();
                            }
                            return 0;
                        });
            }
            for (TaskHandle<?> handle : handles) {
                handle.await().get();
            }
        }

        @Override
        public void close() {
            scheduler.shutdown(Duration.ofSeconds(10));
        }
    }

    private record Pool(Workers workers) implements Yielding {

        @Override
        public void run(int tasks, int yields) throws InterruptedException {
            workers.yield(tasks, yields);
        }

        @Override
        public void close() {
            workers.close();
        }
    }

    private record Actors(Pekko pekko) implements Yielding {

        @Override
        public void run(int tasks, int yields) throws InterruptedException {
            pekko.yield(tasks, yields);
        }

        @Override
        public void close() throws Exception {
            pekko.close();
        }
    }
}
