package dev.mayfly.console.source;

import dev.mayfly.agents.snapshot.AgentSnapshot;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.source.part.Pills;
import dev.mayfly.console.view.AgentList;
import dev.mayfly.console.view.Bar;
import dev.mayfly.console.view.StatePill;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;

/** Makes the row of an agent. */
final class AgentRows {

    private AgentRows() {}

    static AgentList.Row of(AgentSnapshot agent, String trend) {
        String parent = agent.parent();
        return new AgentList.Row(
                "agent-" + agent.id(),
                Long.toString(agent.id()),
                agent.name(),
                agent.style()
                        + ", "
                        + agent.priority().name().toLowerCase(Locale.ROOT)
                        + " priority"
                        + (parent == null ? "" : ", child of " + parent),
                pill(agent),
                new Bar(
                        Math.min(agent.length(), agent.capacity()),
                        agent.capacity(),
                        Words.count(agent.length()) + " of " + Words.count(agent.capacity())),
                "Senders are told to slow down from "
                        + Words.count(agent.high())
                        + " messages on, until "
                        + Words.count(agent.low())
                        + " are left",
                trend,
                agent.pressed() ? Pills.PRESSED : null,
                Words.count(agent.handled()),
                Throughput.rate(agent.profile().messagesPerSecond()),
                runTime(agent.profile().runTime()),
                cpuShare(agent.profile().cpuShare()),
                Words.count(agent.failures()),
                agent.restarts() == 0 ? "" : HealthReport.count(agent.restarts(), "restart"));
    }

    private static StatePill pill(AgentSnapshot agent) {
        return switch (agent.state()) {
            case STARTING -> Pills.STARTING;
            case RUNNING -> agent.length() > 0 ? Pills.WORKING : Pills.IDLE;
            case ENDING -> Pills.ENDING;
            case ENDED -> Pills.ENDED;
        };
    }

    /** In percent of one processor; under a tenth of one is said to be so. */
    static String cpuShare(OptionalDouble share) {
        if (share.isEmpty()) {
            return "";
        }
        double percent = 100 * share.getAsDouble();
        return percent < 0.1
                ? "under 0.1 % CPU"
                : String.format(
                        Locale.ROOT, percent < 9.95 ? "%.1f %% CPU" : "%.0f %% CPU", percent);
    }

    /** Handlers take microseconds: milliseconds would show them all as alike. */
    static String runTime(Duration length) {
        long nanos = length.toNanos();
        if (nanos <= 0) {
            return "not measured";
        }
        if (nanos < 1_000) {
            return nanos + " ns";
        }
        if (nanos < 1_000_000) {
            return nanos < 9_950
                    ? String.format(Locale.ROOT, "%.1f µs", nanos / 1000.0)
                    : Math.round(nanos / 1000.0) + " µs";
        }
        return Words.duration(length);
    }
}
