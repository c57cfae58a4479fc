package dev.mayfly.kernel.carrier;

import dev.mayfly.kernel.Eventually;
import dev.mayfly.kernel.time.Clock;
import dev.mayfly.kernel.time.SteppableClock;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** Pools whose watch stands still, and units that hold carriers. */
final class TestPools {

    private TestPools() {}

    static CarrierSettings settings(int carriers, Clock clock) {
        return new CarrierSettings(
                carriers,
                CarrierSettings.DEFAULT_QUANTUM,
                CarrierSettings.DEFAULT_HOG_LIMIT,
                CarrierSettings.DEFAULT_MAX_SPARES,
                MovingAverageForecast::new,
                clock);
    }

    /** A pool whose watch never looks. */
    static CarrierPool unwatched(int carriers) {
        return new CarrierPool("test", settings(carriers, new SteppableClock()), held -> {});
    }

    static void awaitAllAsleep(CarrierPool pool) {
        Eventually.await(
                "all carriers sleep", () -> pool.figures().parked() == pool.figures().carriers());
    }

    /** Occupies one carrier from when this returns until it is released. */
    static final class Holder implements AutoCloseable {

        private final AtomicBoolean released = new AtomicBoolean();
        final TestUnit unit = new TestUnit("holder", 0, unused -> hold());
        private final CountDownLatch running = new CountDownLatch(1);

        static Holder on(CarrierPool pool) throws InterruptedException {
            var holder = new Holder();
            pool.start(holder.unit);
            holder.running.await();
            return holder;
        }

        private void hold() {
            running.countDown();
            while (!released.get()) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void close() {
            released.set(true);
        }
    }

    static Duration millis(double millis) {
        return Duration.ofNanos((long) (millis * 1_000_000));
    }
}
