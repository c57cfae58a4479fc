package dev.mayfly.kernel.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.Eventually;
import dev.mayfly.kernel.time.SteppableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

@Timeout(120)
class CarrierPoolTests {

    private final List<CarrierPool> pools = new ArrayList<>();
    private final Thread.UncaughtExceptionHandler before =
            Thread.getDefaultUncaughtExceptionHandler();

    @AfterEach
    void close() {
        pools.forEach(CarrierPool::close);
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    private CarrierPool pool(int carriers) {
        CarrierPool pool = TestPools.unwatched(carriers);
        pools.add(pool);
        return pool;
    }

    @Test
    void othersStealWhatAUnitHasStartedWhileItHoldsItsCarrier() {
        CarrierPool pool = pool(2);
        int count = 100;
        var ran = new AtomicInteger();
        Set<Thread> carriers = ConcurrentHashMap.newKeySet();
        var done = new CountDownLatch(1);
        pool.start(
                TestUnit.of(() -> {
                    for (int i = 0; i < count; i++) {
                        pool.start(
                                TestUnit.of(() -> {
                                    carriers.add(Thread.currentThread());
                                    ran.incrementAndGet();
                                }));
                    }
                    while (ran.get() < count) {
                        Thread.onSpinWait();
                    }
                    carriers.remove(Thread.currentThread());
                    done.countDown();
                }));
        Eventually.await("the maker saw them all run", () -> done.getCount() == 0);

        assertThat(carriers).hasSize(1);
        assertThat(pool.figures().stolen()).isPositive();
    }

    @Test
    void aUnitThatThrowsHarmsNeitherItsCarrierNorTheNext() {
        for (int carriers = 1; carriers <= 2; carriers++) {
            CarrierPool pool = pool(carriers);
            var told = new ConcurrentLinkedQueue<Throwable>();
            Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
                if (thrown instanceof Error) { // and not what a carrier of another test still says
                    told.add(thrown);
                }
                throw new IllegalStateException("the handler is no better");
            });
            List<Error> thrown = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                var error = new Error("planted " + i);
                thrown.add(error);
                pool.start(
                        TestUnit.of(() -> {
                            throw error;
                        }));
            }
            var after = TestUnit.of(() -> {});
            Eventually.await("all were told", () -> told.size() == 20);
            pool.start(after);
            Eventually.await("the next runs", () -> after.runs.get() == 1);

