package dev.mayfly.test;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Awaits what another thread is about to make true.
 *
 * <p>Time is stepped in tests of Mayfly, threads are not: after a step the effect is there as soon
 * as the machine gets to it. Awaiting the effect keeps a test independent of how soon that is.
 */
public final class Await {

    /** The limit unless one is given: a minute, which only a test that fails uses up. */
    public static final Duration LIMIT = Duration.ofMinutes(1);

    private Await() {}

    /**
     * Awaits a condition, at most for {@link #LIMIT} of real time.
     *
     * @param what the condition in words, as in "after a minute it is still not so that …"
     * @param condition looked at about every 100 µs; must be quick
     * @throws AssertionError if the time is up
     */
    public static void until(String what, BooleanSupplier condition) {
        until(what, LIMIT, condition);
    }

    /**
     * Awaits a condition.
     *
     * @param what the condition in words
     * @param limit the most real time
     * @param condition looked at about every 100 µs; must be quick
     * @throws AssertionError if the time is up
     */
    public static void until(String what, Duration limit, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > limit.toNanos()) {
                throw new AssertionError("after " + limit + " it is still not so that " + what);
            }
            LockSupport.parkNanos(100_000);
        }
    }
}
