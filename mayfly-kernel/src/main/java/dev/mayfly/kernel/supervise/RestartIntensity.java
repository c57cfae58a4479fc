package dev.mayfly.kernel.supervise;

import java.time.Duration;

/**
 * How often a supervisor starts children again before it gives up: with more than {@code restarts}
 * within {@code period} it ends its children and itself, and whoever supervises it applies its own
 * rule. A failure that starting again does not mend so reaches someone who knows a wider remedy.
 *
 * <p>Every attempt counts, also one whose child fails to start. With 1 in 5 s, a second restart 5 s
 * after the first gives up, and one 5 s and 1 ns after it does not.
 *
 * @param restarts 0 or more; 0 gives up at the first
 * @param period more than zero
 */
public record RestartIntensity(int restarts, Duration period) {

    /** OTP's default: 1 restart in 5 s. */
    public static final RestartIntensity DEFAULT = new RestartIntensity(1, Duration.ofSeconds(5));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the restarts are negative or the period is not positive
     */
    public RestartIntensity {
        if (restarts < 0) {
            throw new IllegalArgumentException(
                    "restart intensity " + restarts + " is negative; 0 allows no restart");
        }
        if (!period.isPositive()) {
            throw new IllegalArgumentException(
                    "restart period " + period + " is not positive, for instance PT5S");
        }
    }

    /** Returns the form shown on screens, for instance {@code 1 in 5 s}. */
    @Override
    public String toString() {
        String text = period.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
        return restarts + " in " + text;
    }
}
