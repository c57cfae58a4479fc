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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What it costs two tasks to take turns: each wakes the other and waits to be woken. Mayfly's tasks
 * signal and await a key, bare virtual threads unpark and park. Time a handover, half a round trip.
 */
@LeftOut(peer = "jobrunr, db-scheduler, quartz", because = "their jobs cannot wait for each other")
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HandoffBenchmark {

    static final int ROUNDS = 10_000;

    /** Who takes turns. */
    @Param({"mayfly", "mayfly-portable", "virtual-thread", "executor", "pekko-actor"})
    public String peer = "";

    private Rally running = new Bare();

    /** Starts the peer. */
    @Setup(Level.Trial)
    public void start() {
        running =
                switch (peer) {
                    case "mayfly" -> new Mayfly(CoroutineMode.OWNED);
                    case "mayfly-portable" -> new Mayfly(CoroutineMode.PORTABLE);
                    case "virtual-thread" -> new Bare();
                    case "executor" -> new Pool(new Workers());
                    case "pekko-actor" -> new Actors(Pekko.standard());
                    default -> throw new IllegalArgumentException("no such peer: " + peer);
                };
    }

    /** Stops the peer. */
    @TearDown(Level.Trial)
    public void stop() throws Exception {
        running.close();
    }

    /** One pair. */
    @Benchmark
    @OperationsPerInvocation(2 * ROUNDS)
    public void pingPong() throws Exception {
        running.run(ROUNDS);
    }

    private interface Rally extends AutoCloseable {
        void run(int rounds) throws Exception;

        @Override
        default void close() throws Exception {}
    }

    private static final class Bare implements Rally {

        @Override
        public void run(int rounds) throws InterruptedException {
            AtomicInteger turn = new AtomicInteger();
            Thread[] players = new Thread[2];
            for (int i = 0; i < 2; i++) {
                int self = i;
                players[i] = Thread.ofVirtual().unstarted(() -> play(turn, players, self, rounds));
            }
            players[0].start();
            players[1].start();
            players[0].join();
            players[1].join();
        }

        private static void play(AtomicInteger turn, Thread[] players, int self, int rounds) {
            for (int i = 0; i < rounds; i++) {
                while (turn.get() != self) {
                    LockSupport.park();
                }
                turn.set(1 - self);
                LockSupport.unpark(players[1 - self]);
            }
        }
    }

    private static final class Mayfly implements Rally {

        private final Scheduler scheduler;

        Mayfly(CoroutineMode mode) {
            scheduler = Schedulers.builder(mode).build();
        }

        @Override
        public void run(int rounds) throws InterruptedException {
            TaskHandle<Integer> ping = player("ping", "pong", rounds);
            TaskHandle<Integer> pong = player("pong", "ping", rounds);
            scheduler.signal("ping");
            ping.await().get();
            pong.await().get();
            // The last signal of the rally found nobody and is kept: the next rally must not get
            // it.
            scheduler
                    .spawn(task -> {
                        task.awaitSignal("ping");
                        return rounds;
                    })
                    .await()
                    .get();
        }

        private TaskHandle<Integer> player(String own, String other, int rounds) {
            return scheduler.spawn(task -> {
                for (int i = 0; i < rounds; i++) {
                    task.awaitSignal(own);
                    task.signal(other);
                }
                return rounds;
            });
        }

        @Override
        public void close() {
            scheduler.shutdown(Duration.ofSeconds(10));
        }
    }

    private record Pool(Workers workers) implements Rally {

        @Override
        public void run(int rounds) throws InterruptedException {
            workers.rally(rounds);
        }

        @Override
        public void close() {
            workers.close();
        }
    }

    private record Actors(Pekko pekko) implements Rally {

        @Override
        public void run(int rounds) throws InterruptedException {
            pekko.rally(rounds);
        }

        @Override
        public void close() throws Exception {
            pekko.close();
        }
    }
}
