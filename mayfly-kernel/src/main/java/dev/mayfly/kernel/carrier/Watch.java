package dev.mayfly.kernel.carrier;

import dev.mayfly.kernel.time.Alarm;
import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Looks at the carriers from outside, every millisecond while one is held and every eight while all
 * goes well; not at all while all sleep. A carrier whose count of turns has not changed since the
 * last look is held by one unit, and the longer the more is done:
 *
 * <ul>
 *   <li>from the first look on, what waits in its slot goes to the shared queue, and a carrier
 *       whose thread is blocked is replaced by a spare;
 *   <li>once what waits in its ring would wait more than 2 ms longer than twice what units wait
 *       elsewhere, as the forecast has it, that goes to the shared queue too;
 *   <li>after the quantum, the unit is told;
 *   <li>after the limit, an event names it, and a spare takes the carrier's place until it is free.
 * </ul>
 *
 * <p>Each look also tells the forecast how long turns take, and whoever asked how long units wait.
 *
 * <p>So the carriers themselves read no clock.
 *
 * <p>Thread rule: {@link #look} runs on the alarm's thread only; the rest is safe for any thread.
 */
final class Watch {

    private static final long SHORT_NANOS = 1_000_000;
    private static final long LONG_NANOS = 8_000_000;

    /** What waits behind a held carrier is spread from so many times the common wait on. */
    private static final double SPREAD_FACTOR = 2;

    /** And not for less than this more: 2 ms. */
    private static final double SPREAD_SECONDS = 0.002;

    /** What the watch remembers of one carrier. */
    static final class Watched {
        private long turn = -1;
        private long since;

        /** Whether there was a look before, whose figures follow. */
        private boolean seen;

        private long seenAt;
        private long seenTurns;
        private int seenSleeps;
        private boolean toldQuantum;
        private boolean toldLimit;
    }

    private final CarrierPool pool;
    private final CarrierSettings settings;
    private final Consumer<CarrierHeld> listener;
    private final Clock clock;
    private final Alarm alarm;
    private final AtomicBoolean awake = new AtomicBoolean();
    private final LongAdder quantumSpent = new LongAdder();
    private final LongAdder hogs = new LongAdder();
    private final HeldTurns told = new HeldTurns();
    private long period = SHORT_NANOS;
    private volatile @Nullable Consumer<Duration> waitListener;

    Watch(CarrierPool pool, String name, CarrierSettings settings, Consumer<CarrierHeld> listener) {
        this.pool = pool;
        this.settings = settings;
        this.listener = listener;
        this.clock = settings.clock();
        this.alarm = clock.alarm(name + "-watch", this::look);
    }

    /** A carrier has woken; the watch looks on until it finds all asleep. */
    void wakeUp() {
        if (!awake.get() && awake.compareAndSet(false, true)) {
            alarm.set(clock.nanoTime() + SHORT_NANOS);
        }
    }

    void onPredictedWait(Consumer<Duration> listener) {
        waitListener = listener;
    }

    long quantumSpent() {
        return quantumSpent.sum();
    }

    long hogs() {
        return hogs.sum();
    }

    List<CarrierHeld.Turn> told() {
        return told.now(clock.nanoTime());
    }

    void close() {
        alarm.close();
    }

    private void look() {
        awake.set(false);
        long now = clock.nanoTime();
        boolean suspects = true;
        boolean waits = false;
        try {
            suspects = lookAtAll(now);
            double seconds = predictedWait();
            if (suspects) {
                spread(now, seconds);
            }
            waits = tellWait(seconds);
        } catch (Throwable t) { // whatever a unit or a listener throws must not blind the watch
            CarrierPool.report(t);
        }
        if ((waits || !pool.allSleep()) && awake.compareAndSet(false, true)) {
            period = suspects ? SHORT_NANOS : Math.min(LONG_NANOS, 2 * period);
            alarm.set(now + period);
        }
    }

    /** Returns whether any carrier is in the same turn as before. */
    private boolean lookAtAll(long now) {
        int suspects = 0;
        int held = 0;
        for (Carrier carrier : pool.carriers()) {
            ReadyUnit unit = carrier.current();
            if (unit == null) {
                carrier.watched.turn = -1;
            } else if (isSameTurn(carrier, now)) {
                suspects++;
                held += isHeld(carrier, unit, now - carrier.watched.since) ? 1 : 0;
            }
            observe(carrier, now);
        }
        pool.needSpares(held);
        return suspects > 0;
    }

    /** Tells the forecast of a carrier, from the second look on. */
    private void observe(Carrier carrier, long now) {
        Watched watched = carrier.watched;
        long turns = carrier.turns();
        int sleeps = carrier.sleeps();
        if (watched.seen) {
            boolean slept = carrier.isAsleep() || sleeps != watched.seenSleeps;
            var seen =
                    new BacklogForecast.Observation(
                            carrier.index,
                            carrier.queued(),
                            turns - watched.seenTurns,
                            Duration.ofNanos(slept ? 0 : now - watched.seenAt),
                            Duration.ofNanos(watched.turn < 0 ? 0 : now - watched.since));
            try {
                pool.forecast.observe(seen);
            } catch (Throwable t) { // a guess that fails must not blind the watch
                CarrierPool.report(t);
            }
        }
        watched.seen = true;
        watched.seenAt = now;
        watched.seenTurns = turns;
        watched.seenSleeps = sleeps;
    }

    /** Tells how long units wait; returns whether they do, and somebody is to hear of the end. */
    private boolean tellWait(double seconds) {
        Consumer<Duration> told = waitListener;
        if (told == null) {
            return false;
        }
        // What is far too much becomes 292 years; what is no number, nothing.
        long nanos = pool.allSleep() ? 0 : (long) (seconds * 1e9);
        told.accept(Duration.ofNanos(nanos));
        return nanos != 0;
    }

    /** How long a unit that becomes ready is likely to wait, in seconds. */
    private double predictedWait() {
        Carrier[] all = pool.carriers();
        double seconds = 0;
        double perSecond = 0;
        for (Carrier carrier : all) {
            seconds += positive(pool.forecast.work(carrier.index, carrier.queued())) / all.length;
            perSecond += 1 / positive(pool.forecast.work(carrier.index, 1));
        }
        // Rates are added, not times: a carrier held for long makes the others no slower.
        return seconds + pool.shared.size() / perSecond;
    }

    /**
     * Where a carrier is held, and what waits behind that would wait far longer than elsewhere, it
     * goes to the shared queue: thieves come only when they have nothing else to do.
     */
    private void spread(long now, double seconds) {
        for (Carrier carrier : pool.carriers()) {
            Watched watched = carrier.watched;
            boolean held = watched.turn >= 0 && watched.since < now;
            if (held && pool.backlog(carrier) > SPREAD_FACTOR * seconds + SPREAD_SECONDS) {
                pool.spread(carrier);
            }
        }
    }

    private static double positive(double guess) {
        return guess > 0 ? guess : 0; // also where it is no number
    }

    private static boolean isSameTurn(Carrier carrier, long now) {
        Watched watched = carrier.watched;
        long turn = carrier.turns();
        if (watched.turn == turn) {
            return true;
        }
        watched.turn = turn;
        watched.since = now;
        watched.toldQuantum = false;
        watched.toldLimit = false;
        return false;
    }

    /** Does what is due for a carrier in its turn; returns whether a spare should stand in. */
    private boolean isHeld(Carrier carrier, ReadyUnit unit, long nanos) {
        ReadyUnit stranded = carrier.takeSlot();
        if (stranded != null) {
            pool.preempted(stranded);
        }
        Watched watched = carrier.watched;
        if (!watched.toldQuantum && nanos >= settings.quantum().toNanos()) {
            watched.toldQuantum = true;
            quantumSpent.increment();
            try {
                unit.quantumSpent();
            } catch (Throwable t) { // the unit is watched on
                CarrierPool.report(t);
            }
        }
        boolean pastLimit = nanos >= settings.hogLimit().toNanos();
        if (pastLimit && !watched.toldLimit) {
            watched.toldLimit = true;
            tell(carrier, unit, nanos);
            hogs.increment();
        }
        return pastLimit || isBlocked(carrier);
    }

    private static boolean isBlocked(Carrier carrier) {
        return switch (carrier.getState()) {
            case BLOCKED, WAITING, TIMED_WAITING -> true;
            default -> false;
        };
    }

    private void tell(Carrier carrier, ReadyUnit unit, long nanos) {
        try {
            String name = unit.describe(); // before the stack: the unit may end meanwhile
            Thread thread = unit.thread();
            StackTraceElement[] stack = (thread == null ? carrier : thread).getStackTrace();
            var held =
                    new CarrierHeld(
                            carrier.getName(), name, Duration.ofNanos(nanos), List.of(stack));
            Watched watched = carrier.watched;
            told.add(held, carrier, watched.turn, watched.since);
            listener.accept(held);
        } catch (Throwable t) { // the carrier needs its spare all the same
            CarrierPool.report(t);
        }
    }
}
