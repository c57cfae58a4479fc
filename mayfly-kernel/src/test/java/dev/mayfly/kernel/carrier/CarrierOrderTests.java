package dev.mayfly.kernel.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.Eventually;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * What one of two carriers runs next, turn by turn. The other one is held, so that nothing is
 * stolen; bounds are those that {@link Carrier} states.
 */
@Timeout(60)
class CarrierOrderTests {

    private static final int AGED = Carrier.AGEING_PERIOD;

    private final CarrierPool pool = TestPools.unwatched(2);
    private TestPools.Holder other;

    /** A unit's name and the turn it ran in. */
    private record Ran(String name, long turn) {}

    private final ConcurrentLinkedQueue<Ran> log = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stop = new AtomicBoolean();

    @BeforeEach
    void holdTheOther() throws InterruptedException {
        other = TestPools.Holder.on(pool);
    }

    @AfterEach
    void close() {
        stop.set(true);
        other.close();
        pool.close();
    }

    /** The turn in the sense of what decides: the first is turn 0. */
    private static long turn() {
        return ((Carrier) Thread.currentThread()).turns() - 1;
    }

    private TestUnit logging(String name, int priority) {
        return new TestUnit(name, priority, unit -> log.add(new Ran(name, turn())));
    }

    /** Runs on the free carrier, and ends with all that it made ready. */
    private List<Ran> run(Runnable maker, int units) {
        pool.start(TestUnit.of(maker));
        Eventually.await("all have run", () -> log.size() >= units);
        return List.copyOf(log);
    }

    private static List<String> names(List<Ran> ran, String prefix) {
        return ran.stream().map(Ran::name).filter(name -> name.startsWith(prefix)).toList();
    }

    @Test
    void takesUrgentOnesBeforeTheDefaultAtEveryTurnButTheRingsOwn() {
        int count = 250;
        List<Ran> ran =
                run(
                        () -> {
                            for (int i = 0; i < count; i++) {
                                int number = i;
                                pool.start(
                                        TestUnit.of(() -> {
                                            log.add(new Ran("default", turn()));
                                            pool.start(logging("urgent" + number, number % 10));
                                        }));
                            }
                        },
                        2 * count);

        for (int i = 0; i + 1 < ran.size(); i++) {
            Ran here = ran.get(i);
            Ran next = ran.get(i + 1);
            boolean ringsOwn = next.turn() % AGED == AGED / 2;
            if (here.name().equals("default") && !ringsOwn) {
                assertThat(next.name()).as("after turn %s", here.turn()).startsWith("urgent");
                assertThat(next.turn()).isEqualTo(here.turn() + 1);
            }
        }
    }

    @Test
    void keepsTheOrderWithinAndBetweenUrgentAndLowBands() {
        List<Ran> ran =
                run(
                        () -> {
                            pool.start(logging("x-default", 10));
                            for (String name : List.of("30a", "11a", "09a", "00a", "30b", "00b")) {
                                int priority = Integer.parseInt(name.substring(0, 2));
                                pool.start(logging(name, priority));
                            }
                        },
                        7);

        assertThat(ran.stream().map(Ran::name))
                .containsExactly("00a", "00b", "09a", "x-default", "11a", "30a", "30b");
    }

    @Test
    void takesLowBandsWhenTheDefaultIsDryOrTheirAgeLiftsThem() {
        List<Ran> ran =
                run(
                        () -> {
                            for (int i = 0; i < 3; i++) {
                                pool.start(logging("low" + i, 20));
                            }
                            for (int i = 0; i < 100; i++) {
                                pool.start(logging("default" + i, 10));
                            }
                        },
                        103);

        assertThat(names(ran, "low")).containsExactly("low0", "low1", "low2");
        long lastDefault =
                ran.stream()
                        .filter(r -> r.name().startsWith("default"))
                        .mapToLong(Ran::turn)
                        .max()
                        .orElseThrow();
        for (Ran r : ran) {
            if (r.name().startsWith("low") && r.turn() < lastDefault) {
                assertThat(r.turn() % AGED).as("lifted by age: %s", r).isZero();
            }
        }
        assertThat(ran.getLast().name()).isEqualTo("low2");
    }

