package dev.mayfly.spring.boot.autoconfigure.actuate;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.event.LatencyListener;
import dev.mayfly.agents.snapshot.AgentSnapshot;
import dev.mayfly.agents.snapshot.AgentsSnapshot;
import dev.mayfly.agents.snapshot.AgentsSnapshot.Totals;
import dev.mayfly.kernel.time.Clock;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The metrics of agents, under names that do not change. As Prometheus sees them:
 *
 * <ul>
 *   <li>{@code mayfly_agents_live}: agents that have not ended
 *   <li>{@code mayfly_agents_spawned_total}: agents started
 *   <li>{@code mayfly_agents_messages_total{outcome}}: handled (those an agent failed over
 *       included), rejected (its sender has it still), and three kinds of dead letters: stopped,
 *       dropped, overflowed
 *   <li>{@code mayfly_agents_failures_total}: messages over which an agent failed
 *   <li>{@code mayfly_agents_mailbox_length}: messages that wait, in all mailboxes
 *   <li>{@code mayfly_agents_mailbox_pressed}: mailboxes whose senders are told to slow down
 *   <li>{@code mayfly_agents_message_latency_seconds}: a histogram of the time from the sending of
 *       a message to its handling, of one message in some dozens, to the millisecond
 *   <li>{@code mayfly_agents_spawn_latency_seconds}: a histogram of the time from a spawn to the
 *       agent's first turn, of one agent in 64
 *   <li>{@code mayfly_agents_throughput}: messages handled a second
 * </ul>
 *
 * <p>No label names an agent: there may be a million, each would be a time series, and they come
 * and go. What a single agent does is on the console and in a dump of the state.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class AgentMetrics implements MeterBinder, LatencyListener {

    private static final Duration[] MESSAGE_BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10)
    };

    private static final Duration[] SPAWN_BUCKETS = {
        Duration.ofNanos(1_000),
        Duration.ofNanos(10_000),
        Duration.ofNanos(100_000),
        Duration.ofMillis(1),
        Duration.ofMillis(10),
        Duration.ofMillis(100),
        Duration.ofSeconds(1)
    };

    /** A snapshot walks all agents; the meters of one scrape share it. */
    private static final long SNAPSHOT_NANOS = Duration.ofMillis(250).toNanos();

    /** What is counted: outcomes of messages first. */
    private enum Count {
        HANDLED,
        REJECTED,
        STOPPED,
        DROPPED,
        OVERFLOWED,
        FAILURES,
        SPAWNED;

        long in(Totals totals) {
            return switch (this) {
                case HANDLED -> totals.handled();
                case REJECTED -> totals.rejected();
                case STOPPED -> totals.stopped();
                case DROPPED -> totals.dropped();
                case OVERFLOWED -> totals.overflowed();
                case FAILURES -> totals.failed();
                case SPAWNED -> totals.spawned();
            };
        }
    }

    private final AgentRuntime runtime;
    private final Clock clock;

    /**
     * The greatest figure seen of each. The parts of a total are read one after another while
     * agents end, so a total may fall by a little; a counter that falls counts as one that began
     * anew, and its rate jumps by all there ever was.
     */
    private final AtomicLongArray greatest = new AtomicLongArray(Count.values().length);

    private final List<Timer> messageLatencies = new CopyOnWriteArrayList<>();
    private final List<Timer> spawnLatencies = new CopyOnWriteArrayList<>();
    private volatile @Nullable Reading reading;

    private record Reading(
            long nanos, int live, long waiting, long pressed, Totals totals, double throughput) {}

    /**
     * Metrics of one runtime.
     *
     * @param runtime where the agents live
     * @param clock the scheduler's
     */
    public AgentMetrics(AgentRuntime runtime, Clock clock) {
        this.runtime = runtime;
        this.clock = clock;
        runtime.addLatencyListener(this);
    }

    @Override
    public void messageWaited(Duration latency) {
        messageLatencies.forEach(timer -> timer.record(latency));
    }

    @Override
    public void agentWaited(Duration latency) {
        spawnLatencies.forEach(timer -> timer.record(latency));
    }

    private void bindLatencies(MeterRegistry registry) {
        messageLatencies.add(
                Timer.builder("mayfly.agents.message.latency")
                        .description("Time from the sending of a message to its handling; sampled")
                        .serviceLevelObjectives(MESSAGE_BUCKETS)
                        .register(registry));
        spawnLatencies.add(
                Timer.builder("mayfly.agents.spawn.latency")
                        .description("Time from the spawn of an agent to its first turn; sampled")
                        .serviceLevelObjectives(SPAWN_BUCKETS)
                        .register(registry));
        Gauge.builder("mayfly.agents.throughput", this, m -> m.read().throughput())
                .description("Messages handled a second")
                .register(registry);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("mayfly.agents.live", this, m -> m.read().live())
                .description("Agents that have not ended")
                .register(registry);
        Gauge.builder("mayfly.agents.mailbox.length", this, m -> m.read().waiting())
                .description("Messages that wait, in all mailboxes together")
                .register(registry);
        Gauge.builder("mayfly.agents.mailbox.pressed", this, m -> m.read().pressed())
                .description("Mailboxes whose senders are told to slow down")
                .register(registry);
        FunctionCounter.builder("mayfly.agents.spawned", this, m -> m.count(Count.SPAWNED))
                .description("Agents started")
                .register(registry);
        FunctionCounter.builder("mayfly.agents.failures", this, m -> m.count(Count.FAILURES))
                .description("Messages over which an agent failed")
                .register(registry);
        bindLatencies(registry);
        for (Count outcome : Count.values()) {
            if (outcome.compareTo(Count.FAILURES) < 0) {
                FunctionCounter.builder("mayfly.agents.messages", this, m -> m.count(outcome))
                        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                        .description("Messages, by what became of them")
                        .register(registry);
            }
        }
    }

    private double count(Count count) {
        return greatest.accumulateAndGet(count.ordinal(), count.in(read().totals()), Math::max);
    }

    private Reading read() {
        long now = clock.nanoTime();
        Reading last = reading;
        if (last == null || now - last.nanos() >= SNAPSHOT_NANOS) {
            AgentsSnapshot snapshot = runtime.snapshot();
            last =
                    new Reading(
                            now,
                            snapshot.agents().size(),
                            snapshot.agents().stream().mapToLong(AgentSnapshot::length).sum(),
                            snapshot.agents().stream().filter(AgentSnapshot::pressed).count(),
                            snapshot.totals(),
                            snapshot.pace().messagesPerSecond());
            reading = last;
        }
        return last;
    }
}
