package dev.mayfly.agents.internal;

import dev.mayfly.kernel.time.Alarm;
import dev.mayfly.kernel.time.Clock;
import dev.mayfly.kernel.time.SystemClock;

import java.time.Instant;

/**
 * The times of messages, in milliseconds since the start, in 32 bits: they come round after 49
 * days.
 *
 * <p>Reading a clock takes longer than sending a message. So while messages flow, an alarm reads it
 * once a millisecond and everybody reads what it has seen; after {@value #LINGERS} ms in which
 * nobody asked it rests, and the next to ask reads the clock and sets it going. A clock that is
 * stepped by hand, or simulated, is always read, which is exact.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class Stamps implements AutoCloseable {

    /** How long the alarm goes on at least, in ms. */
    static final int LINGERS = 64;

    private static final long MILLI = 1_000_000;

    /** No stamp, but that nobody keeps the time; real ones leave it out. */
    private static final int RESTING = Integer.MIN_VALUE;

    private final Clock clock;
    private final Alarm alarm;
    private final boolean coarse;
    private final long start;
    private final Instant wallStart;

    /** Written by the alarm and by who sets it going. */
    private volatile int now = RESTING;

    /** The alarm's own: how often it has rung since it was set going. */
    private int rings;

    private volatile boolean closed;

    Stamps(Clock clock) {
        this.clock = clock;
        this.coarse = clock instanceof SystemClock;
        this.start = clock.nanoTime();
        this.wallStart = clock.wallTime();
        this.alarm = clock.alarm("mayfly-agents-clock", this::ring);
    }

    /** The time, at most a millisecond old or so. */
    int now() {
        int seen = now;
        return seen != RESTING ? seen : read();
    }

    private int read() {
        int exact = exact();
        if (coarse && !closed) {
            synchronized (this) {
                if (now == RESTING) {
                    now = exact;
                    rings = 0;
                    alarm.set(clock.nanoTime() + MILLI);
                }
            }
        }
        return exact;
    }

    private int exact() {
        int millis = (int) elapsed();
        return millis == RESTING ? millis + 1 : millis;
    }

    private long elapsed() {
        return (clock.nanoTime() - start) / MILLI;
    }

    private synchronized void ring() {
        if (++rings > LINGERS || closed) {
            now = RESTING;
        } else {
            now = exact();
            alarm.set(clock.nanoTime() + MILLI);
        }
    }

    /** What the wall clock showed at a time; setting that clock since moves nothing. */
    Instant wallTime(int stamp) {
        // Against the present, since stamps come round; read once, or the two could be a tick
        // apart.
        long elapsed = elapsed();
        return wallStart.plusMillis(elapsed - ((int) elapsed - stamp));
    }

    @Override
    public void close() {
        closed = true;
        alarm.close();
        now = RESTING;
    }
}
