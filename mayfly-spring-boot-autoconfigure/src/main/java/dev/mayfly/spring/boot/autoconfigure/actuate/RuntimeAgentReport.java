package dev.mayfly.spring.boot.autoconfigure.actuate;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.Termination;
import dev.mayfly.agents.event.DeadLetter;
import dev.mayfly.agents.snapshot.AgentSnapshot;
import dev.mayfly.agents.snapshot.AgentsSnapshot;
import dev.mayfly.agents.snapshot.AgentsSnapshot.Totals;
import dev.mayfly.agents.snapshot.LeaseSnapshot;
import dev.mayfly.agents.snapshot.QuorumSnapshot;
import dev.mayfly.spring.boot.autoconfigure.actuate.dumped.DumpedLease;
import dev.mayfly.spring.boot.autoconfigure.actuate.dumped.DumpedQuorum;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Reports on the agents of a runtime. At most {@value #MOST} of them are listed in a dump. */
public final class RuntimeAgentReport implements AgentReport {

    /** How many agents a dump lists. */
    static final int MOST = 1_000;

    private final AgentRuntime runtime;
    private final Supplier<? extends Collection<AgentRef<?>>> declared;

    /**
     * A report on one runtime.
     *
     * @param runtime where the agents live
     * @param declared gives the agents that the application counts on: one that has failed for good
     *     is a problem
     */
    public RuntimeAgentReport(
            AgentRuntime runtime, Supplier<? extends Collection<AgentRef<?>>> declared) {
        this.runtime = runtime;
        this.declared = declared;
    }

    @Override
    public Map<String, Object> health() {
        AgentsSnapshot now = runtime.snapshot();
        Totals totals = now.totals();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("live", now.agents().size());
        details.put("handled", totals.handled());
        details.put("failed", totals.failed());
        details.put("waiting", waiting(now));
        details.put("deadLetters", totals.deadLetters());
        details.put("rejected", totals.rejected());
        details.put("pressed", now.agents().stream().filter(AgentSnapshot::pressed).count());
        return details;
    }

    private static long waiting(AgentsSnapshot now) {
        return now.agents().stream().mapToLong(AgentSnapshot::length).sum();
    }

    @Override
    public @Nullable String problem() {
        for (AgentRef<?> agent : declared.get()) {
            Termination end = agent.termination().toCompletableFuture().getNow(null);
            if (end != null && end.reason() == Termination.Reason.FAILED) {
                return "agent \""
                        + agent.name()
                        + "\" has failed and is no more: what is sent to it becomes a dead letter";
            }
        }
        AgentsSnapshot now = runtime.snapshot();
        long pressed = now.agents().stream().filter(AgentSnapshot::pressed).count();
        if (pressed > 0) {
            AgentSnapshot fullest =
                    now.agents().stream()
                            .filter(AgentSnapshot::pressed)
                            .max(Comparator.comparingDouble(RuntimeAgentReport::fill))
                            .orElseThrow();
            return pressed
                    + " agents get more messages than they can handle, \""
                    + fullest.name()
                    + "\" has "
                    + fullest.length()
                    + " of "
                    + fullest.capacity();
        }
        return now.listenerFailures() == 0
                ? null
                : "listeners of agents have failed " + now.listenerFailures() + " times";
    }

    private static double fill(AgentSnapshot agent) {
        return (double) agent.length() / agent.capacity();
    }

    @Override
    public StateDump.Agents dump() {
        AgentsSnapshot now = runtime.snapshot();
        Totals t = now.totals();
        return new StateDump.Agents(
                now.agents().stream().limit(MOST).map(RuntimeAgentReport::agent).toList(),
                Math.max(0, now.agents().size() - MOST),
                new StateDump.AgentTotals(
                        t.sent(),
                        t.handled(),
                        t.failed(),
                        t.rejected(),
                        t.stopped(),
                        t.dropped(),
                        t.overflowed(),
                        t.spawned(),
                        t.ended()),
                pace(now.pace()),
                deadLetters(now),
                now.listenerFailures(),
                now.exact(),
                now.leases().stream().map(RuntimeAgentReport::lease).toList(),
                now.quorums().stream().map(RuntimeAgentReport::quorum).toList());
    }

    private static StateDump.AgentPace pace(AgentsSnapshot.Pace pace) {
        return new StateDump.AgentPace(
                nanos(pace.messageLatency()), nanos(pace.spawnLatency()), pace.messagesPerSecond());
    }

    private static @Nullable Long nanos(@Nullable Duration duration) {
        return duration == null ? null : duration.toNanos();
    }

    private static List<StateDump.DeadLetter> deadLetters(AgentsSnapshot now) {
        return now.deadLetters().stream().map(RuntimeAgentReport::deadLetter).toList();
    }

    private static StateDump.Agent agent(AgentSnapshot a) {
        return new StateDump.Agent(
                a.id(),
                a.name(),
                a.style(),
                word(a.state()),
                a.parent(),
                word(a.priority()),
                a.length(),
                a.capacity(),
                a.high(),
                a.low(),
                a.pressed(),
                a.handled(),
                a.failures(),
                a.restarts(),
                a.profile().runTime().toNanos(),
                a.profile().messagesPerSecond(),
                a.profile().cpuShare().isPresent() ? a.profile().cpuShare().getAsDouble() : null);
    }

    private static DumpedLease lease(LeaseSnapshot lease) {
        return new DumpedLease(
                lease.name(),
                lease.token(),
                lease.holder(),
                lease.left().toNanos(),
                lease.waiters(),
                lease.waiting());
    }

    private static DumpedQuorum quorum(QuorumSnapshot quorum) {
        return new DumpedQuorum(
                quorum.name(),
                quorum.members(),
                quorum.needed(),
                group(quorum.agreeing()),
                group(quorum.dissenting()),
                group(quorum.faulty()),
                group(quorum.awaited()),
                quorum.asker(),
                quorum.waiting(),
                quorum.left().toNanos());
    }

    private static DumpedQuorum.Group group(QuorumSnapshot.Group group) {
        return new DumpedQuorum.Group(group.names(), group.count());
    }

    private static StateDump.DeadLetter deadLetter(DeadLetter letter) {
        return new StateDump.DeadLetter(
                letter.agent().name(),
                "redacted, " + letter.message().getClass().getName(),
                word(letter.reason()),
                letter.time().toString());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
