package dev.mayfly.kernel.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.Eventually;
import dev.mayfly.kernel.schedule.ReadyQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

class SingleCarrierTests {

    private final CarrierPool pool = TestPools.unwatched(1);

    @AfterEach
    void close() {
        pool.close();
    }

    private static final class Entry extends ReadyQueue.Node {
        private final String name;
        private final int priority;

        Entry(String name, int priority) {
            this.name = name;
            this.priority = priority;
        }
    }

    @Test
    void keepsExactlyTheOrderOfAReadyQueueAgeingIncluded() throws InterruptedException {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var order = new ConcurrentLinkedQueue<String>();
            var model = new ReadyQueue<Entry>();
            alignAgeing();
            try (var holder = TestPools.Holder.on(pool)) {
                model.add(new Entry("holder", 0), 0);
                model.poll();
                for (int i = 0; i < 500; i++) {
                    int priority = random.nextInt(32);
                    String name = priority + "#" + i;
                    model.add(new Entry(name, priority), priority);
                    pool.start(TestUnit.of(priority, () -> order.add(name)));
                }
            }
            Eventually.await("all ran", () -> order.size() == 500);
            List<String> expected = new ArrayList<>();
            for (Entry entry = model.poll(); entry != null; entry = model.poll()) {
                expected.add(entry.name);
                assertThat(entry.priority).isBetween(0, 31);
            }
            assertThat(order).as("seed %s", seed).containsExactlyElementsOf(expected);
            TestPools.awaitAllAsleep(pool);
        }
    }

    /** Ends on a poll that went by age, so that a fresh queue counts from the same place. */
    private void alignAgeing() {
        long done = pool.carriers()[0].turns();
        long missing = (61 - done % 61) % 61;
        var ran = new ConcurrentLinkedQueue<Integer>();
        for (int i = 0; i < missing; i++) {
            pool.start(TestUnit.of(() -> ran.add(1)));
        }
        Eventually.await("aligned", () -> ran.size() == missing);
        TestPools.awaitAllAsleep(pool);
    }

    @Test
    void keepsTheOrderAlsoForWhatUnitsMakeReady() throws InterruptedException {
        var order = new ConcurrentLinkedQueue<String>();
        pool.start(
                TestUnit.of(() -> {
                    order.add("maker");
                    for (String name : List.of("20a", "10a", "05a", "10b", "05b")) {
                        int priority = Integer.parseInt(name.substring(0, 2));
                        pool.wake(TestUnit.of(priority, () -> order.add(name)));
                    }
                }));
        Eventually.await("all ran", () -> order.size() == 6);

        assertThat(order).containsExactly("maker", "05a", "05b", "10a", "10b", "20a");
    }

    @Test
    void putsAUnitThatYieldsBehindItsEquals() throws InterruptedException {
        var order = new ConcurrentLinkedQueue<String>();
        try (var holder = TestPools.Holder.on(pool)) {
            for (String name : List.of("a", "b")) {
                pool.start(
                        new TestUnit(
                                name,
                                10,
                                unit -> {
                                    order.add(name + unit.runs);
                                    if (unit.runs.get() < 3) {
                                        pool.yielded(unit);
                                    }
                                }));
            }
        }
        Eventually.await("all ran", () -> order.size() == 6);

        assertThat(order).containsExactly("a1", "b1", "a2", "b2", "a3", "b3");
    }
}
