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

    /**
     * What has become of a turn that held its carrier.
     *
     * @param held what was told of it; the same object each time
     * @param lasting the time since the turn began; once it is over, this goes on
     * @param over whether the carrier is free again
     */
    public record Turn(CarrierHeld held, Duration lasting, boolean over) {}
}
