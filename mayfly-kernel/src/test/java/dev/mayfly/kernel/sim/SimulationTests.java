package dev.mayfly.kernel.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** The contract of simulated time; {@link PortableSimulationTests} holds the other mode to it. */
class SimulationTests {

    /** How many seeds are run twice. */
    int seeds() {
        return 10_000;
    }

    Simulation withSeed(long seed) {
        return Simulation.withSeed(seed);
    }

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void aYearPassesAtOnce() {
        SimulationResult result =
                withSeed(42)
                        .run(sim -> {
                            TaskHandle<String> task =
                                    sim.scheduler()
                                            .spawn(t -> {
                                                t.sleep(Duration.ofDays(365));
                                                return "awake";
                                            });
                            assertThat(sim.await(task))
                                    .isEqualTo(new JoinResult.Success<>("awake"));
                        });

        assertThat(result.simulated()).isEqualTo(Duration.ofDays(365));
    }

    @Test
    void theOrderIsPriorityThenArrival() {
        List<String> order = new ArrayList<>();
        withSeed(1)
                .run(sim -> {
                    for (String name : List.of("20a", "10a", "05a", "20b", "10b", "05b")) {
                        int priority = Integer.parseInt(name.substring(0, 2));
                        var options = TaskOptions.named(name).withPriority(priority);
                        sim.scheduler().submit("default", options, t -> order.add(t.name()));
                    }
                    sim.run();
                });

        assertThat(order).containsExactly("05a", "05b", "10a", "10b", "20a", "20b");
    }

    @Test
    void theSameSeedGivesTheSameHashAndOthersDiffer() {
        long distinct =
                IntStream.range(0, seeds())
                        .mapToLong(seed -> {
                            Simulation simulation = withSeed(seed).shuffled();
                            long hash = simulation.run(SimulationTests::bustle).hash();
                            assertThat(simulation.run(SimulationTests::bustle).hash())
                                    .as("seed %s", seed)
                                    .isEqualTo(hash);
                            return hash;
                        })
                        .distinct()
                        .count();

        assertThat(distinct).isGreaterThan(seeds() / 10 * 9);
    }

    /** Sleeps, signals with and without time-outs, joins, yields and faults, all intertwined. */
    static void bustle(SimulationContext sim) {
        for (int i = 0; i < 6; i++) {
            int number = i;
            sim.scheduler()
                    .spawn(t -> {
                        t.yield();
                        if (Chance.of("late", 0.3)) {
                            t.sleep(Duration.ofMillis(3));
                        }
                        t.signal("key" + number % 2);
                        boolean woken =
                                t.awaitSignal("key" + (number + 1) % 2, Duration.ofMillis(5));
                        return t.join(t.spawn(child -> woken ? child.id() : null));
                    });
        }
        sim.run();
    }

    @Test
    void aRunThatTakesChanceFromElsewhereIsFoundOut() {
        long hashes =
                IntStream.range(0, 50)
                        .mapToLong(i ->
                                withSeed(7)
                                        .run(sim -> {
                                            long nanos =
                                                    ThreadLocalRandom.current().nextLong(1 << 20);
                                            sim.scheduler()
                                                    .spawn(t -> {
                                                        t.sleep(Duration.ofNanos(nanos + 1));
                                                        return nanos;
                                                    });
                                            sim.run();
                                        })
                                        .hash())
                        .distinct()
                        .count();

        assertThat(hashes).isGreaterThan(1);
    }

    @Test
    void aTaskThatBlocksOutsideTheSystemCallsIsRefusedByName() {
        assertRefused(
                () -> LockSupport.parkNanos(HOUR.toNanos()), "blocked outside the system calls");
        assertRefused(() -> new CountDownLatch(1).await(), "blocked outside the system calls");
    }

    @Test
    void aTaskThatStartsAVirtualThreadIsRefusedByName() {
        assertRefused(() -> Thread.startVirtualThread(() -> {}), "a virtual thread of its own");
    }

    private interface Action {
        void run() throws Exception;
    }

    private void assertRefused(Action action, String why) {
        assertThatThrownBy(() ->
                        withSeed(1)
                                .run(sim -> {
                                    var options = TaskOptions.named("culprit");
                                    sim.scheduler()
                                            .submit(
                                                    "default",
                                                    options,
                                                    t -> {
                                                        action.run();
                                                        return 0;
                                                    });
                                    sim.run();
                                }))
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("culprit")
                .hasMessageContaining(why);
    }

    @Test
    void tasksThatNobodyWillWakeAreNamedWithWhatTheyWaitFor() {
        assertThatThrownBy(() ->
                        withSeed(1)
                                .run(sim -> {
                                    sim.scheduler()
                                            .submit(
                                                    "default",
                                                    TaskOptions.named("forgotten"),
                                                    t -> {
                                                        t.awaitSignal("approval");
                                                        return 0;
                                                    });
                                    sim.run();
                                }))
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("forgotten")
                .hasMessageContaining("approval");
    }

    @Test
    void aTaskThatNeverEndsIsStoppedAtTheLimit() {
        assertThatThrownBy(() ->
                        withSeed(1)
                                .limit(Duration.ofHours(1))
                                .run(sim -> {
                                    sim.scheduler()
                                            .spawn(t -> {
                                                while (true) {
                                                    t.sleep(SECOND);
                                                }
                                            });
                                    sim.run();
                                }))
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("after the limit of PT1H");
    }

