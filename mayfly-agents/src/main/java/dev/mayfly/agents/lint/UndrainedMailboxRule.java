package dev.mayfly.agents.lint;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.event.AgentEvent;
import dev.mayfly.agents.event.AgentListener;
import dev.mayfly.agents.snapshot.AgentSnapshot;
import dev.mayfly.kernel.lint.Figures;
import dev.mayfly.kernel.lint.Finding;
import dev.mayfly.kernel.lint.LintRule;
import dev.mayfly.kernel.lint.LintSubject;
import dev.mayfly.kernel.time.Clock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Hears which mailboxes are pressed, and looks whether their agents handle anything. */
final class UndrainedMailboxRule implements LintRule, AgentListener {

    /** More pressed mailboxes than these are not looked at: that they are so many says enough. */
    private static final int MOST = 1_000;

    /** Since when an agent has handled nothing, and how much it had handled by then. */
    private record Idle(long since, long handled) {}

    private final Clock clock;
    private final AgentRuntime agents;
    private final Duration patience;

    /** By the agents' numbers: those that are pressed. */
    private final ConcurrentHashMap<Long, Idle> pressed = new ConcurrentHashMap<>();

    UndrainedMailboxRule(Clock clock, AgentRuntime agents, Duration patience) {
        this.clock = clock;
        this.agents = agents;
        this.patience = patience;
    }

    @Override
    public String name() {
        return "undrained-mailbox";
    }

    @Override
    public Duration period() {
        return Duration.ofSeconds(5);
    }

    @Override
    public Duration linger() {
        return Duration.ZERO;
    }

    @Override
    public void on(AgentEvent event) {
        // That it is relieved is seen at the next look: two threads may tell in the other order.
        if (event instanceof AgentEvent.Pressure pressure
                && pressure.pressed()
                && pressed.mappingCount() < MOST) {
            pressed.putIfAbsent(pressure.agent().id(), new Idle(clock.nanoTime(), -1));
        }
    }

    @Override
    public List<Finding> look() {
        long now = clock.nanoTime();
        List<Finding> findings = new ArrayList<>();
        pressed.forEach((id, before) -> {
            AgentSnapshot agent = agents.snapshot(id).orElse(null);
            if (agent == null || !agent.pressed()) {
                pressed.remove(id);
                // It may have become pressed before it was removed here, and said so in vain.
                agents.snapshot(id)
                        .filter(AgentSnapshot::pressed)
                        .ifPresent(any -> pressed.putIfAbsent(id, new Idle(now, -1)));
            } else if (agent.handled() != before.handled) {
                long since = before.handled < 0 ? before.since : now;
                pressed.put(id, new Idle(since, agent.handled()));
            } else if (now - before.since >= patience.toNanos()) {
                findings.add(finding(agent, Duration.ofNanos(now - before.since)));
            }
        });
        return findings;
    }

    private static Finding finding(AgentSnapshot agent, Duration lasting) {
        Map<String, String> evidence = new LinkedHashMap<>();
        evidence.put("agent", agent.name() + ", number " + agent.id());
        evidence.put("messages that wait", agent.length() + " of " + agent.capacity());
        evidence.put("handled in all", Long.toString(agent.handled()));
        evidence.put("none handled for", Figures.duration(lasting));
        evidence.put("style", agent.style());
        evidence.put("state", agent.state().name());
        evidence.put("failures", Long.toString(agent.failures()));
        return new Finding(
                new LintSubject(LintSubject.Type.AGENT, agent.name() + " #" + agent.id()),
                Finding.Severity.ERROR,
                "Agent \""
                        + agent.name()
                        + "\" has handled nothing for "
                        + Figures.duration(lasting)
                        + " while "
                        + Figures.count(agent.length(), "message")
                        + (agent.length() == 1 ? " waits" : " wait")
                        + " in its mailbox.",
                agent.style().equals("body")
                        ? "Look at what its body waits for: it must come back to receive. Stop it"
                                + " if nobody needs it."
                        : "Look at what its handler waits for in one message, and let it ask and go"
                                + " on instead. Stop it if nobody needs it.",
                evidence,
                lasting);
    }
}
