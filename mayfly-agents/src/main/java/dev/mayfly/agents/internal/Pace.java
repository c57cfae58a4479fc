package dev.mayfly.agents.internal;

import dev.mayfly.agents.event.LatencyListener;
import dev.mayfly.agents.snapshot.AgentsSnapshot;
import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * How long messages and agents wait, by samples, and how many messages are handled in a second.
 *
 * <p>An agent has no place to remember when it was spawned: there may be a million. So one at a
 * time is watched, here, until it has begun.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class Pace {

    /** One agent in so many is watched; a power of two. */
    private static final int WATCHED = 64;

    /** What one sample counts in its moving average. */
    private static final double WEIGHT = 1.0 / 16;

    private static final long NONE = -1;

    /** Over how long the throughput fades to 37 %. */
    private static final double CONSTANT_NANOS = 10e9;

    /** It is looked at this often at most. */
    private static final long PERIOD_NANOS = 100_000_000;

    private record Watched(Cell<?> agent, long since) {}

    private final Clock clock;
    private final Runnable listenerFailed;
    private final List<LatencyListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Watched> watched = new AtomicReference<>();

    /** Moving averages in nanoseconds. */
    private final AtomicLong messages = new AtomicLong(NONE);

    private final AtomicLong spawns = new AtomicLong(NONE);

    /** Guarded by this, with the next two. */
    private double perSecond;

    private long lookedAt;
    private long counted;

    Pace(Clock clock, Runnable listenerFailed) {
        this.clock = clock;
        this.listenerFailed = listenerFailed;
        this.lookedAt = clock.nanoTime();
    }

    void add(LatencyListener listener) {
        listeners.add(listener);
    }

    void remove(LatencyListener listener) {
        listeners.remove(listener);
    }

    /** An agent is about to be spawned; called before it can begin. */
    void spawns(Cell<?> agent) {
        if ((agent.id() & WATCHED - 1) != 1) {
            return;
        }
        Watched before = watched.get();
        // One that waits is not given up for another, or only quick ones would be seen.
        if (before == null || before.agent().hasEnded()) {
            watched.set(new Watched(agent, clock.nanoTime()));
        }
    }

    /** An agent has its first turn. */
    void begins(Cell<?> agent) {
        Watched seen = watched.get();
        if (seen != null && seen.agent() == agent && watched.compareAndSet(seen, null)) {
            long nanos = clock.nanoTime() - seen.since();
            average(spawns, nanos);
            tell(listener -> listener.agentWaited(Duration.ofNanos(nanos)));
        }
    }

    /** A message was handled that had waited so long. */
    void handled(long nanos) {
        long waited = Math.max(0, nanos);
        average(messages, waited);
        tell(listener -> listener.messageWaited(Duration.ofNanos(waited)));
    }

    private void tell(Consumer<LatencyListener> call) {
        for (LatencyListener listener : listeners) {
            try {
                call.accept(listener);
            } catch (Throwable t) { // whoever watches must not harm who works
                listenerFailed.run();
            }
        }
    }

    private static void average(AtomicLong average, long nanos) {
        average.getAndUpdate(
                before -> before == NONE ? nanos : Math.round(before + (nanos - before) * WEIGHT));
    }

    private static @Nullable Duration picture(AtomicLong average) {
        long nanos = average.get();
        return nanos == NONE ? null : Duration.ofNanos(nanos);
    }

    /**
     * Takes a picture.
     *
     * @param handled messages, ever
     */
    AgentsSnapshot.Pace picture(long handled) {
        return new AgentsSnapshot.Pace(picture(messages), picture(spawns), throughput(handled));
    }

    private synchronized double throughput(long handled) {
        long now = clock.nanoTime();
        long elapsed = now - lookedAt;
        if (elapsed >= PERIOD_NANOS) {
            double latest = Math.max(0, handled - counted) * 1e9 / elapsed;
            double kept = Math.exp(-elapsed / CONSTANT_NANOS);
            perSecond = perSecond * kept + latest * (1 - kept);
            lookedAt = now;
            counted = handled;
        }
        return perSecond;
    }
}
