package dev.mayfly.agents;

import java.util.function.BooleanSupplier;

/** Waits for a condition of other threads; the test's own time-out ends one that never comes. */
final class Awaits {

    private Awaits() {}

    static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.yield();
        }
    }
}
