package dev.mayfly.benchmarks;

import dev.mayfly.benchmarks.mail.Mail;
import dev.mayfly.benchmarks.mail.QueueMail;

import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/**
 * What the benchmarks of messages have in common: the peers, how long they are measured, and one
 * peer that runs for all of a trial.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public abstract class MailBenchmark {

    /** Who does the work. */
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

    /** The peer of this trial. */
    final Mail running() {
        return running;
    }
}
