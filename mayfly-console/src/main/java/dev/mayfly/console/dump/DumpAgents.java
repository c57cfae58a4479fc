package dev.mayfly.console.dump;

import dev.mayfly.agents.agent.AgentPriority;
import dev.mayfly.agents.event.DeadLetter;
import dev.mayfly.agents.snapshot.AgentSnapshot;
import dev.mayfly.agents.snapshot.AgentsSnapshot;
import dev.mayfly.agents.snapshot.LeaseSnapshot;
import dev.mayfly.agents.snapshot.QuorumSnapshot;
import dev.mayfly.console.state.AgentsState;
import dev.mayfly.spring.boot.autoconfigure.actuate.StateDump;
import dev.mayfly.spring.boot.autoconfigure.actuate.dumped.DumpedLease;
import dev.mayfly.spring.boot.autoconfigure.actuate.dumped.DumpedQuorum;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/** Makes the agents' pictures out of a dump. */
final class DumpAgents {

    private DumpAgents() {}

    static AgentsState of(StateDump.Agents a) {
        StateDump.AgentTotals t = a.totals();
        return new AgentsState(
                new AgentsSnapshot(
                        Places.each("alive", a.alive(), DumpAgents::agent),
                        new AgentsSnapshot.Totals(
                                t.sent(),
                                t.handled(),
                                t.failed(),
                                t.rejected(),
                                t.stopped(),
                                t.dropped(),
                                t.overflowed(),
                                t.spawned(),
                                t.ended()),
                        new AgentsSnapshot.Pace(
                                nanos(a.pace().messageLatencyNanos()),
                                nanos(a.pace().spawnLatencyNanos()),
                                a.pace().messagesPerSecond()),
                        List.of(),
                        a.listenerFailures(),
                        a.exact(),
                        Places.each("leases", a.leases(), DumpAgents::lease),
                        a.quorums() == null
                                ? List.of()
                                : Places.each("quorums", a.quorums(), DumpAgents::quorum)),
                Places.each("deadLetters", a.deadLetters(), DumpAgents::letter));
    }

    private static AgentSnapshot agent(StateDump.Agent a) {
        Double cpu = a.cpuShare();
        return new AgentSnapshot(
                a.id(),
                a.name(),
                a.style(),
                Places.word("state", AgentSnapshot.State.class, a.state()),
                a.parent(),
                Places.word("priority", AgentPriority.class, a.priority()),
                a.length(),
                a.capacity(),
                a.high(),
                a.low(),
                a.pressed(),
                a.handled(),
                a.failures(),
                a.restarts(),
                new AgentSnapshot.AgentProfile(
                        Duration.ofNanos(a.runNanos()),
                        a.messagesPerSecond(),
                        cpu == null ? OptionalDouble.empty() : OptionalDouble.of(cpu)));
    }

    private static LeaseSnapshot lease(DumpedLease lease) {
        return new LeaseSnapshot(
                lease.name(),
                lease.token(),
                lease.holder(),
                Duration.ofNanos(lease.leftNanos()),
                lease.waiters(),
                lease.waiting());
    }

    private static QuorumSnapshot quorum(DumpedQuorum quorum) {
        return new QuorumSnapshot(
                quorum.name(),
                quorum.members(),
                quorum.needed(),
                group(quorum.agreeing()),
                group(quorum.dissenting()),
                group(quorum.faulty()),
                group(quorum.awaited()),
                quorum.asker(),
                quorum.waiting(),
                Duration.ofNanos(quorum.leftNanos()));
    }

    private static QuorumSnapshot.Group group(DumpedQuorum.Group group) {
        return new QuorumSnapshot.Group(group.names(), group.count());
    }

    private static AgentsState.Letter letter(StateDump.DeadLetter letter) {
        return new AgentsState.Letter(
                typeName(letter.message()),
                letter.agent(),
                Places.word("reason", DeadLetter.Reason.class, letter.reason()),
                Places.time("time", letter.time()));
    }

    /** The name within its package, of {@code redacted, com.example.Desk$Order}. */
    static String typeName(String message) {
        String whole = message.substring(message.lastIndexOf(' ') + 1);
        String name = whole.substring(whole.lastIndexOf('.') + 1);
        // What has no name of its own is called by a number.
        return name.replaceAll("\\$(?=\\p{L})", ".");
    }

    private static @Nullable Duration nanos(@Nullable Long nanos) {
        return nanos == null ? null : Duration.ofNanos(nanos);
    }
}
