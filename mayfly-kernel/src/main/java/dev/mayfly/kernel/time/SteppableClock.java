package dev.mayfly.kernel.time;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A clock that stands still until it is moved: for tests and for planning ahead.
 *
 * <p>{@link #advance} walks from alarm to alarm in the order of their times. While an alarm's
 * action runs, the clock shows exactly the time that alarm was set to, so a task that sleeps 100 µs
 * has not run after 99 µs and is ready after 100 µs. Alarms of one time fire in the order of their
 * creation. Actions run on the advancing thread; what they wake runs on its own threads, therefore
 * a test awaits the effect after the step.
 *
 * <p>A task on a thread of its own may read the clock, and set an alarm only when the clock has
 * been moved past that time. Such an alarm, set for a time within the latest {@link #advance}, is
 * not left for the next step: it fires at once, on a thread of this clock's.
 *
 * <p>Thread rule: reading is free for all; advancing threads take turns, and an action must not
 * advance the clock that called it.
 */
public final class SteppableClock implements Clock {

    private static final Instant FIRST_OF_JANUARY = Instant.parse("2026-01-01T00:00:00Z");

    private final Instant start;
    private final ReentrantLock stepping = new ReentrantLock();
    private final Object guard = new Object();

    /** Guarded by {@link #guard}; insertion order decides between alarms of one time. */
    private final Set<StepAlarm> alarms = new LinkedHashSet<>();

    /** Written by the thread that holds {@link #stepping}, under {@link #guard}. */
    private volatile long nanos;

    /**
     * Guarded by {@link #guard}: where the latest step began. Equal to {@link #nanos} where steps
     * go from alarm to alarm, whose order nobody else may change.
     */
    private long steppedFrom;

    /**
     * Creates a clock that stands at the given wall time, its monotonic reading at zero.
     *
     * @param start the wall time shown until the first step
     */
    public SteppableClock(Instant start) {
        this.start = start;
    }

    /** Creates a clock that stands at 2026-01-01T00:00:00Z, its monotonic reading at zero. */
    public SteppableClock() {
        this(FIRST_OF_JANUARY);
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant wallTime() {
        return start.plusNanos(nanos);
    }

    @Override
    public Alarm alarm(String name, Runnable action) {
        var alarm = new StepAlarm(action);
        synchronized (guard) {
            alarms.add(alarm);
        }
        return alarm;
    }

    /**
     * Moves time forward and fires every alarm that falls due on the way, also those set by the
     * actions themselves.
     *
     * @param step how far; zero fires what is due already
     * @throws IllegalArgumentException if the step is negative
     * @throws IllegalStateException if an alarm's action calls this method
     */
    public void advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException(
                    "step " + step + " is negative; a monotonic clock only moves forward");
        }
        if (stepping.isHeldByCurrentThread()) {
            throw new IllegalStateException("an alarm's action must not advance its own clock");
        }
        stepping.lock();
        try {
            long target = nanos + step.toNanos();
            if (target > nanos) {
                stepsFrom(nanos);
            }
            for (StepAlarm due = takeDue(target); due != null; due = takeDue(target)) {
                due.action.run();
            }
        } finally {
            stepping.unlock();
        }
    }

    /**
     * Moves time forward to the earliest time that an alarm is set to and fires that alarm; or, if
     * none is set to a time up to a limit, to the limit.
     *
     * @param limit how far at most, a reading of {@link #nanoTime()}
     * @return whether an alarm was fired
     * @throws IllegalStateException if an alarm's action calls this method
     */
    public boolean advanceToNext(long limit) {
        if (stepping.isHeldByCurrentThread()) {
            throw new IllegalStateException("an alarm's action must not advance its own clock");
        }
        stepping.lock();
        try {
            StepAlarm due = takeDue(limit);
            stepsFrom(nanos);
            if (due == null) {
                return false;
            }
            due.action.run();
            return true;
        } finally {
            stepping.unlock();
        }
    }

    /**
     * Whether any alarm is set, however far off.
     *
     * @return false if moving this clock would fire nothing
     */
    public boolean isAnythingSet() {
        synchronized (guard) {
            return alarms.stream().anyMatch(alarm -> alarm.set);
        }
    }

    private void stepsFrom(long from) {
        synchronized (guard) {
            steppedFrom = from;
        }
    }

    /** The earliest alarm up to a time, which it then is; or, if there is none, moves there. */
    private @Nullable StepAlarm takeDue(long target) {
        synchronized (guard) {
            StepAlarm first = null;
            for (StepAlarm alarm : alarms) {
                if (alarm.set && (first == null || alarm.deadline < first.deadline)) {
                    first = alarm;
                }
            }
            if (first == null || first.deadline > target) {
                nanos = Math.max(nanos, target);
                return null;
            }
            first.set = false;
            nanos = Math.max(nanos, first.deadline);
            return first;
        }
    }

    private final class StepAlarm implements Alarm {

        private final Runnable action;

        /** Guarded by {@link SteppableClock#guard}. */
        private boolean set;

        /** Guarded by {@link SteppableClock#guard}; meaningful while {@link #set}. */
        private long deadline;

        StepAlarm(Runnable action) {
            this.action = action;
        }

        @Override
        public void set(long nanoTime) {
            boolean late;
            synchronized (guard) {
                set = true;
                deadline = nanoTime;
                late = nanoTime > steppedFrom && nanoTime <= nanos;
            }
            if (late && !stepping.isHeldByCurrentThread()) {
                Thread.startVirtualThread(() -> advance(Duration.ZERO));
            }
        }

        @Override
        public void close() {
            synchronized (guard) {
                alarms.remove(this);
            }
        }
    }
}
