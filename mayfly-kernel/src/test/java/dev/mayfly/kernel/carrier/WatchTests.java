package dev.mayfly.kernel.carrier;

import static dev.mayfly.kernel.carrier.TestPools.millis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.Eventually;
import dev.mayfly.kernel.time.Alarm;
import dev.mayfly.kernel.time.Clock;
import dev.mayfly.kernel.time.SteppableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

@Timeout(120)
class WatchTests {

    private final SteppableClock clock = new SteppableClock();
    private final ConcurrentLinkedQueue<CarrierHeld> events = new ConcurrentLinkedQueue<>();
    private final List<CarrierPool> pools = new ArrayList<>();
    private final Thread.UncaughtExceptionHandler before =
            Thread.getDefaultUncaughtExceptionHandler();

    @AfterEach
    void close() {
        pools.forEach(CarrierPool::close);
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    private CarrierPool pool(int carriers) {
        return pool(carriers, clock, events::add, Thread::start);
    }

    private CarrierPool pool(
            int carriers, Clock time, Consumer<CarrierHeld> held, Consumer<Thread> starter) {
        var pool = new CarrierPool("test", TestPools.settings(carriers, time), held, starter);
        pools.add(pool);
        TestPools.awaitAllAsleep(pool);
        return pool;
    }

    /** The watch's first look at a turn, from which it counts: at most 8 ms after its beginning. */
    private void firstLook() {
        clock.advance(millis(1));
    }

    @Test
    void tellsAUnitAfterItsQuantumAndNotBefore() throws InterruptedException {
        CarrierPool pool = pool(1);
        clock.advance(millis(50));
        try (var holder = TestPools.Holder.on(pool)) {
            firstLook();
            clock.advance(millis(9.99));
            assertThat(holder.unit.quantums).hasValue(0);

            clock.advance(millis(0.01));
            assertThat(holder.unit.quantums).hasValue(1);
            assertThat(pool.figures().quantumSpent()).isEqualTo(1);

            clock.advance(millis(89));
            assertThat(holder.unit.quantums).as("once a turn").hasValue(1);
        }
    }

    @Test
    void namesAUnitPastTheLimitWithItsStack() throws InterruptedException {
        CarrierPool pool = pool(1);
        clock.advance(millis(50));
        try (var holder = TestPools.Holder.on(pool)) {
            firstLook();
            clock.advance(millis(99.99));
            assertThat(events).isEmpty();

            clock.advance(millis(0.01));
            assertThat(events).hasSize(1);
            CarrierHeld event = events.element();
            assertThat(event.unit()).isEqualTo("holder");
            assertThat(event.carrier()).isEqualTo("test-carrier-1");
            assertThat(event.held()).isEqualTo(millis(100));
            assertThat(event.stack())
                    .anyMatch(frame ->
                            frame.getClassName().endsWith("TestPools$Holder")
                                    && frame.getMethodName().equals("hold"));

            clock.advance(millis(500));
            assertThat(events).as("once a turn").hasSize(1);
            assertThat(pool.figures().hogs()).isEqualTo(1);
        }
    }

    @Test
    void addsASparePastTheLimitOnlyWhereWorkWaits() throws InterruptedException {
        CarrierPool pool = pool(1);
        clock.advance(millis(50));
        try (var holder = TestPools.Holder.on(pool)) {
            firstLook();
            clock.advance(millis(150));
            assertThat(pool.figures().spares()).isZero();

            TestUnit waiting = TestUnit.of(() -> {});
            pool.start(waiting);
            clock.advance(millis(1));

            Eventually.await("the spare runs it", () -> waiting.runs.get() == 1);
            assertThat(pool.figures().spares()).isEqualTo(1);
            assertThat(pool.figures().sparesAdded()).isEqualTo(1);
        }
        Eventually.await("the spare goes", () -> pool.figures().spares() == 0);
        assertThat(pool.figures().carriers()).isEqualTo(1);
    }

    @Test
    void replacesABlockedCarrierAtTheSecondLook() throws InterruptedException {
        CarrierPool pool = pool(1);
        clock.advance(millis(50));
        var released = new CountDownLatch(1);
        var blocked = new AtomicBoolean();
        TestUnit blocker =
                TestUnit.of(() -> {
                    blocked.set(true);
                    awaitUninterruptibly(released);
                });
        pool.start(blocker);
        Carrier carrier = pool.carriers()[0];
        Eventually.await(
                "it is blocked", () -> blocked.get() && carrier.getState() == Thread.State.WAITING);
        TestUnit releaser = TestUnit.of(released::countDown);
        pool.start(releaser);
        firstLook();
        assertThat(pool.figures().sparesAdded()).isZero();
        clock.advance(millis(8));

        Eventually.await("the spare frees it", () -> releaser.runs.get() == 1);
        assertThat(pool.figures().sparesAdded()).isEqualTo(1);
        assertThat(events).isEmpty();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSpareThatIsNotNeededGoesAlsoWhenItIsNeverIdle() throws InterruptedException {
        CarrierPool pool = pool(1);
        clock.advance(millis(50));
        var stop = new AtomicBoolean();
        try (var holder = TestPools.Holder.on(pool)) {
            for (int i = 0; i < 8; i++) {
                pool.start(
                        new TestUnit(
                                "restless",
                                10,
                                unit -> {
                                    if (!stop.get()) {
                                        pool.yielded(unit);
                                    }
                                }));
            }
            firstLook();
            clock.advance(millis(100));
            assertThat(pool.figures().spares()).isEqualTo(1);
        }
        Eventually.await(
                "the watch has seen the carrier free, and the spare has gone",
                () -> {
                    clock.advance(millis(8));
                    return pool.figures().spares() == 0;
                });
        stop.set(true);
    }

    @Test
    void movesAStrandedSlotToWhereOthersFindIt() throws InterruptedException {
        CarrierPool pool = pool(2);
        clock.advance(millis(50));
        TestUnit stranded = TestUnit.of(() -> {});
        var woke = new CountDownLatch(1);
        TestUnit waker =
                TestUnit.of(() -> {
                    pool.wake(stranded);
                    woke.countDown();
                    while (stranded.runs.get() == 0) {
                        Thread.onSpinWait();
                    }
                });
        pool.start(waker);
        woke.await();
        firstLook();
        assertThat(stranded.runs).as("still in the slot").hasValue(0);

        clock.advance(millis(8));

        Eventually.await("the other runs it", () -> stranded.runs.get() == 1);
    }

    @Test
    void goesOnWatchingWhateverUnitsAndListenersThrow() throws InterruptedException {
        var told = new AtomicInteger();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> told.incrementAndGet());
        var time = new ManualClock();
        CarrierPool pool =
                pool(
                        1,
                        time,
                        held -> {
                            throw new AssertionError("planted");
                        },
                        Thread::start);
        var stop = new AtomicBoolean();
        var thrower = new Thrower(stop);
        pool.start(thrower);
        TestUnit waiting = TestUnit.of(() -> {});
        Eventually.await("it runs", () -> pool.figures().running() == 1);
        pool.start(waiting);
        for (int i = 0; i < 200; i++) {
            time.tick();
        }

        assertThat(told).hasValue(2);
        Eventually.await("a spare came all the same", () -> waiting.runs.get() == 1);
        stop.set(true);
    }

    /** Runs until it is stopped, and throws when it is told of its quantum. */
    private static final class Thrower extends ReadyUnit {

        private final AtomicBoolean stop;

        Thrower(AtomicBoolean stop) {
            this.stop = stop;
        }

        @Override
        protected int priority() {
            return 10;
        }

        @Override
        protected void run() {
            while (!stop.get()) {
                Thread.onSpinWait();
            }
        }

        @Override
        protected void quantumSpent() {
            throw new AssertionError("planted");
        }

        @Override
        protected void orphaned() {}

        @Override
        protected String describe() {
            return "thrower";
        }
    }

    @Test
    void asksAgainWhereTheMachineRefusesASpareAndSaysSoOnce() throws InterruptedException {
        var told = new ConcurrentLinkedQueue<Throwable>();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> told.add(thrown));
        var refuse = new AtomicBoolean();
        var refusal = new OutOfMemoryError("planted: no native thread");
        CarrierPool pool =
                pool(
                        1,
                        clock,
                        events::add,
                        thread -> {
                            if (refuse.get()) {
                                throw refusal;
                            }
                            thread.start();
                        });
        clock.advance(millis(50));
        try (var holder = TestPools.Holder.on(pool)) {
            TestUnit waiting = TestUnit.of(() -> {});
            pool.start(waiting);
            refuse.set(true);
            firstLook();
            clock.advance(millis(150));
            assertThat(told).containsExactly(refusal);
            assertThat(pool.figures().carriers()).isEqualTo(1);
            assertThat(pool.figures().sparesAdded()).isZero();

            refuse.set(false);
            clock.advance(millis(1));
            Eventually.await("the spare runs it", () -> waiting.runs.get() == 1);
        }
    }

