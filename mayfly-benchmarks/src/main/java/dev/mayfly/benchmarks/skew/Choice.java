package dev.mayfly.benchmarks.skew;

import dev.mayfly.kernel.carrier.BacklogForecast;
import dev.mayfly.kernel.carrier.MovingAverageForecast;

import java.util.concurrent.atomic.AtomicLongArray;

/** How a carrier chooses whom to take work from. */
enum Choice {

    /** Nobody is greater than another, so that chance decides. */
    BLIND,

    /** By a moving average of how many units wait, as it was before turns were measured. */
    COUNT,

    /** By how many units wait now. */
    LENGTH,

    /** By how long they will wait, as it is. */
    TIME;

    BacklogForecast forecast(int carriers) {
        return switch (this) {
            case BLIND -> new Blind();
            case COUNT -> new Count(carriers);
            case LENGTH -> new Length();
            case TIME -> new MovingAverageForecast(carriers);
        };
    }

    private static final class Blind implements BacklogForecast {

        @Override
        public void observe(Observation seen) {}

        @Override
        public double work(int carrier, int queued) {
            return 0;
        }
    }

    private static final class Length implements BacklogForecast {

        @Override
        public void observe(Observation seen) {}

        @Override
        public double work(int carrier, int queued) {
            return queued;
        }
    }

    private static final class Count implements BacklogForecast {

        private static final double WEIGHT = 1.0 / 8;

        /** The averages, as the bits of doubles. */
        private final AtomicLongArray averages;

        Count(int carriers) {
            averages = new AtomicLongArray(carriers);
        }

        @Override
        public void observe(Observation seen) {
            double before = Double.longBitsToDouble(averages.getPlain(seen.carrier()));
            double now = before + WEIGHT * (seen.queued() - before);
            averages.setOpaque(seen.carrier(), Double.doubleToRawLongBits(now));
        }

        @Override
        public double work(int carrier, int queued) {
            return Double.longBitsToDouble(averages.getOpaque(carrier));
        }
    }
}
