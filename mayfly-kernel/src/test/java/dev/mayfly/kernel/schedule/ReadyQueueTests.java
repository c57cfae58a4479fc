package dev.mayfly.kernel.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

class ReadyQueueTests {

    private final ReadyQueue<Entry> queue = new ReadyQueue<>();

    @Test
    void takesTheMostUrgentFirstAndEqualsInOrderOfArrival() {
        add("low", 20);
        add("first", 10);
        add("second", 10);
        add("system", 0);

        assertThat(drain()).containsExactly("system", "first", "second", "low");
    }

    @Test
    void refusesAnEntryThatStandsInAQueueAlready() {
        Entry entry = add("once", 10);

        assertThat(queue.add(entry, 5)).isFalse();
        assertThat(new ReadyQueue<Entry>().add(entry, 5)).isFalse();
        assertThat(drain()).containsExactly("once");
    }

    @Test
    void takesAnEntryAgainAfterItLeft() {
        Entry entry = add("again", 10);
        queue.poll();

        assertThat(queue.add(entry, 3)).isTrue();
        assertThat(queue.mostUrgent()).isEqualTo(3);
    }

    @Test
    void removesFromTheFrontTheMiddleAndTheEnd() {
        List<Entry> entries = List.of(add("a", 10), add("b", 10), add("c", 10), add("d", 10));

        assertThat(queue.remove(entries.get(0))).isTrue();
        assertThat(queue.remove(entries.get(2))).isTrue();
        assertThat(queue.remove(entries.get(3))).isTrue();

        assertThat(drain()).containsExactly("b");
    }

    @Test
    void ignoresTheRemovalOfWhatIsNotThere() {
        Entry gone = add("gone", 10);
        queue.poll();

        assertThat(queue.remove(gone)).isFalse();
        assertThat(queue.size()).isZero();
    }

    @Test
    void servesTheOldestOfTheLowestPriorityWithinSixtyOnePolls() {
        add("starving", 31);
        int polls = 0;
        String taken;
        do {
            add("urgent", 0);
            Entry entry = queue.poll();
            assertThat(entry).isNotNull();
            taken = entry.name;
            polls++;
        } while (!taken.equals("starving") && polls < 1_000);

        assertThat(polls).isLessThanOrEqualTo(ReadyQueue.AGEING_PERIOD);
    }

    @Test
    void servesAnEntryWithOlderOnesBesideItWithinTheStatedBound() {
        int older = 7;
        for (int i = 0; i < older; i++) {
            add("older", 20);
        }
        Entry last = add("last", 31);
        int polls = 0;
        Entry taken;
        do {
            add("urgent", 1);
            taken = queue.poll();
            polls++;
        } while (taken != last && polls < 10_000);

        assertThat(polls).isLessThanOrEqualTo(ReadyQueue.AGEING_PERIOD * (older + 1));
    }

    @Test
    void behavesLikeASortedListUnderRandomOperations() {
        for (int seed = 0; seed < 500; seed++) {
            assertLikeModel(new ReadyQueue<>(), seed);
        }
    }

    /** The test of the test: a queue that forgets to age must be found out by the same model. */
    @Test
    void theModelFindsAQueueThatDoesNotAge() {
        boolean found = false;
        for (int seed = 0; seed < 500 && !found; seed++) {
            try {
                runModel(new ReadyQueue<>(), seed, Integer.MAX_VALUE);
            } catch (AssertionError e) {
                found = true;
            }
        }
        assertThat(found).as("a model without ageing disagrees with the queue").isTrue();
    }

    private static void assertLikeModel(ReadyQueue<Entry> queue, int seed) {
        runModel(queue, seed, ReadyQueue.AGEING_PERIOD);
    }

    private static void runModel(ReadyQueue<Entry> queue, int seed, int ageingPeriod) {
        var random = new Random(seed);
        List<Entry> model = new ArrayList<>();
        int arrivals = 0;
        int polls = 0;
        for (int step = 0; step < 400; step++) {
            int choice = random.nextInt(10);
            if (choice < 5) {
                Entry entry = new Entry("e" + arrivals, random.nextInt(32), arrivals++);
                queue.add(entry, entry.priority);
                model.add(entry);
            } else if (choice < 9) {
                Entry expected = null;
                if (!model.isEmpty()) {
                    boolean byAge = ++polls % ageingPeriod == 0;
                    Comparator<Entry> byArrival = Comparator.comparingInt(e -> e.arrival);
                    Comparator<Entry> byPriority = Comparator.comparingInt(e -> e.priority);
                    Comparator<Entry> order =
                            byAge ? byArrival : byPriority.thenComparing(byArrival);
                    expected = model.stream().min(order).orElseThrow();
                    model.remove(expected);
                }
                assertThat(queue.poll()).as("seed %d, step %d", seed, step).isSameAs(expected);
            } else if (!model.isEmpty()) {
                Entry victim = model.remove(random.nextInt(model.size()));
                assertThat(queue.remove(victim)).isTrue();
            }
            assertThat(queue.size()).isEqualTo(model.size());
        }
    }

    private Entry add(String name, int priority) {
        Entry entry = new Entry(name, priority, 0);
        assertThat(queue.add(entry, priority)).isTrue();
        return entry;
    }

    private List<String> drain() {
        List<String> names = new ArrayList<>();
        for (Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
            names.add(entry.name);
        }
        return names;
    }

    private static final class Entry extends ReadyQueue.Node {

        private final String name;
        private final int priority;
        private final int arrival;

        Entry(String name, int priority, int arrival) {
            this.name = name;
            this.priority = priority;
            this.arrival = arrival;
        }

        @Override
        public String toString() {
            return name + "@" + priority;
        }
    }
}
