package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mayfly.kernel.carrier.BacklogForecast;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;
import dev.mayfly.kernel.load.BackPressureListener;
import dev.mayfly.kernel.time.SteppableClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** From what waits at the carriers to the signal that the kernel fills up. */
@Timeout(60)
class PredictedWaitTests {

    /** A model of one's own: what it has learned is that a turn takes a second. */
    private static final class Learned implements BacklogForecast {

        @Override
        public void observe(Observation seen) {}

        @Override
        public double work(int carrier, int queued) {
            return queued;
        }
    }

    private final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();
    private final SteppableClock watchClock = new SteppableClock();
    private final AtomicBoolean released = new AtomicBoolean();

    private final class Recorder implements BackPressureListener {

        @Override
        public void pause(double load) {
            calls.add("pause at " + load);
        }

        @Override
        public void resume(double load) {
            calls.add("resume at " + load);
        }
    }

    private Scheduler scheduler(CoroutineMode mode) {
        CarrierSettings defaults = CarrierSettings.of(1);
        var settings =
                new CarrierSettings(
                        1,
                        defaults.quantum(),
                        defaults.hogLimit(),
                        0,
                        carriers -> new Learned(),
                        watchClock);
        return Scheduler.builder()
                .engine(
                        SchedulerBuilder.COROUTINE,
                        name -> new CoroutineEngine(name, mode, settings))
                .maxPredictedWait(Duration.ofSeconds(10))
                .backPressure(new Recorder())
                .build();
    }

    private void hold(Scheduler scheduler) throws InterruptedException {
        var holding = new CountDownLatch(1);
        scheduler.spawn(task -> {
            holding.countDown();
            while (!released.get()) {
                Thread.onSpinWait();
            }
            return null;
        });
        holding.await();
    }

    @Test
    void pausesWhenThePredictedWaitReachesEightTenthsOfTheLongestAndResumesWhenItIsOver()
            throws Exception {
        assumeTrue(VirtualThreads.canOwnCarriers(), "portable mode cannot tell");
        try (var scheduler = scheduler(CoroutineMode.OWNED)) {
            hold(scheduler);
            var done = new CountDownLatch(8);
            for (int i = 0; i < 7; i++) {
                scheduler.spawn(task -> {
                    done.countDown();
                    return null;
                });
            }
            watchClock.advance(Duration.ofMillis(20));
            assertThat(calls).isEmpty();
            assertThat(scheduler.snapshot().load().predictedWait())
                    .isEqualTo(Duration.ofSeconds(7));
            assertThat(scheduler.snapshot().load().load()).isEqualTo(0.7);

            scheduler.spawn(task -> {
                done.countDown();
                return null;
            });
            watchClock.advance(Duration.ofMillis(20));
            assertThat(calls).containsExactly("pause at 0.8");

            released.set(true);
            done.await();
            Eventually.await(
                    "the watch finds nobody waiting",
                    () -> {
                        watchClock.advance(Duration.ofMillis(8));
                        return calls.size() == 2;
                    });
            assertThat(calls.stream().toList().getLast()).startsWith("resume at");
        } finally {
            released.set(true);
        }
    }

    @Test
    void portableModeTellsNoWaitRatherThanZero() {
        try (var scheduler = scheduler(CoroutineMode.PORTABLE)) {
            assertThat(scheduler.snapshot().load().predictedWait()).isNull();
            assertThat(scheduler.snapshot().load().maxPredictedWait())
                    .isEqualTo(Duration.ofSeconds(10));
        }
    }

    @Test
    void theBuildersForecastIsThatOfTheBuiltInEngine() {
        assumeTrue(VirtualThreads.canOwnCarriers(), "portable mode has no forecast");
        var most = new AtomicInteger();
        BacklogForecast.Factory factory =
                carriers -> {
                    most.set(carriers);
                    return new Learned();
                };
        try (var scheduler = Scheduler.builder().forecast(factory).build()) {
            assertThat(most)
                    .hasValue(
                            Runtime.getRuntime().availableProcessors()
                                    + CarrierSettings.DEFAULT_MAX_SPARES);
        }
    }

    @Test
    void refusesALongestWaitThatIsNone() {
        assertThatThrownBy(() -> Scheduler.builder().maxPredictedWait(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxPredictedWait PT0S is not positive");
    }
}
