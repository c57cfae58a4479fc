package dev.mayfly.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What it costs to start an agent, have it handle one message, and end it, until all have ended:
 * time an agent. Pekko's actors are started by another actor, since that is the only way; the
 * others of one spawner by a thread. A storm's are started by eight agents, actors or threads at
 * once, of whom the agents and actors are their parents.
 */
public class AgentSpawnBenchmark extends MailBenchmark {

    static final int AGENTS = 8_000;
    private static final int SPAWNERS = 8;

    /** One spawner. */
    @Benchmark
    @OperationsPerInvocation(AGENTS)
    public void spawnHandleStop() throws Exception {
        running().spawn(1, AGENTS, message -> {});
    }

    /** Eight spawners. */
    @Benchmark
    @OperationsPerInvocation(AGENTS)
    public void spawnStorm() throws Exception {
        running().spawn(SPAWNERS, AGENTS / SPAWNERS, message -> {});
    }
}
