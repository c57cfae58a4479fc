package dev.mayfly.kernel.carrier;

import static dev.mayfly.kernel.carrier.TestPools.millis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.Eventually;
import dev.mayfly.kernel.carrier.BacklogForecast.Observation;
import dev.mayfly.kernel.task.Priority;
import dev.mayfly.kernel.time.CpuClock;
import dev.mayfly.kernel.time.SteppableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the watch tells the forecast, and what units are told of their turns. */
@Timeout(120)
class WatchForecastTests {

    private final SteppableClock clock = new SteppableClock();
    private final ConcurrentLinkedDeque<Observation> seen = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<Duration> waits = new ConcurrentLinkedDeque<>();
    private final List<CarrierPool> pools = new ArrayList<>();

    @AfterEach
    void close() {
        pools.forEach(CarrierPool::close);
    }

    private final class Recorder implements BacklogForecast {

        @Override
        public void observe(Observation observation) {
            seen.add(observation);
        }

        @Override
        public double work(int carrier, int queued) {
            return queued / 1000.0; // each takes a millisecond
        }
    }

    private CarrierPool pool(int carriers, CpuClock cpuClock) {
        CarrierSettings settings =
                TestPools.settings(carriers, clock)
                        .withForecast(most -> new Recorder())
                        .withCpuClock(cpuClock);
        var pool = new CarrierPool("test", settings, held -> {});
        pools.add(pool);
        pool.onPredictedWait(waits::add);
        TestPools.awaitAllAsleep(pool);
        clock.advance(millis(50)); // the watch finds all asleep, and rests
        seen.clear();
        waits.clear();
        return pool;
    }

    @Test
    void tellsHowLongAHeldCarrierHasBeenAtItsTurnAndWhatWaitsBehindIt()
            throws InterruptedException {
        CarrierPool pool = pool(1, OptionalLong::empty);
        try (var holder = TestPools.Holder.on(pool)) {
            clock.advance(millis(1));
            seen.clear();
            for (int i = 0; i < 40; i++) {
                pool.start(TestUnit.of(() -> {}));
            }
            clock.advance(millis(2));

            Observation last = seen.getLast();
            assertThat(last.carrier()).isZero();
            assertThat(last.turns()).isZero();
            assertThat(last.busy()).isPositive();
            assertThat(last.current()).isEqualTo(millis(2));
            assertThat(waits.getLast()).as("40 in the shared queue").isEqualTo(millis(40));
        }
    }

    @Test
    void countsTurnsFromLookToLook() throws InterruptedException {
        CarrierPool pool = pool(1, OptionalLong::empty);
        var running = new CountDownLatch(1);
        var end = new AtomicBoolean();
        TestUnit last =
                TestUnit.of(() -> {
                    running.countDown();
                    while (!end.get()) {
                        Thread.onSpinWait();
                    }
                });
        try (var holder = TestPools.Holder.on(pool)) {
            clock.advance(millis(1));
            for (int i = 0; i < 20; i++) {
                pool.start(TestUnit.of(() -> {}));
            }
            pool.start(last);
        }
        running.await();
        seen.clear();
        clock.advance(millis(8));
        end.set(true);

        assertThat(seen.stream().mapToLong(Observation::turns).sum()).isEqualTo(21);
    }

    @Test
    void saysNothingOfHowLongTurnsTakeWhereTheCarrierSlept() throws InterruptedException {
        CarrierPool pool = pool(1, OptionalLong::empty);
        try (var holder = TestPools.Holder.on(pool)) {
            clock.advance(millis(1));
            seen.clear();
            holder.close();
            TestPools.awaitAllAsleep(pool);
            clock.advance(millis(20));
        }

        assertThat(seen).isNotEmpty().allMatch(observation -> observation.busy().isZero());
        assertThat(waits.getLast()).as("all sleep").isEqualTo(Duration.ZERO);
        assertThat(waits).hasSizeLessThan(10);
    }

