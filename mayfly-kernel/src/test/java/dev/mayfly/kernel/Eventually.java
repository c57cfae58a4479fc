package dev.mayfly.kernel;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Awaits what another thread is about to make true, however slow the machine is. */
public final class Eventually {

    private static final long LIMIT_NANOS = 60_000_000_000L;

    private Eventually() {}

    public static void await(String what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > LIMIT_NANOS) {
                throw new AssertionError("after a minute it is still not so that " + what);
            }
            LockSupport.parkNanos(100_000);
        }
    }
}
