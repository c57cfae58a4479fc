package dev.mayfly.kernel.carrier;

import dev.mayfly.kernel.time.Alarm;
import dev.mayfly.kernel.time.Clock;

import java.time.Duration;
import java.time.Instant;

/** Real carriers, queues and parking, without threads: the actors of a test are the threads. */
final class Fixture {

    private static final Alarm NEVER =
            new Alarm() {
                @Override
                public void set(long nanoTime) {}

                @Override
                public void close() {}
            };

    private static final Clock STILL =
            new Clock() {
                @Override
                public long nanoTime() {
                    return 0;
                }

                @Override
                public Instant wallTime() {
                    return Instant.EPOCH;
                }

                @Override
                public Alarm alarm(String name, Runnable action) {
                    return NEVER;
                }
            };

    private static final CarrierSettings SETTINGS =
            new CarrierSettings(
                    1,
                    Duration.ofMillis(10),
                    Duration.ofMillis(100),
                    0,
                    MovingAverageForecast::new,
                    STILL);

    private Fixture() {}

    /** A pool whose only carrier is never started. */
    static CarrierPool pool() {
        return new CarrierPool("stress", SETTINGS, held -> {}, thread -> {});
    }

    static ReadyUnit unit() {
        return new Unit();
    }

    private static final class Unit extends ReadyUnit {
        @Override
        protected int priority() {
            return 10;
        }

        @Override
        protected void run() {}

        @Override
        protected void orphaned() {}

        @Override
        protected String describe() {
            return "unit";
        }
    }
}