    /** Both carriers are held, so that nobody steals; four units wait in one of the rings. */
    private int leftInTheRing(BacklogForecast forecast) throws InterruptedException {
        CarrierSettings settings = TestPools.settings(2, clock).withForecast(most -> forecast);
        var pool = new CarrierPool("test", settings, held -> {});
        pools.add(pool);
        TestPools.awaitAllAsleep(pool);
        clock.advance(millis(50));
        var filled = new CountDownLatch(1);
        var end = new AtomicBoolean();
        try (var holder = TestPools.Holder.on(pool)) {
            pool.start(
                    TestUnit.of(() -> {
                        for (int i = 0; i < 4; i++) {
                            pool.start(TestUnit.of(() -> {}));
                        }
                        filled.countDown();
                        while (!end.get()) {
                            Thread.onSpinWait();
                        }
                    }));
            filled.await();
            clock.advance(millis(16));
            int left = 0;
            for (Carrier carrier : pool.carriers()) {
                left += carrier.ring.size();
            }
            assertThat(left + pool.shared.size()).isEqualTo(4);
            return left;
        } finally {
            end.set(true);
        }
    }

    @Test
    void spreadsWhatWaitsBehindATurnThatLasts() throws InterruptedException {
        assertThat(leftInTheRing(new MovingAverageForecast(66))).isZero();
    }

    /** The planted fault: units are counted, as if turns took no time. */
    @Test
    void theCheckFindsAForecastThatDoesNotSeeTheTurnThatLasts() throws InterruptedException {
        BacklogForecast counting =
                new BacklogForecast() {
                    @Override
                    public void observe(Observation observation) {}

                    @Override
                    public double work(int carrier, int queued) {
                        return queued * 1e-6;
                    }
                };
        assertThat(leftInTheRing(counting)).isEqualTo(4);
    }

    @Test
    void carriersWeighTheUnitsThatTheyRun() {
        var processor = new AtomicLong();
        CarrierPool pool = pool(1, () -> OptionalLong.of(processor.get()));
        var estimated = new AtomicLong();
        var runs = new AtomicInteger();
        for (int i = 0; i < 100_000; i++) {
            pool.start(new Weighed(processor, estimated, runs));
        }
        Eventually.await("all ran", () -> runs.get() == 100_000);
        TestPools.awaitAllAsleep(pool);

        // 195 weighings; each stands for 512 turns of 50 ns.
        assertThat(estimated.get()).isBetween(4_500_000L, 5_500_000L);
    }

    @Test
    void readsTheProcessorTimeOnCarriersOnly() {
        var readers = ConcurrentHashMap.<Thread>newKeySet();
        CarrierPool pool =
                pool(
                        2,
                        () -> {
                            readers.add(Thread.currentThread());
                            return OptionalLong.of(1);
                        });
        var runs = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            pool.start(new Weighed(new AtomicLong(), new AtomicLong(), runs));
        }
        Eventually.await("all ran", () -> runs.get() == 10_000);

        assertThat(readers).isNotEmpty().allMatch(Carrier.class::isInstance);
    }

    private static final class Weighed extends ReadyUnit {

        private final AtomicLong processor;
        private final AtomicLong estimated;
        private final AtomicInteger runs;

        Weighed(AtomicLong processor, AtomicLong estimated, AtomicInteger runs) {
            this.processor = processor;
            this.estimated = estimated;
            this.runs = runs;
        }

        @Override
        protected int priority() {
            return Priority.DEFAULT;
        }

        @Override
        protected void run() {
            processor.addAndGet(50);
            runs.incrementAndGet();
        }

        @Override
        protected void weighed(long cpuNanos, int turns) {
            estimated.addAndGet(cpuNanos * turns);
        }

        @Override
        protected void orphaned() {}

        @Override
        protected String describe() {
            return "weighed";
        }
    }
}
