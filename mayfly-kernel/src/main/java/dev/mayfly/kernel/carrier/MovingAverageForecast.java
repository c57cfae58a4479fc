package dev.mayfly.kernel.carrier;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Expects what has been: an exponentially weighted moving average of each carrier's queue, where
 * the latest observation counts one eighth. After eight observations of a new level two thirds of
 * the way are gone.
 *
 * <p>Thread rule: as its interface; observations are seen by others soon, not at once.
 */
public final class MovingAverageForecast implements BacklogForecast {

    private static final double WEIGHT = 1.0 / 8;

    /** The averages, as the bits of doubles. */
    private final AtomicLongArray averages;

    /**
     * Expects nothing of anybody.
     *
     * @param carriers the most carriers there can be
     */
    public MovingAverageForecast(int carriers) {
        averages = new AtomicLongArray(carriers);
    }

    @Override
    public void observe(int carrier, int queued) {
        double before = Double.longBitsToDouble(averages.getPlain(carrier));
        double now = before + WEIGHT * (queued - before);
        averages.setOpaque(carrier, Double.doubleToRawLongBits(now));
    }

    @Override
    public double backlog(int carrier) {
        return Double.longBitsToDouble(averages.getOpaque(carrier));
    }
}
