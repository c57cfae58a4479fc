package dev.mayfly.agents.primitive.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.agents.internal.outside.Surroundings;
import dev.mayfly.agents.primitive.Together;
import dev.mayfly.agents.snapshot.LeaseSnapshot;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.sim.Simulation;
import dev.mayfly.kernel.sim.SimulationContext;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskHandle;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

@Timeout(120)
class LeaseTests {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration NANO = Duration.ofNanos(1);

    /** A test on simulated time. */
    private interface Story {
        void tell(SimulationContext sim, LocalLeaseTable leases) throws Exception;
    }

    private static void simulate(Story story) {
        Simulation.withSeed(1)
                .run(sim -> {
                    try (var surroundings = new Surroundings(sim.scheduler())) {
                        story.tell(sim, new LocalLeaseTable(surroundings));
                    }
                });
    }

    private static Lease some(@Nullable Lease lease) {
        return Objects.requireNonNull(lease, "a lease");
    }

    @Test
    void oneHoldsItUntilItIsReleased() {
        simulate((sim, leases) -> {
            Lease first = some(leases.tryAcquire("ledger", SECOND));

            assertThat(first.isHeld()).isTrue();
            assertThat(first.name()).isEqualTo("ledger");
            assertThat(first.token()).isEqualTo(1);
            assertThat(first.remaining()).isEqualTo(SECOND);
            assertThat(leases.tryAcquire("ledger", SECOND)).isNull();
            assertThat(leases.tryAcquire("other", SECOND)).isNotNull();

            assertThat(first.release()).isTrue();
            assertThat(first.release()).isFalse();
            assertThat(first.isHeld()).isFalse();
            assertThat(first.remaining()).isZero();
            assertThat(leases.tryAcquire("ledger", SECOND))
                    .isNotNull()
                    .hasToString("Lease ledger (token 3, held)");
        });
    }

    @Test
    void itsTimeIsOverAtTheMomentAndNotBefore() {
        simulate((sim, leases) -> {
            Lease lease = some(leases.tryAcquire("ledger", SECOND));

            sim.runFor(SECOND.minus(NANO));
            assertThat(lease.isHeld()).isTrue();
            assertThat(leases.tryAcquire("ledger", SECOND)).isNull();
            sim.runFor(NANO);

            assertThat(lease.isHeld()).isFalse();
            assertThat(leases.names()).isZero();
            assertThat(lease.release()).isFalse();
            assertThat(some(leases.tryAcquire("ledger", SECOND)).token()).isEqualTo(2);
        });
    }

    @Test
    void renewingBeginsItsTimeAnew() {
        simulate((sim, leases) -> {
            Lease lease = some(leases.tryAcquire("ledger", SECOND));
            for (int i = 0; i < 10; i++) {
                sim.runFor(SECOND.minus(NANO));
                lease.renew();
            }
            assertThat(lease.remaining()).isEqualTo(SECOND);
            assertThat(lease.token()).isEqualTo(1);
            sim.runFor(SECOND);
            assertThat(lease.isHeld()).isFalse();
            assertThat(leases.names()).isZero();
        });
    }

    @Test
    void oneThatRenewsTooLateLearnsIt() {
        simulate((sim, leases) -> {
            Lease lease = some(leases.tryAcquire("ledger", SECOND));
            sim.runFor(SECOND);

            assertThatThrownBy(lease::renew)
                    .isInstanceOfSatisfying(
                            LeaseLostException.class,
                            lost -> {
                                assertThat(lost.lease()).isEqualTo("ledger");
                                assertThat(lost.token()).isEqualTo(1);
                            })
                    .hasMessageContaining("lease \"ledger\" with token 1 was lost")
                    .hasMessageContaining("acquire it again");

            Lease second = some(leases.tryAcquire("ledger", SECOND));
            assertThatThrownBy(lease::renew).hasMessageContaining("another holds it now");
            lease.close();
            assertThat(second.isHeld()).isTrue();
        });
    }

    /** The clock decides, though the timer has not fired: as on a machine that stood still. */
    @Test
    void itIsOverThoughItsTimerIsLate() throws Exception {
        try (var late = new LateTimers()) {
            var leases = new LocalLeaseTable(late.surroundings());
            Lease lease = some(leases.tryAcquire("ledger", SECOND));
            late.pass(SECOND.plus(NANO));

            assertThat(lease.isHeld()).isFalse();
            assertThatThrownBy(lease::renew)
                    .hasMessageContaining("its time was over PT0.000000001S");
            assertThat(leases.names()).isZero();

            Lease next = some(leases.tryAcquire("ledger", SECOND));
            late.pass(SECOND);
            assertThat(some(leases.tryAcquire("ledger", SECOND)).token()).isEqualTo(3);
            assertThat(next.release()).isFalse();
        }
    }

