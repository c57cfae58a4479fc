package dev.mayfly.kernel.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class LocalRingTests {

    private static TestUnit unit() {
        return TestUnit.of(() -> {});
    }

    @Test
    void takesInOrderAndRefusesTheUnitThatDoesNotFit() {
        var ring = new LocalRing();
        List<TestUnit> units = new ArrayList<>();
        for (int i = 0; i < LocalRing.CAPACITY; i++) {
            units.add(unit());
            assertThat(ring.offer(units.get(i))).isTrue();
        }
        assertThat(ring.offer(unit())).isFalse();
        assertThat(ring.size()).isEqualTo(LocalRing.CAPACITY);
        for (TestUnit unit : units) {
            assertThat(ring.poll()).isSameAs(unit);
        }
        assertThat(ring.poll()).isNull();
        assertThat(ring.isEmpty()).isTrue();
    }

    @Test
    void givesAThiefTheOlderHalfRoundedUp() {
        var ring = new LocalRing();
        List<TestUnit> units = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            units.add(unit());
            ring.offer(units.get(i));
        }
        var thief = new LocalRing();

        assertThat(ring.moveHalfTo(thief)).isEqualTo(4);

        for (int i = 0; i < 4; i++) {
            assertThat(thief.poll()).isSameAs(units.get(i));
        }
        for (int i = 4; i < 7; i++) {
            assertThat(ring.poll()).isSameAs(units.get(i));
        }
        assertThat(ring.moveHalfTo(thief)).isZero();
    }

    @Test
    void behavesAsAQueueUnderAnySequenceOfCalls() {
        for (int seed = 0; seed < 200; seed++) {
            compareWithAModel(new Random(seed), seed);
        }
    }

    /** Long enough that both rings come round several times; now and then they fill or run dry. */
    private static void compareWithAModel(Random random, int seed) {
        var rings = List.of(new LocalRing(), new LocalRing());
        var models = List.of(new ArrayDeque<TestUnit>(), new ArrayDeque<TestUnit>());
        for (int step = 0; step < 4_000; step++) {
            int which = random.nextInt(2);
            LocalRing ring = rings.get(which);
            ArrayDeque<TestUnit> model = models.get(which);
            boolean filling = (step / 500) % 2 == 0;
            int call = random.nextInt(100);
            if (call < (filling ? 70 : 25)) {
                TestUnit unit = unit();
                boolean fits = model.size() < LocalRing.CAPACITY;
                assertThat(ring.offer(unit)).as("seed %s step %s", seed, step).isEqualTo(fits);
                if (fits) {
                    model.add(unit);
                }
            } else if (call < 85) {
                assertThat(ring.poll()).as("seed %s step %s", seed, step).isSameAs(model.poll());
            } else if (call < 95) {
                assertThat(ring.take()).as("seed %s step %s", seed, step).isSameAs(model.poll());
            } else {
                steal(rings, models, which);
            }
            assertThat(ring.size()).as("seed %s step %s", seed, step).isEqualTo(model.size());
            assertThat(ring.isEmpty()).isEqualTo(model.isEmpty());
        }
    }

    private static void steal(
            List<LocalRing> rings, List<ArrayDeque<TestUnit>> models, int victim) {
        int thief = 1 - victim;
        if (!models.get(thief).isEmpty()) {
            return; // not allowed
        }
        int half = (models.get(victim).size() + 1) / 2;
        assertThat(rings.get(victim).moveHalfTo(rings.get(thief))).isEqualTo(half);
        for (int i = 0; i < half; i++) {
            models.get(thief).add(models.get(victim).remove());
        }
    }
}