            assertThat(told).containsExactlyInAnyOrderElementsOf(thrown);
            assertThat(pool.figures().carriers()).isEqualTo(carriers);
        }
    }

    @Test
    void aForecastThatThrowsCostsNoUnitAndNoCarrier() {
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {});
        BacklogForecast broken =
                new BacklogForecast() {
                    @Override
                    public void observe(Observation seen) {
                        throw new IllegalStateException("planted");
                    }

                    @Override
                    public double work(int carrier, int queued) {
                        throw new IllegalStateException("planted");
                    }
                };
        var settings = TestPools.settings(2, new SteppableClock());
        var pool =
                new CarrierPool(
                        "test",
                        new CarrierSettings(
                                2,
                                settings.quantum(),
                                settings.hogLimit(),
                                1,
                                most -> broken,
                                settings.clock()),
                        held -> {});
        pools.add(pool);
        var ran = new AtomicInteger();
        for (int i = 0; i < 1_000; i++) {
            pool.start(TestUnit.of(ran::incrementAndGet));
        }
        Eventually.await("all ran", () -> ran.get() == 1_000);

        assertThat(pool.figures().carriers()).isEqualTo(2);
    }

    @Test
    void closingOrphansWhatIsReadyWhereverItIsQueuedAndWhatBecomesReadyLater()
            throws InterruptedException {
        CarrierPool pool = pool(2);
        List<TestUnit> units = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            units.add(new TestUnit("u" + i, i % 3 == 0 ? 5 : 10, unit -> {}));
        }
        TestUnit slot = TestUnit.of(() -> {});
        var made = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        TestUnit fromWithin = TestUnit.of(() -> {});
        TestUnit maker =
                TestUnit.of(() -> {
                    pool.wake(slot);
                    units.forEach(pool::start);
                    made.countDown();
                    spinUntil(closed);
                    pool.start(fromWithin);
                    spinUntil(fromWithin.orphaned); // while this unit holds the carrier
                });
        try (var holder = TestPools.Holder.on(pool)) {
            pool.start(maker);
            made.await();
            pool.close();

            assertThat(units).allMatch(unit -> unit.orphaned.get() == 1 && unit.runs.get() == 0);
            assertThat(slot.orphaned).hasValue(1);
            TestUnit later = TestUnit.of(() -> {});
            pool.start(later);
            assertThat(later.orphaned).hasValue(1);
            closed.countDown();
            Eventually.await("made within", () -> fromWithin.orphaned.get() == 1);
        }
        Eventually.await("the carriers end", () -> pool.figures().carriers() == 0);
        assertThat(maker.orphaned).hasValue(0);
        pool.close();
    }

    private static void spinUntil(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    private static void spinUntil(AtomicInteger one) {
        while (one.get() == 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void everyUnitIsRunOrOrphanedWhenClosedInTheMiddleOfAStorm() throws InterruptedException {
        for (int round = 0; round < 100; round++) {
            CarrierPool pool = pool(3);
            var units = new ConcurrentLinkedQueue<TestUnit>();
            var go = new CountDownLatch(1);
            List<Thread> starters = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                starters.add(Thread.ofPlatform().start(() -> startMany(pool, units, go)));
            }
            go.countDown();
            if (round % 2 == 0) {
                Eventually.await("some ran", () -> units.size() > 20);
            }
            pool.close();
            for (Thread starter : starters) {
                starter.join();
            }
            Eventually.await("the carriers end", () -> pool.figures().carriers() == 0);
            assertThat(units).allMatch(unit -> unit.runs.get() + unit.orphaned.get() == 1);
        }
    }

    private static void startMany(
            CarrierPool pool, ConcurrentLinkedQueue<TestUnit> units, CountDownLatch go) {
        spinUntil(go);
        for (int i = 0; i < 50; i++) {
            TestUnit unit =
                    TestUnit.of(() -> {
                        for (int child = 0; child < 3; child++) {
                            TestUnit young = TestUnit.of(() -> {});
                            units.add(young);
                            if (child == 0) {
                                pool.wake(young);
                            } else {
                                pool.start(young);
                            }
                        }
                    });
            units.add(unit);
            pool.start(unit);
        }
    }

    @Test
    void runsEveryWakeUpOfAStormExactlyOnce() throws InterruptedException {
        for (int carriers = 1; carriers <= 4; carriers++) {
            new Storm(pool(carriers)).blow(4, 20_000);
        }
    }

    /** Units that wake each other; each wake-up is a token, and each run takes one. */
    private static final class Storm {

        private final CarrierPool pool;
        private final List<Member> members = new ArrayList<>();
        private final AtomicLong sent = new AtomicLong();
        private final AtomicLong ran = new AtomicLong();

        Storm(CarrierPool pool) {
            this.pool = pool;
            for (int i = 0; i < 300; i++) {
                members.add(new Member(i % 5 == 0 ? i % 32 : 10));
            }
        }

        void blow(int threads, int tokens) throws InterruptedException {
            List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Thread.Builder kind = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
                senders.add(kind.start(() -> send(tokens)));
            }
            for (Thread sender : senders) {
                sender.join();
            }
            Eventually.await(
                    "every token was taken",
                    () -> ran.get() == sent.get() && pool.figures().running() == 0);
            TestPools.awaitAllAsleep(pool);
            assertThat(ran).hasValue(sent.get());
            assertThat(members).allMatch(member -> member.tokens.get() == 0);
            assertThat(pool.figures().ready()).isZero();
        }

        private void send(int tokens) {
            for (int i = 0; i < tokens; i++) {
                any().give(pool, false);
            }
        }

        private Member any() {
            return members.get(ThreadLocalRandom.current().nextInt(members.size()));
        }

        private final class Member extends ReadyUnit {

            private final int priority;
            private final AtomicInteger tokens = new AtomicInteger();
            private final AtomicInteger inside = new AtomicInteger();

            Member(int priority) {
                this.priority = priority;
            }

            void give(CarrierPool to, boolean warm) {
                sent.incrementAndGet();
                if (tokens.getAndIncrement() == 0) {
                    if (warm) {
                        to.wake(this);
                    } else {
                        to.start(this);
                    }
                }
            }

            @Override
            protected void run() {
                if (inside.incrementAndGet() != 1) {
                    throw new AssertionError("runs twice at once");
                }
                int luck = ThreadLocalRandom.current().nextInt(100);
                for (int i = 0; i < 2 && luck < 45; i++) {
                    any().give(pool, luck % 2 == 0);
                }
                inside.decrementAndGet();
                ran.incrementAndGet();
                if (tokens.decrementAndGet() > 0) {
                    pool.yielded(this);
                }
            }

            @Override
            protected int priority() {
                return priority;
            }

            @Override
            protected void orphaned() {}

            @Override
            protected String describe() {
                return "member";
            }
        }
    }

    @Test
    void leavesNoThreadBehindWhereTheMachineRefusesOne() {
        var started = new ArrayList<Thread>();
        var refusal = new OutOfMemoryError("planted: no native thread");

        assertThatThrownBy(() ->
                        new CarrierPool(
                                "refused",
                                TestPools.settings(3, new SteppableClock()),
                                held -> {},
                                thread -> {
                                    if (started.size() == 2) {
                                        throw refusal;
                                    }
                                    started.add(thread);
                                    thread.start();
                                }))
                .isSameAs(refusal);

        assertThat(started).hasSize(2);
        Eventually.await("they end", () -> started.stream().noneMatch(Thread::isAlive));
    }

    @Test
    void idleCarriersKeepNoUnitAlive() {
        CarrierPool pool = pool(2);
        for (int i = 0; i < 100; i++) {
            pool.start(TestUnit.of(() -> {}));
        }
        TestPools.awaitAllAsleep(pool);

        assertThat(pool.carriers()).allMatch(carrier -> carrier.current() == null);
        assertThat(pool.figures().ready()).isZero();
    }
}
