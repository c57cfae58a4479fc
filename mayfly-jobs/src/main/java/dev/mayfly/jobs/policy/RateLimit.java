package dev.mayfly.jobs.policy;

import java.time.Duration;

/**
 * How many jobs of a queue may start within a period, over all nodes.
 *
 * <p>Starts are spread evenly: one each {@code period / permits}. A queue that was idle may start
 * {@code burst} at once. So no period, wherever it begins, sees more than {@code permits + burst -
 * 1} starts; with a burst of 1 that is exactly {@code permits}.
 *
 * <p>What is used up is kept as one number, the time at which the next permit would be due if all
 * had come evenly (the generic cell rate algorithm): nothing has to be refilled by anybody.
 *
 * @param permits how many, 1 to 1 000 000
 * @param period within how long, above zero, at most 31 days
 * @param burst how many at once after a rest, 1 to {@code permits}
 */
public record RateLimit(int permits, Duration period, int burst) {

    private static final int MOST = 1_000_000;
    private static final Duration LONGEST = Duration.ofDays(31);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is outside its range
     */
    public RateLimit {
        if (permits < 1 || permits > MOST) {
            throw new IllegalArgumentException(
                    "rate of " + permits + " jobs is outside 1 to " + MOST);
        }
        if (!period.isPositive() || period.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "rate period " + period + " is not above zero and at most 31 days");
        }
        if (burst < 1 || burst > permits) {
            throw new IllegalArgumentException(
                    "burst " + burst + " is outside 1 to the rate's " + permits);
        }
    }

    /**
     * A rate without bursts.
     *
     * @param permits how many
     * @param period within how long
     * @return the rate
     */
    public static RateLimit of(int permits, Duration period) {
        return new RateLimit(permits, period, 1);
    }

    /** Rounded up: a rate that was rounded down would be exceeded. */
    private long interval() {
        return Math.max(1, Math.ceilDiv(period.toNanos(), permits));
    }

    /**
     * How many may start now.
     *
     * @param spent what {@link #spend} has returned last, in nanoseconds of the same clock; any
     *     time that has passed means that nothing is used up
     * @param now the time in nanoseconds
     * @return 0 to {@code burst}
     */
    public int available(long spent, long now) {
        long ahead = Math.max(0, spent - now);
        return (int) Math.max(0, (burst * interval() - ahead) / interval());
    }

    /**
     * Uses permits up.
     *
     * @param spent as in {@link #available}
     * @param now the time in nanoseconds
     * @param jobs how many start
     * @return what is spent afterwards
     */
    public long spend(long spent, long now, int jobs) {
        return Math.max(spent, now) + jobs * interval();
    }

    /**
     * When the next job may start.
     *
     * @param spent as in {@link #available}
     * @return in nanoseconds of the same clock; may have passed
     */
    public long nextAt(long spent) {
        return spent - (burst - 1) * interval();
    }

    /** As people write it: {@code 10/s}, {@code 100/min (burst 5)}, {@code 5/PT10M}. */
    @Override
    public String toString() {
        return permits + "/" + unit() + (burst > 1 ? " (burst " + burst + ")" : "");
    }

    private String unit() {
        if (period.equals(Duration.ofSeconds(1))) {
            return "s";
        }
        if (period.equals(Duration.ofMinutes(1))) {
            return "min";
        }
        if (period.equals(Duration.ofHours(1))) {
            return "h";
        }
        return period.equals(Duration.ofDays(1)) ? "d" : period.toString();
    }
}
