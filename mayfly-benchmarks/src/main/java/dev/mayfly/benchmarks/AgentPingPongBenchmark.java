package dev.mayfly.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What it costs two agents to send a message to and fro, both idle in between. Beside them the
 * peers' own: actors, coroutines with a channel each, sinks, and virtual threads with queues. Time
 * a round trip.
 */
public class AgentPingPongBenchmark extends MailBenchmark {

    static final int ROUNDS = 10_000;

    /** One pair. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void roundTrip() throws Exception {
        running().roundTrips(ROUNDS);
    }
}
