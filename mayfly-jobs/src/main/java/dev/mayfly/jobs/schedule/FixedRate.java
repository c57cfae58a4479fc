package dev.mayfly.jobs.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A run every period, at {@code anchor + n × period} for every whole n.
 *
 * <p>The runs lie on a grid and not at a distance from the start of the process, so a restart
 * neither shifts nor repeats them. With the anchor at the Unix epoch, ten minutes mean :00, :10,
 * :20 and so on in UTC, a day means midnight UTC.
 *
 * @param period from run to run, at least 1 ms
 * @param anchor any instant of the grid
 */
public record FixedRate(Duration period, Instant anchor) implements Schedule {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    /**
     * Checks the period.
     *
     * @throws IllegalArgumentException if the period is shorter than a millisecond
     */
    public FixedRate {
        if (period.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "period "
                            + period
                            + " is shorter than 1 ms; write for instance PT10S for 10 s");
        }
    }

    @Override
    public Optional<Instant> next(Instant after) {
        Duration since = Duration.between(anchor, after);
        long periods = since.dividedBy(period);
        // Division truncates towards zero, the grid needs the floor.
        if (since.isNegative() && !period.multipliedBy(periods).equals(since)) {
            periods--;
        }
        try {
            return Optional.of(anchor.plus(period.multipliedBy(periods + 1)));
        } catch (ArithmeticException | java.time.DateTimeException beyondTheEndOfTime) {
            return Optional.empty();
        }
    }

    @Override
    public String describe() {
        return "every " + period.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }
}
