package dev.mayfly.console.source;

import dev.mayfly.agents.snapshot.AgentSnapshot;
import dev.mayfly.agents.snapshot.AgentsSnapshot;
import dev.mayfly.agents.snapshot.AgentsSnapshot.Totals;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.source.agent.QuorumParts;
import dev.mayfly.console.source.agent.WaitParts;
import dev.mayfly.console.state.AgentsState;
import dev.mayfly.console.view.AgentList;
import dev.mayfly.console.view.Empty;
import dev.mayfly.console.view.Figure;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.Tone;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The agents. All are shown by age while they fit; of more, those that have the most to say: first
 * those with a pressed mailbox, then those that failed, then those with the most messages.
 */
final class AgentSource implements PageSource {
    private static final int SHOWN = 100;
    private static final int LETTERS_SHOWN = 20;
    private static final Comparator<AgentSnapshot> MOST_TO_SAY =
            Comparator.comparing(AgentSnapshot::pressed)
                    .thenComparingLong(AgentSnapshot::failures)
                    .thenComparingInt(AgentSnapshot::length)
                    .reversed()
                    .thenComparingLong(AgentSnapshot::id);

    private final ConsoleSources sources;

    AgentSource(ConsoleSources sources) {
        this.sources = sources;
    }

    @Override
    public String template() {
        return "agents";
    }

    @Override
    public String title() {
        return "Agents";
    }

    @Override
    public String nav() {
        return "agents";
    }

    @Override
    public List<Fragment> fragments() {
        AgentsState state = sources.agents();
        AgentsSnapshot now = state == null ? null : state.snapshot();
        List<AgentList.Row> rows = rows(now);
        int hidden = now == null ? 0 : now.agents().size() - rows.size();
        Empty empty = rows.isEmpty() ? empty(now) : null;
        String note =
                hidden == 0
                        ? null
                        : Words.count(hidden)
                                + " more are not shown: these have pressed mailboxes, failures or"
                                + " the most messages.";
        List<Fragment> members =
                rows.stream()
                        .map(row -> Fragment.leaf(row.id(), "parts/agents :: row", row))
                        .toList();
        return List.of(
                Fragment.leaf("agent-head", "parts/agents :: head", head(now)),
                Fragment.leaf("agent-totals", "parts/agents :: totals", totals(now)),
                new Fragment(
                        "rows",
                        "parts/agents :: rows",
                        new AgentList.Rows(rows, note, empty),
                        Objects.requireNonNullElse(empty, hidden),
                        members),
                Fragment.leaf("waits", "parts/waits :: waits", waits(now)),
                Fragment.leaf("leases", "parts/waits :: leases", WaitParts.leases(now)),
                Fragment.leaf("quorums", "parts/waits :: quorums", QuorumParts.quorums(now)),
                Fragment.leaf("letters", "parts/agents :: letters", letters(state)));
    }

    private AgentList.Waits waits(@Nullable AgentsSnapshot now) {
        return now == null
                ? new AgentList.Waits(List.of(), null)
                : WaitParts.waits(sources.snapshot());
    }

    private static AgentList.Head head(@Nullable AgentsSnapshot now) {
        if (now == null) {
            return new AgentList.Head("Agents are switched off", List.of());
        }
        long pressed = now.agents().stream().filter(AgentSnapshot::pressed).count();
        Totals totals = now.totals();
        List<String> facts = new ArrayList<>();
        facts.add(Words.count(totals.spawned()) + " started in all");
        facts.add(Words.count(totals.ended()) + " ended");
        addPace(facts, now.pace());
        if (now.listenerFailures() > 0) {
            facts.add("listeners failed " + Words.count(now.listenerFailures()) + " times");
        }
        return new AgentList.Head(
                HealthReport.count(now.agents().size(), "live agent")
                        + (pressed == 0 ? "" : ", " + Words.count(pressed) + " pressed"),
                facts);
    }

    private static void addPace(List<String> facts, AgentsSnapshot.Pace pace) {
        facts.add(Throughput.rate(pace.messagesPerSecond()) + " messages a second");
        Duration waits = pace.messageLatency();
        if (waits != null) {
            // It is known to the millisecond only.
            boolean soon = waits.toMillis() < 1;
            facts.add("messages wait " + (soon ? "under 1 ms" : Words.duration(waits)));
        }
        Duration begins = pace.spawnLatency();
        if (begins != null) {
            facts.add("agents begin after " + AgentRows.runTime(begins));
        }
    }

