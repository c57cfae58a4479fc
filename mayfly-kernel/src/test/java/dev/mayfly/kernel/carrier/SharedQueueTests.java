package dev.mayfly.kernel.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.schedule.ReadyQueue;
import dev.mayfly.kernel.task.Priority;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

@Timeout(300)
class SharedQueueTests {

    private record Waiting(TestUnit unit, int priority, int arrival) {}

    private static TestUnit unit(int priority) {
        return TestUnit.of(priority, () -> {});
    }

    @Test
    void keepsTheOrderOfArrivalOverAllBands() {
        for (int seed = 0; seed < 300; seed++) {
            compareWithAModel(seed, ReadyQueue.AGEING_PERIOD);
        }
    }

    /** The test of the test: a model that does not age disagrees. */
    @Test
    void theModelFindsAQueueWithAnotherOrder() {
        assertThatThrownBy(
                        () -> {
                            for (int seed = 0; seed < 300; seed++) {
                                compareWithAModel(seed, Integer.MAX_VALUE);
                            }
                        })
                .isInstanceOf(AssertionError.class);
    }

    private static void compareWithAModel(int seed, int ageingPeriod) {
        var random = new Random(seed);
        var shared = new SharedQueue();
        List<Waiting> model = new ArrayList<>();
        int polls = 0;
        for (int step = 0; step < 600; step++) {
            String when = "seed " + seed + ", step " + step;
            int call = random.nextInt(20);
            if (call < ((step / 100) % 2 == 0 ? 13 : 6)) {
                // Mostly the default band, which comes in by another way than the others.
                int priority = call < 5 ? Priority.DEFAULT : random.nextInt(32);
                TestUnit unit = unit(priority);
                shared.add(unit);
                model.add(new Waiting(unit, priority, step));
            } else if (call < 18) {
                boolean byAge = !model.isEmpty() && ++polls % ageingPeriod == 0;
                assertThat(shared.poll()).as(when).isSameAs(take(model, byAge));
            } else {
                assertThat(shared.pollOldest()).as(when).isSameAs(take(model, true));
            }
            if (random.nextInt(10) == 0) {
                assertThat(shared.size()).as(when).isEqualTo(model.size());
            }
            assertLooks(shared, model, when);
        }
    }

    private static TestUnit take(List<Waiting> model, boolean byAge) {
        Comparator<Waiting> byArrival = Comparator.comparingInt(Waiting::arrival);
        Comparator<Waiting> byPriority = Comparator.comparingInt(Waiting::priority);
        Waiting next =
                model.stream()
                        .min(byAge ? byArrival : byPriority.thenComparing(byArrival))
                        .orElse(null);
        model.remove(next);
        return next == null ? null : next.unit();
    }

    private static void assertLooks(SharedQueue shared, List<Waiting> model, String when) {
        assertThat(shared.isEmpty()).as(when).isEqualTo(model.isEmpty());
        assertThat(shared.hasDefault())
                .as(when)
                .isEqualTo(model.stream().anyMatch(w -> w.priority() == Priority.DEFAULT));
        assertThat(shared.hasUrgent())
                .as(when)
                .isEqualTo(model.stream().anyMatch(w -> w.priority() < Priority.DEFAULT));
        for (int priority : new int[] {0, 9, 10, 11, 31}) {
            int band = Math.max(priority, 0);
            assertThat(shared.isWanted(priority))
                    .as(when)
                    .isEqualTo(model.stream().anyMatch(w -> w.priority() <= band));
        }
    }

    @Test
    void aBatchIsTheNextAndAShareOfTheDefaultBandInOrder() {
        var shared = new SharedQueue();
        var ring = new LocalRing();
        List<TestUnit> units = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            units.add(unit(Priority.DEFAULT));
            shared.add(units.get(i));
        }
        assertThat(shared.pollBatch(ring, 4)).isSameAs(units.get(0));
        assertThat(ring.size()).isEqualTo(39 / 4);
        for (int i = 1; !ring.isEmpty(); i++) {
            assertThat(ring.poll()).isSameAs(units.get(i));
        }
        assertThat(shared.poll()).isSameAs(units.get(10));
    }

    /** One that counts, and knows whose it is and which. */
    private static final class Numbered extends ReadyUnit {

        final int submitter;
        final int number;

        Numbered(int submitter, int number) {
            this.submitter = submitter;
            this.number = number;
        }

        @Override
        protected int priority() {
            return number % 10 == 0 ? submitter : Priority.DEFAULT;
        }

        @Override
        protected void run() {}

        @Override
        protected void orphaned() {}

        @Override
        protected String describe() {
            return submitter + "/" + number;
        }
    }

    @Test
    void losesNothingAndKeepsEachSubmittersOrderUnderManySubmittersAndTakers()
            throws InterruptedException {
        var shared = new SharedQueue();
        int each = 30_000;
        var over = new AtomicBoolean();
        List<Thread> submitters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int submitter = i;
            submitters.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int n = 0; n < each; n++) {
                                    shared.add(new Numbered(submitter, n));
                                }
                            }));
        }
        var taken = new ConcurrentLinkedQueue<List<Numbered>>();
        List<Thread> takers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            boolean batches = i > 0;
            takers.add(Thread.ofPlatform().start(() -> taken.add(take(shared, over, batches))));
        }
        for (Thread thread : submitters) {
            thread.join();
        }
        over.set(true);
        for (Thread thread : takers) {
            thread.join();
        }
        taken.forEach(SharedQueueTests::assertInOrder);
        assertThat(taken.stream().flatMap(List::stream).distinct().count()).isEqualTo(3L * each);
        assertThat(taken.stream().mapToInt(List::size).sum()).isEqualTo(3 * each);
        assertThat(shared.isEmpty()).isTrue();
    }

    private static List<Numbered> take(SharedQueue shared, AtomicBoolean over, boolean batches) {
        List<Numbered> taken = new ArrayList<>();
        var ring = new LocalRing();
        while (true) {
            boolean last = over.get();
            var unit = (Numbered) (batches ? shared.pollBatch(ring, 2) : shared.poll());
            if (unit != null) {
                taken.add(unit);
            } else if (last) {
                return taken;
            }
            for (ReadyUnit next = ring.poll(); next != null; next = ring.poll()) {
                taken.add((Numbered) next);
            }
        }
    }

    /** Whoever takes sees the units of one submitter and one band in the order of submission. */
    private static void assertInOrder(List<Numbered> taken) {
        int[][] last = new int[3][2];
        for (Numbered unit : taken) {
            int band = unit.priority() == Priority.DEFAULT ? 0 : 1;
            assertThat(unit.number + 1)
                    .as(unit.describe())
                    .isGreaterThan(last[unit.submitter][band]);
            last[unit.submitter][band] = unit.number + 1;
        }
    }
}
