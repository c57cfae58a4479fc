package dev.mayfly.kernel.carrier;

import java.time.Duration;
import java.util.List;

/**
 * A unit has held its carrier for longer than the limit.
 *
 * @param carrier the carrier's name
 * @param unit what people call the unit
 * @param held for how long, at least
 * @param stack what it was doing, innermost frame first; empty where that could not be seen
 */
public record CarrierHeld(
        String carrier, String unit, Duration held, List<StackTraceElement> stack) {

    /** Copies the stack. */
    public CarrierHeld {
        stack = List.copyOf(stack);
    }
}