    @Test
    void takesTheOldestOfTheSharedQueueWithinTheBoundHoweverBusyTheRing() {
        int older = 5;
        long[] madeAt = new long[1];
        List<Ran> ran =
                run(
                        () -> {
                            madeAt[0] = turn();
                            for (int i = 0; i <= older; i++) {
                                pool.start(logging("low" + i, 31));
                            }
                            for (int i = 0; i < 3; i++) {
                                pool.start(restless(10));
                            }
                        },
                        older + 1);

        for (int n = 0; n <= older; n++) {
            assertThat(ran.get(n).name()).isEqualTo("low" + n);
            assertThat(ran.get(n).turn() - madeAt[0])
                    .as("turns until the one with %s older ones", n)
                    .isLessThanOrEqualTo(61L * (n + 1));
        }
    }

    @Test
    void givesTheRingATurnWithinTheBoundHoweverManyUrgentOnesKeepComing() {
        int older = 3;
        long[] madeAt = new long[1];
        List<Ran> ran =
                run(
                        () -> {
                            madeAt[0] = turn();
                            for (int i = 0; i <= older; i++) {
                                pool.start(logging("ring" + i, 10));
                            }
                            pool.start(slotFilling());
                        },
                        older + 1);

        for (int n = 0; n <= older; n++) {
            assertThat(ran.get(n).name()).isEqualTo("ring" + n);
            assertThat(ran.get(n).turn() - madeAt[0])
                    .as("turns until the one with %s older ones", n)
                    .isLessThanOrEqualTo(61L * 4 * (n + 1));
        }
        assertThat(ran.getFirst().turn() - madeAt[0])
                .as("or the slot was not in the way, and this test shows nothing")
                .isGreaterThan(0);
    }

    /** Urgent, always ready, and wakes a default unit into the slot wherever that is empty. */
    private TestUnit slotFilling() {
        TestUnit warm = TestUnit.of(() -> {});
        int[] wakes = new int[1];
        return new TestUnit(
                "slot filling",
                3,
                unit -> {
                    if (warm.runs.get() == wakes[0]) {
                        wakes[0]++;
                        pool.wake(warm);
                    }
                    yieldOn(unit);
                });
    }

    private TestUnit restless(int priority) {
        return new TestUnit("restless", priority, this::yieldOn);
    }

    private void yieldOn(TestUnit unit) {
        if (!stop.get()) {
            pool.yielded(unit);
        }
    }

    @Test
    void takesTheSlotAtMostThreeTimesInARowWhileTheRingHasOthers() {
        int ringed = 50;
        var left = new int[] {400};
        TestUnit[] pair = new TestUnit[2];
        for (int i = 0; i < 2; i++) {
            int partner = 1 - i;
            pair[i] =
                    TestUnit.of(() -> {
                        log.add(new Ran("slot", turn()));
                        if (left[0]-- > 0) {
                            pool.wake(pair[partner]);
                        }
                    });
        }
        List<Ran> ran =
                run(
                        () -> {
                            pool.wake(pair[0]);
                            for (int i = 0; i < ringed; i++) {
                                pool.start(logging("ring" + i, 10));
                            }
                        },
                        ringed + 401);

        assertThat(names(ran, "ring"))
                .isEqualTo(IntStream.range(0, ringed).mapToObj(i -> "ring" + i).toList());
        List<String> whileThereWere = new ArrayList<>();
        for (Ran r : ran) {
            whileThereWere.add(r.name().startsWith("ring") ? "ring" : "slot");
            if (r.name().equals("ring" + (ringed - 1))) {
                break;
            }
        }
        List<String> pattern = List.of("slot", "slot", "slot", "ring");
        assertThat(whileThereWere)
                .isEqualTo(
                        IntStream.range(0, 4 * ringed).mapToObj(i -> pattern.get(i % 4)).toList());
    }

    @Test
    void losesNothingPastTheEndOfTheRingAndKeepsTheOrderOfEachPlace() {
        int count = 1_000;
        List<Ran> ran =
                run(
                        () -> {
                            for (int i = 0; i < count; i++) {
                                pool.start(logging(String.valueOf(i), 10));
                            }
                        },
                        count);

        List<Integer> order = ran.stream().map(r -> Integer.valueOf(r.name())).toList();
        assertThat(order).doesNotHaveDuplicates().hasSize(count);
        assertThat(order.stream().filter(i -> i < LocalRing.CAPACITY)).isSorted();
        List<Ran> inOrder = ran.stream().filter(r -> r.turn() % AGED != 0).toList();
        assertThat(inOrder.stream().map(r -> Integer.valueOf(r.name()))).isSorted();
        assertThat(inOrder).hasSizeGreaterThan(count * 9 / 10);
    }
}
