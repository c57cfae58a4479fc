package dev.mayfly.kernel.carrier;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Expects of each carrier what has been there: that turns take as long as they took of late, and
 * that a turn which has lasted for a while lasts as long again.
 *
 * <p>{@code work = queued × mean turn}, and {@code backlog = work + age of the present turn} where
 * anything is queued. The mean turn is the time a carrier was at work, divided by the turns it
 * began; both are sums that fade to 37 % in {@link #FADES}, or in {@value #LEAST_TURNS} mean turns
 * where that is longer, so that a carrier which sees few long turns is as well known as one that
 * sees many short ones. That the present turn lasts as long again is what is true in the mean of
 * turns that follow a power law (Harchol-Balter and Downey, "Exploiting Process Lifetime
 * Distributions for Dynamic Load Balancing", 1997); it finds the units that stand behind one that
 * does not end.
 *
 * <p>For instance, 4 units of 5 ms each behind one that has run for 3 ms make 23 ms; 200 units of
 * 0.02 ms behind one that has just begun make 4 ms. Nothing is known at first: a turn counts as 1
 * µs.
 *
 * <p>Thread rule: as its interface; observations are seen by others soon, not at once.
 */
public final class MovingAverageForecast implements BacklogForecast {

    /** Over how long what was seen fades to 37 %, at least: 100 ms. */
    public static final Duration FADES = Duration.ofMillis(100);

    private static final double FADES_SECONDS = FADES.toMillis() / 1000.0;
    private static final double FIRST_TURN_SECONDS = 1e-6;

    private static final double LEAST_TURNS = 8;

    /** Belong to whoever observes. */
    private final double[] busySeconds;

    private final double[] turns;

    /** The mean turns in seconds, as the bits of doubles. */
    private final AtomicLongArray means;

    /** How long present turns have lasted, in nanoseconds. */
    private final AtomicLongArray ages;

    /**
     * Expects nothing of anybody.
     *
     * @param carriers the most carriers there can be
     */
    public MovingAverageForecast(int carriers) {
        busySeconds = new double[carriers];
        turns = new double[carriers];
        means = new AtomicLongArray(carriers);
        ages = new AtomicLongArray(carriers);
        for (int i = 0; i < carriers; i++) {
            means.setPlain(i, Double.doubleToRawLongBits(FIRST_TURN_SECONDS));
        }
    }

    @Override
    public void observe(Observation seen) {
        int carrier = seen.carrier();
        double busy = seen.busy().toNanos() / 1e9;
        if (busy > 0) {
            double mean = mean(carrier);
            double kept = Math.exp(-busy / Math.max(FADES_SECONDS, LEAST_TURNS * mean));
            busySeconds[carrier] = busySeconds[carrier] * kept + busy;
            turns[carrier] = turns[carrier] * kept + seen.turns();
            // The present turn may be the only one there was, and has not ended.
            mean = busySeconds[carrier] / Math.max(turns[carrier], 1);
            means.setOpaque(carrier, Double.doubleToRawLongBits(mean));
        }
        ages.setOpaque(carrier, seen.current().toNanos());
    }

    private double mean(int carrier) {
        return Double.longBitsToDouble(means.getOpaque(carrier));
    }

    @Override
    public double work(int carrier, int queued) {
        return queued * mean(carrier);
    }

    @Override
    public double backlog(int carrier, int queued) {
        return queued == 0 ? 0 : work(carrier, queued) + ages.getOpaque(carrier) / 1e9;
    }
}
