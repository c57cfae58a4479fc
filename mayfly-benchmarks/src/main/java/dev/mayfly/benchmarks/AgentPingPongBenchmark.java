package dev.mayfly.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What it costs two agents to send a message to and fro, both idle in between. Beside them the
 * peers' own: actors, coroutines with a channel each, sinks, and virtual threads with queues. Time
 * a round trip.
 */
public class AgentPingPongBenchmark extends MailBenchmark {

    /** So many that starting the two and waiting for their end, some 0.5 ms, does not show. */
    static final int ROUNDS = 100_000;

    /** One pair. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void roundTrip() throws Exception {
        running().roundTrips(ROUNDS);
    }
}
