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

    /** Written by the thread that holds {@link #stepping}. */
    private volatile long nanos;

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
            for (StepAlarm due = takeDue(target); due != null; due = takeDue(target)) {
                due.action.run();
            }
            nanos = target;
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
            if (due == null) {
                nanos = Math.max(nanos, limit);
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

    private @Nullable StepAlarm takeDue(long target) {
        synchronized (guard) {
            StepAlarm first = null;
            for (StepAlarm alarm : alarms) {
                if (alarm.set && (first == null || alarm.deadline < first.deadline)) {
                    first = alarm;
                }
            }
            if (first == null || first.deadline > target) {
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
            synchronized (guard) {
                set = true;
                deadline = nanoTime;
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