    @Test
    void aRecordedRunReplaysStepByStep() {
        Simulation simulation = withSeed(11).shuffled().recording();
        SimulationResult before = simulation.run(SimulationTests::bustle);

        assertThat(simulation.replay(before, SimulationTests::bustle)).isEqualTo(before);
    }

    @Test
    void aReplayReportsTheFirstStepThatDiffersWithBothSides() {
        Simulation simulation = withSeed(11).recording();
        SimulationResult before = simulation.run(sim -> sleepers(sim, 2, 3));

        assertThatThrownBy(() -> simulation.replay(before, sim -> sleepers(sim, 2, 4)))
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("trace: ")
                .hasMessageContaining("duration=PT3S")
                .hasMessageContaining("duration=PT4S");
        assertThatThrownBy(() -> simulation.replay(before, sim -> sleepers(sim, 2)))
                .hasMessageContaining("now:   ");
        assertThatThrownBy(() -> simulation.replay(before, sim -> sleepers(sim, 2, 3, 4)))
                .isInstanceOf(SimulationException.class);
    }

    @Test
    void aReplayTakesTheSeedOfTheRunItRepeats() {
        Simulation.Scenario random =
                sim -> {
                    long nanos = sim.random().nextLong(1, 1 << 20);
                    sim.scheduler()
                            .spawn(t -> {
                                t.sleep(Duration.ofNanos(nanos));
                                return nanos;
                            });
                    sim.run();
                };
        SimulationResult before = withSeed(11).recording().run(random);

        assertThat(withSeed(12).recording().replay(before, random)).isEqualTo(before);
        assertThat(withSeed(12).recording().run(random)).isNotEqualTo(before);
    }

    @Test
    void whatDiffersFromJvmToJvmIsNotInTheTrace() {
        Runnable key = () -> {};
        SimulationResult result =
                withSeed(1)
                        .recording()
                        .run(sim -> {
                            sim.scheduler().spawn(t -> t.awaitSignal(key, SECOND));
                            sim.run();
                        });

        assertThat(key.toString()).containsPattern("Lambda/0x[0-9a-f]+@[0-9a-f]+");
        assertThat(result.trace())
                .anyMatch(step -> step.contains("$$Lambda@"))
                .noneMatch(step -> step.contains("/0x"));
    }

    private static void sleepers(SimulationContext sim, int... seconds) {
        for (int second : seconds) {
            sim.scheduler()
                    .spawn(t -> {
                        t.sleep(SECOND.multipliedBy(second));
                        return second;
                    });
        }
        sim.run();
    }

    @Test
    void outsideASimulationNoChanceIsTaken() {
        assertThat(Chance.of("anything", 1)).isFalse();
        assertThatThrownBy(() -> Chance.of("impossible", 1.5))
                .hasMessageContaining("1.5")
                .hasMessageContaining("impossible");
    }

    @Test
    void faultsAreDrawnFromTheSeed() {
        var faults = new AtomicInteger();
        for (int seed = 0; seed < 100; seed++) {
            withSeed(seed)
                    .run(sim -> {
                        for (int i = 0; i < 10; i++) {
                            sim.scheduler()
                                    .spawn(t ->
                                            Chance.of("fault", 0.1) ? faults.incrementAndGet() : 0);
                        }
                        sim.run();
                    });
        }

        assertThat(faults.get()).isBetween(50, 150);
    }

    /** Two tasks read, give way and write: an update is lost where both read first. */
    private static void lostUpdate(SimulationContext sim) {
        int[] value = {0};
        var go = new Object();
        for (int i = 0; i < 2; i++) {
            sim.scheduler()
                    .spawn(t -> {
                        for (int round = 0; round < 3; round++) {
                            int read = value[0];
                            if (Chance.of("slow", 0.05)) {
                                t.yield();
                            }
                            value[0] = read + 1;
                            t.yield();
                        }
                        return t.signal(go);
                    });
        }
        sim.run();
        assertThat(value[0]).isEqualTo(6);
    }

    @Test
    void aRaceIsFoundBySomeSeedAndItsScheduleMadeShort() {
        int seed = 0;
        while (succeeds(seed)) {
            seed++;
        }
        ShrunkFailure shrunk = withSeed(seed).shuffled().shrink(SimulationTests::lostUpdate);

        assertThat(shrunk.failure()).isInstanceOf(AssertionError.class);
        assertThat(shrunk.deviations()).isEqualTo(1);
        assertThat(shrunk.trace()).isNotEmpty();
        Simulation again = withSeed(seed).shuffled();
        assertThatThrownBy(() -> again.rerun(shrunk, SimulationTests::lostUpdate))
                .hasMessage(shrunk.failure().getMessage());
        assertThat(again.rerun(shrunk, sim -> {}).turns()).isZero();
        assertThatThrownBy(() -> withSeed(1).shrink(sim -> sim.scheduler().spawn(t -> 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private boolean succeeds(int seed) {
        try {
            withSeed(seed).shuffled().run(SimulationTests::lostUpdate);
            return true;
        } catch (AssertionError lost) {
            return false;
        }
    }

    @Test
    void cancelsWhatIsLeftWhenTheScenarioEnds() {
        List<TaskHandle<?>> left = new ArrayList<>();
        withSeed(3)
                .run(sim -> {
                    left.add(sim.scheduler().spawn(t -> t.awaitSignal("never", SECOND)));
                    left.add(
                            sim.scheduler()
                                    .spawnSystem("sys", t -> t.awaitSignal("never", SECOND)));
                    sim.runFor(Duration.ofMillis(10));
                });

        assertThat(left).allMatch(task -> task.state().isTerminal());
    }
}
