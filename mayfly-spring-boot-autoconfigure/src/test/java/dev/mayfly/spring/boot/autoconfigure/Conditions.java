package dev.mayfly.spring.boot.autoconfigure;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what another thread is about to do. */
public final class Conditions {

    private Conditions() {}

    /** Waits until it is so; fails the test if that takes too long. */
    public static void await(BooleanSupplier condition) {
        await(condition, Runners.LIMIT);
    }

    static void await(BooleanSupplier condition, Duration limit) {
        try {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(limit)
                    .until(condition::getAsBoolean);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }
}