    private static AgentList.Totals totals(@Nullable AgentsSnapshot now) {
        if (now == null || now.totals().spawned() == 0) {
            return new AgentList.Totals(List.of(), false);
        }
        Totals t = now.totals();
        // What was counted while the picture was taken must not show as less than nothing.
        long underWay = Math.max(0, t.sent() - t.handled() - t.deadLetters() - t.rejected());
        return new AgentList.Totals(
                List.of(
                        figure("Sent", t.sent(), "the sum of the other four"),
                        figure(
                                "Handled",
                                t.handled(),
                                t.failed() == 0
                                        ? "none failed"
                                        : Words.count(t.failed()) + " failed"),
                        new Figure(
                                "Dead letters",
                                Words.count(t.deadLetters()),
                                kinds(t),
                                t.deadLetters() == 0 ? Tone.LINE : Tone.FAIL),
                        figure("Rejected", t.rejected(), "senders still have them"),
                        figure("Under way", underWay, "waiting, or being sent")),
                true);
    }

    private static Figure figure(String label, long value, String note) {
        return new Figure(label, Words.count(value), note, Tone.LINE);
    }

    private static String kinds(Totals totals) {
        List<String> kinds = new ArrayList<>();
        if (totals.stopped() > 0) {
            kinds.add(Words.count(totals.stopped()) + " too late");
        }
        if (totals.dropped() > 0) {
            kinds.add(Words.count(totals.dropped()) + " left behind");
        }
        if (totals.overflowed() > 0) {
            kinds.add(Words.count(totals.overflowed()) + " made way");
        }
        return kinds.isEmpty() ? "none" : String.join(", ", kinds);
    }

    private List<AgentList.Row> rows(@Nullable AgentsSnapshot now) {
        if (now == null) {
            return List.of();
        }
        long nanos = System.nanoTime();
        return now.agents().stream()
                .sorted(MOST_TO_SAY)
                .limit(SHOWN)
                .sorted(Comparator.comparingLong(AgentSnapshot::id))
                .map(agent -> AgentRows.of(agent, sources.trends().of(agent, nanos)))
                .toList();
    }

    private static AgentList.Letters letters(@Nullable AgentsState now) {
        if (now == null || now.snapshot().totals().spawned() == 0) {
            return new AgentList.Letters(List.of(), null, false);
        }
        List<AgentList.Letter> letters =
                now.letters().stream().limit(LETTERS_SHOWN).map(AgentSource::letter).toList();
        long older = now.snapshot().totals().deadLetters() - letters.size();
        String note =
                older <= 0 || letters.isEmpty()
                        ? null
                        : Words.count(older) + " older ones are counted, and not listed.";
        return new AgentList.Letters(letters, note, true);
    }

    private static AgentList.Letter letter(AgentsState.Letter letter) {
        String reason =
                switch (letter.reason()) {
                    case STOPPED -> "Sent when its agent took no messages any more";
                    case DROPPED -> "Left behind by its agent, which ended before it came to it";
                    case OVERFLOW -> "Made way for a newer message in a full mailbox";
                };
        return new AgentList.Letter(letter.type(), letter.agent(), reason, letter.time());
    }

    private static Empty empty(@Nullable AgentsSnapshot now) {
        if (now == null) {
            return new Empty(
                    "This application has no agents",
                    "They are left out by mayfly.agents.enabled=false. Remove that line and they"
                            + " appear here.",
                    null);
        }
        return new Empty(
                now.totals().spawned() == 0 ? "No agent was started yet" : "No agent is alive",
                "An agent is a bean with a state of its own that gets messages, one at a time."
                        + " Anybody with its address can send.",
                """
                @Component
                @MayflyAgent(name = "greeter")
                class Greeter implements AgentHandler<String> {
                    public void onMessage(String name, AgentContext<String> self) { … }
                }

                @Qualifier("greeter") AgentRef<String> greeter   // injected where it is needed
                greeter.tell("Ada");\
                """);
    }
}