    @Test
    void aPictureSaysWhoHoldsWhatAndWhoWaitsForIt() {
        simulate((sim, leases) -> {
            assertThat(leases.snapshot(9)).isEmpty();
            var _ = some(leases.tryAcquire("archive", SECOND));
            Lease lease = some(leases.tryAcquire("ledger", SECOND));
            TaskHandle<Long> waits =
                    sim.scheduler().spawn(t -> leases.acquire("ledger", SECOND).token());
            sim.runFor(NANO);

            String here = Thread.currentThread().getName();
            LeaseSnapshot ledger = leases.snapshot(9).getFirst();
            assertThat(ledger.name()).isEqualTo("ledger");
            assertThat(ledger.holder()).isEqualTo(here);
            assertThat(ledger.token()).isEqualTo(lease.token());
            assertThat(ledger.left()).isEqualTo(SECOND.minus(NANO));
            assertThat(ledger.waiting()).isEqualTo(1);
            assertThat(leases.snapshot(9)).extracting(LeaseSnapshot::name).contains("archive");
            assertThat(leases.snapshot(1)).hasSize(1);

            String waiter = ledger.waiters().getFirst();
            assertThat(lease.release()).isTrue();
            assertThat(leases.snapshot(9))
                    .filteredOn(each -> each.name().equals("ledger"))
                    .extracting(LeaseSnapshot::holder)
                    .containsExactly(waiter);
            sim.run();
            assertThat(waits.isDone()).isTrue();
            sim.runFor(SECOND.multipliedBy(2));
            assertThat(leases.snapshot(9)).isEmpty();
        });
    }

