package dev.mayfly.benchmarks;

import dev.mayfly.benchmarks.mail.Mail;
import dev.mayfly.benchmarks.mail.QueueMail;

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

import java.util.concurrent.TimeUnit;

/**
 * What it costs to start an agent, have it handle one message, and end it, until all have ended:
 * time an agent. Pekko's actors are started by another actor, since that is the only way; the
 * others of one spawner by a thread. A storm's are started by eight agents, actors or threads at
 * once, of whom the agents and actors are their parents.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AgentSpawnBenchmark {

    static final int AGENTS = 8_000;
    private static final int SPAWNERS = 8;

    /** Who starts. */
    @Param({
        "mayfly",
        "mayfly-portable",
        "mayfly-body",
        "pekko-typed",
        "kotlin-channel",
        "reactor-sink",
        "linked-queue",
        "array-queue",
        "parking-queue"
    })
    public String peer = "";

    private Mail running = QueueMail.linked();

    /** Starts the peer. */
    @Setup(Level.Trial)
    public void start() {
        running = Mails.start(peer);
    }

    /** Stops the peer. */
    @TearDown(Level.Trial)
    public void stop() throws Exception {
        running.close();
    }

    /** One spawner. */
    @Benchmark
    @OperationsPerInvocation(AGENTS)
    public void spawnHandleStop() throws Exception {
        running.spawn(1, AGENTS, message -> {});
    }

    /** Eight spawners. */
    @Benchmark
    @OperationsPerInvocation(AGENTS)
    public void spawnStorm() throws Exception {
        running.spawn(SPAWNERS, AGENTS / SPAWNERS, message -> {});
    }
}