    @Test
    void anIdlePoolSleepsAndSoDoesItsWatch() {
        var time = new ManualClock();
        CarrierPool pool = pool(4, time, events::add, Thread::start);
        for (int i = 0; i < 100; i++) {
            pool.start(TestUnit.of(() -> {}));
        }
        TestPools.awaitAllAsleep(pool);
        time.tick();

        assertThat(time.isArmed()).isFalse();
        Eventually.await(
                "every carrier's thread is parked",
                () -> {
                    for (Carrier carrier : pool.carriers()) {
                        if (carrier.getState() != Thread.State.WAITING) {
                            return false;
                        }
                    }
                    return true;
                });
        assertThat(pool.figures().parked()).isEqualTo(4);
        assertThat(time.isArmed()).isFalse();
    }

    /** The watch may look, and find all asleep, before a carrier finds work and does not sleep. */
    @Test
    void looksOnWhereACarrierFindsWorkInTheMomentInWhichItFallsAsleep() {
        var time = new ManualClock();
        var pool =
                new CarrierPool(
                        "test", TestPools.settings(1, time), events::add, neverStarted -> {});
        pools.add(pool);
        Carrier carrier = pool.carriers()[0];
        pool.parking.enter(carrier);
        time.tick();
        assertThat(time.isArmed()).as("all sleep").isFalse();
        pool.parking.leave(carrier);
        pool.shared.add(TestUnit.of(() -> {}));

        assertThat(carrier.sleepUntilWoken()).isTrue();

        assertThat(time.isArmed()).isTrue();
    }

    /** One alarm, which rings when a test says so, and shows whether it is set. */
    private static final class ManualClock implements Clock {

        private volatile long nanos;
        private volatile boolean armed;
        private volatile Runnable action = () -> {};

        /** A millisecond passes. */
        synchronized void tick() {
            nanos += 1_000_000;
            if (armed) {
                armed = false;
                action.run();
            }
        }

        boolean isArmed() {
            return armed;
        }

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public Instant wallTime() {
            return Instant.EPOCH.plusNanos(nanos);
        }

        @Override
        public Alarm alarm(String name, Runnable action) {
            this.action = action;
            return new Alarm() {
                @Override
                public void set(long nanoTime) {
                    armed = true;
                }

                @Override
                public void close() {
                    armed = false;
                }
            };
        }
    }
}