    @Test
    void thoseThatWaitGetItInOrder() {
        simulate((sim, leases) -> {
            Lease lease = some(leases.tryAcquire("ledger", SECOND));
            List<Long> tokens = new ArrayList<>();
            List<TaskHandle<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                tasks.add(
                        sim.scheduler()
                                .spawn(t -> {
                                    Lease mine = leases.acquire("ledger", SECOND);
                                    tokens.add(mine.token());
                                    t.sleep(Duration.ofMillis(300));
                                    return mine.release();
                                }));
                sim.runFor(NANO);
            }
            assertThat(leases.waiting("ledger")).isEqualTo(4);
            assertThat(tasks.getFirst().reason().toString()).contains("lease ledger");

            assertThat(lease.release()).isTrue();
            assertThat(leases.tryAcquire("ledger", SECOND)).isNull();
            sim.run();

            assertThat(tokens).containsExactly(2L, 3L, 4L, 5L);
            assertThat(leases.names()).isZero();
        });
    }

    @Test
    void oneThatWaitsGetsItWhenTheTimeOfTheHolderIsOver() {
        simulate((sim, leases) -> {
            var _ = leases.tryAcquire("ledger", SECOND);
            TaskHandle<Long> task =
                    sim.scheduler()
                            .spawn(t -> {
                                Lease mine = leases.acquire("ledger", Duration.ofMillis(5));
                                return mine.token() + t.age().toNanos();
                            });
            assertThat(sim.await(task).get()).isEqualTo(2 + SECOND.toNanos());
            sim.runFor(Duration.ofMillis(5));
            assertThat(leases.names()).isZero();
        });
    }

    @Test
    void aWaitEndsWhenItsTimeIsUp() {
        simulate((sim, leases) -> {
            Lease lease = some(leases.tryAcquire("ledger", SECOND));
            assertThat(leases.acquire("ledger", SECOND, Duration.ZERO)).isNull();
            TaskHandle<Boolean> task =
                    sim.scheduler()
                            .spawn(t ->
                                    leases.acquire("ledger", SECOND, Duration.ofMillis(10))
                                            == null);
            sim.runFor(Duration.ofMillis(10).minus(NANO));
            assertThat(leases.waiting("ledger")).isEqualTo(1);
            sim.runFor(NANO);
            assertThat(sim.await(task).get()).isTrue();
            assertThat(leases.waiting("ledger")).isZero();
            assertThat(lease.isHeld()).isTrue();
        });
    }

    @Test
    void oneThatIsCancelledLeavesTheLine() {
        simulate((sim, leases) -> {
            Lease lease = some(leases.tryAcquire("ledger", SECOND));
            TaskHandle<?> first =
                    sim.scheduler().spawn(t -> leases.acquire("ledger", SECOND).token());
            TaskHandle<Long> second =
                    sim.scheduler().spawn(t -> leases.acquire("ledger", SECOND).token());
            sim.runFor(NANO);

            first.cancel();
            assertThat(sim.await(first)).isInstanceOf(JoinResult.Cancelled.class);
            lease.close();

            assertThat(sim.await(second).get()).isEqualTo(2);
        });
    }

    @Test
    void manyNamesLeaveNothingAndTokensGoUp() {
        simulate((sim, leases) -> {
            long last = 0;
            for (int i = 0; i < 10_000; i++) {
                try (Lease lease = some(leases.tryAcquire("name" + i % 5_000, SECOND))) {
                    assertThat(lease.token()).isGreaterThan(last);
                    last = lease.token();
                }
            }
            assertThat(leases.names()).isZero();
        });
    }

    @Test
    void refusesWhatCannotBe() {
        simulate((sim, leases) -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> leases.tryAcquire("", SECOND))
                    .withMessageContaining("needs a name");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> leases.acquire("ledger", Duration.ZERO))
                    .withMessageContaining("lease \"ledger\" cannot be held for PT0S");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> leases.acquire("ledger", SECOND.negated(), SECOND));
            assertThat(leases.names()).isZero();
        });
    }

    // ---- many

    @Test
    void inEveryOrderOfTurnsOneHoldsItAndTokensGoUp() {
        for (int seed = 0; seed < 500; seed++) {
            Simulation.withSeed(seed)
                    .shuffled()
                    .run(sim -> {
                        try (var surroundings = new Surroundings(sim.scheduler())) {
                            var leases = new LocalLeaseTable(surroundings);
                            LeaseHistory history = bustle(sim, leases);
                            history.check();
                            sim.runFor(SECOND);
                            assertThat(leases.names()).isZero();
                        }
                    });
        }
    }

    /** Times to hold, waits and cancellations that fall together. */
    private static LeaseHistory bustle(SimulationContext sim, LeaseTable leases) {
        var history = new LeaseHistory();
        var random = new SplittableRandom(sim.random().nextLong());
        for (int i = 0; i < 10; i++) {
            TaskHandle<?> task =
                    sim.scheduler()
                            .spawn(t -> {
                                t.sleep(Duration.ofMillis(random.nextInt(4)));
                                String name = random.nextBoolean() ? "a" : "b";
                                var ttl = Duration.ofMillis(1 + random.nextInt(4));
                                var patience = Duration.ofMillis(random.nextInt(8));
                                Lease lease = leases.acquire(name, ttl, patience);
                                history.granted(lease);
                                if (lease == null) {
                                    return false;
                                }
                                t.sleep(Duration.ofMillis(random.nextInt(4)));
                                if (lease.isHeld()) {
                                    lease.renew();
                                }
                                t.sleep(Duration.ofMillis(random.nextInt(4)));
                                return random.nextBoolean() && lease.release();
                            });
            if (random.nextInt(4) == 0) {
                sim.scheduler()
                        .spawn(t -> {
                            t.sleep(Duration.ofMillis(random.nextInt(8)));
                            return task.cancel();
                        });
            }
        }
        sim.run();
        return history;
    }

    @Test
    void oneOfManyThreadsHoldsIt() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().build();
                var surroundings = new Surroundings(scheduler)) {
            var leases = new LocalLeaseTable(surroundings);
            var last = new AtomicLong();
            int[] inside = new int[1];
            List<Together.Body> bodies = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                bodies.add(() -> {
                    for (int round = 0; round < 3_000; round++) {
                        try (Lease lease = leases.acquire("ledger", Duration.ofHours(1))) {
                            assertThat(++inside[0]).isEqualTo(1);
                            assertThat(last.getAndSet(lease.token())).isLessThan(lease.token());
                            inside[0]--;
                        }
                    }
                });
            }
            Together.run(bodies);
            assertThat(leases.names()).isZero();
        }
    }

    // ---- planted

    @Test
    void aTableWhoseTokensBeginAnewIsFoundOut() {
        assertFound(PlantedLeaseTable.Fault.TOKENS_BEGIN_ANEW, "after");
    }

    @Test
    void aTableThatGrantsBeforeTheTimeIsOverIsFoundOut() {
        assertFound(PlantedLeaseTable.Fault.GRANTS_EARLY, "is held twice");
    }

    private static void assertFound(PlantedLeaseTable.Fault fault, String what) {
        assertThatThrownBy(
                        () -> {
                            for (int seed = 0; seed < 100; seed++) {
                                Simulation.withSeed(seed)
                                        .shuffled()
                                        .run(sim -> {
                                            var leases = new PlantedLeaseTable(sim.clock(), fault);
                                            bustle(sim, leases).check();
                                        });
                            }
                        })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(what);
    }
}
