package dev.mayfly.kernel.time;

import java.time.Instant;

/**
 * Monotonic time, wall time and the means to be called at a given time.
 *
 * <p>Nothing in the kernel reads time any other way; replacing the clock therefore replaces time
 * for every task, time-out and schedule. {@link SystemClock} is the machine's, {@link
 * SteppableClock} is moved by hand.
 *
 * <p>Thread rule: all methods may be called by any thread.
 */
public interface Clock {

    /**
     * Monotonic time in nanoseconds from an arbitrary origin. Compare two readings by subtraction
     * only ({@code a - b < 0}), since the value may be negative and may overflow.
     *
     * @return the current reading
     */
    long nanoTime();

    /**
     * Wall time, which may be set back or forward by people and by NTP. For display and for cron,
     * never for durations.
     *
     * @return the current wall time
     */
    Instant wallTime();

    /**
     * Creates an alarm that is not set. Whoever creates it closes it.
     *
     * @param name names the thread that serves the alarm, where one is needed
     * @param action called at or after the time set, on a thread of the clock's choosing, never by
     *     two threads at once; must be quick and must not throw
     * @return an alarm, not yet set
     */
    Alarm alarm(String name, Runnable action);
}
