package dev.mayfly.benchmarks;

import dev.mayfly.benchmarks.report.Budget;
import dev.mayfly.benchmarks.report.Budget.Limit;

import java.util.List;

/** What Mayfly's figures may be. Times are for two processors; factors hold everywhere. */
final class Budgets {

    private static final String BARE = "virtual-thread";
    private static final String PORTABLE = "mayfly-portable";

    private static final String TASK = "TaskBenchmark.submitToDone";
    private static final String YIELD = "YieldBenchmark.yield";
    private static final String YIELD_ALONE = "YieldBenchmark.yieldAlone";
    private static final String HANDOFF = "HandoffBenchmark.pingPong";

    private static final String PEKKO = "pekko-typed";
    private static final String PING_PONG = "AgentPingPongBenchmark.roundTrip";
    private static final String SEND = "AgentSendBenchmark.oneToOne";
    private static final String SPAWN = "AgentSpawnBenchmark.spawnHandleStop";

    static final List<Budget> ALL =
            List.of(
                    of("task, submit to done", TASK, 500),
                    beside("task, submit to done", TASK, "mayfly", 1, BARE),
                    of("yield", YIELD, 170),
                    beside("yield", YIELD, "mayfly", 0.5, BARE),
                    of("yield, nobody waits", YIELD_ALONE, 25),
                    of("handover", HANDOFF, 360),
                    beside("handover", HANDOFF, "mayfly", 0.5, BARE),
                    beside("yield", YIELD, PORTABLE, 1.2, BARE),
                    beside("yield, nobody waits", YIELD_ALONE, PORTABLE, 1.2, BARE),
                    beside("handover", HANDOFF, PORTABLE, 1.2, BARE),
                    of("job in memory, submit to done", "JobBenchmark.submitToDone", 2_000),
                    of("a million waiting tasks, each", "ParkedTasksBenchmark.waiting", 1_000),
                    of("a million sleeping tasks, each", "ParkedTasksBenchmark.sleeping", 1_000),
                    of("snapshot of 100 000 tasks", "SnapshotBenchmark.hundredThousand", 20),
                    of("idle kernel", "IdleBenchmark.idle", 0.5),
                    of("idle kernel", "IdleBenchmark.idle", PORTABLE, 0.5),
                    of("agents, round trip", PING_PONG, 60),
                    beside("agents, round trip", PING_PONG, "mayfly", 1 / 15.0, PEKKO),
                    of("agents, one to one", SEND, 60),
                    beside("agents, one to one", SEND, "mayfly", 1 / 5.0, PEKKO),
                    of("agent, spawn to stop", SPAWN, 300),
                    beside("agent, spawn to stop", SPAWN, "mayfly", 1 / 10.0, PEKKO),
                    of("channel, enqueue", "ChannelBenchmark.enqueue", 30),
                    of("signal", "AgentPrimitivesBenchmark.signal", 100),
                    of("promise, set up", "AgentPrimitivesBenchmark.promise", 100));

    private Budgets() {}

    private static Budget of(String work, String benchmark, double most) {
        return of(work, benchmark, "mayfly", most);
    }

    private static Budget of(String work, String benchmark, String peer, double most) {
        return new Budget(work, benchmark, peer, new Limit.AtMost(most));
    }

    private static Budget beside(
            String work, String benchmark, String peer, double times, String other) {
        return new Budget(work, benchmark, peer, new Limit.Beside(times, other));
    }
}
