package dev.mayfly.kernel.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;

@Timeout(300)
class LiveTableTests {

    /** What the model is compared with: a table, or one with a fault. */
    private interface Table {

        void add(Numbered entry);

        void remove(Numbered entry);

        @Nullable Numbered find(long number);

        void forEach(Consumer<? super Numbered> visitor);
    }

    record Numbered(long number) implements LiveTable.Entry {}

    private static final class Real implements Table {

        private final LiveTable<Numbered> table;

        Real(LiveTable<Numbered> table) {
            this.table = table;
        }

        @Override
        public void add(Numbered entry) {
            table.add(entry);
        }

        @Override
        public void remove(Numbered entry) {
            table.remove(entry);
        }

        @Override
        public @Nullable Numbered find(long number) {
            return table.find(number);
        }

        @Override
        public void forEach(Consumer<? super Numbered> visitor) {
            table.forEach(visitor);
        }
    }

    /** Has one place for each entry, and drops who stands there. */
    private static final class Forgetful implements Table {

        private final @Nullable Numbered[] places = new Numbered[1 << 10];

        @Override
        public void add(Numbered entry) {
            places[(int) entry.number() & 1023] = entry;
        }

        @Override
        public void remove(Numbered entry) {
            places[(int) entry.number() & 1023] = null;
        }

        @Override
        public @Nullable Numbered find(long number) {
            Numbered seen = places[(int) number & 1023];
            return seen != null && seen.number() == number ? seen : null;
        }

        @Override
        public void forEach(Consumer<? super Numbered> visitor) {
            for (Numbered entry : places) {
                if (entry != null) {
                    visitor.accept(entry);
                }
            }
        }
    }

    @Test
    void findsWhatIsThereAndNothingElse() {
        var table = new LiveTable<Numbered>();
        var entry = new Numbered(7);
        table.add(entry);

        assertThat(table.find(7)).isSameAs(entry);
        assertThat(table.find(8)).isNull();
        assertThat(table.find(7 + 1024)).as("the same place").isNull();
        table.remove(entry);
        assertThat(table.find(7)).isNull();
    }

    @Test
    void behavesAsAMapUnderAnySequenceOfCalls() {
        for (int seed = 0; seed < 100; seed++) {
            int smallest = seed % 2 == 0 ? 16 : 1 << 10;
            compareWithAModel(new Real(new LiveTable<>(smallest, 1 << 24)), seed, 4_000);
        }
    }

    /** The test of the test. */
    @Test
    void theModelFindsATableThatForgets() {
        assertThatThrownBy(
                        () -> {
                            for (int seed = 0; seed < 100; seed++) {
                                compareWithAModel(new Forgetful(), seed, 4_000);
                            }
                        })
                .isInstanceOf(AssertionError.class);
    }

    /** Numbers go up by one or leap; the share of those that leave goes up and down. */
    private static void compareWithAModel(Table table, int seed, int steps) {
        var random = new Random(seed);
        Map<Long, Numbered> model = new HashMap<>();
        List<Numbered> there = new ArrayList<>();
        long number = random.nextInt(100);
        long leap = 1L << random.nextInt(40);
        for (int step = 0; step < steps; step++) {
            boolean filling = (step / 700) % 2 == 0;
            int call = random.nextInt(100);
            if (call < (filling ? 60 : 20)) {
                number += call % 10 == 0 ? leap : 1;
                var entry = new Numbered(number);
                table.add(entry);
                model.put(number, entry);
                there.add(entry);
            } else if (call < 80 && !there.isEmpty()) {
                Numbered entry = takeOne(there, random);
                table.remove(entry);
                model.remove(entry.number());
            } else if (call < 99) {
                long asked =
                        there.isEmpty() || call % 2 == 0
                                ? number - random.nextInt(2_000)
                                : there.get(random.nextInt(there.size())).number();
                asked = Math.max(0, asked);
                assertThat(table.find(asked))
                        .as("number %s, seed %s, step %s", asked, seed, step)
                        .isSameAs(model.get(asked));
            } else {
                assertSame(table, model, "seed " + seed + ", step " + step);
            }
        }
        assertSame(table, model, "seed " + seed);
    }

    private static Numbered takeOne(List<Numbered> there, Random random) {
        int index = random.nextInt(there.size());
        Numbered entry = there.get(index);
        there.set(index, there.getLast());
        there.removeLast();
        return entry;
    }

    private static void assertSame(Table table, Map<Long, Numbered> model, String when) {
        List<Long> seen = new ArrayList<>();
        table.forEach(entry -> seen.add(entry.number()));
        assertThat(seen).as(when).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(seen)).as(when).isEqualTo(new TreeSet<>(model.keySet()));
    }

    @Test
    void keepsMillionsApartFromThoseThatStayForLong() {
        var table = new LiveTable<Numbered>();
        var random = new Random(1);
        Map<Long, Numbered> survivors = new HashMap<>();
        var window = new Numbered[1_000];
        for (long number = 1; number <= 3_000_000; number++) {
            var entry = new Numbered(number);
            table.add(entry);
            if (random.nextInt(100) == 0) {
                survivors.put(number, entry);
                continue;
            }
            int place = random.nextInt(window.length);
            if (window[place] != null) {
                table.remove(window[place]);
                assertThat(table.find(window[place].number()) == null).isTrue();
            }
            window[place] = entry;
        }
        for (Numbered entry : window) {
            assertThat(table.find(entry.number())).isSameAs(entry);
            table.remove(entry);
        }
        assertSame(new Real(table), survivors, "after three millions");
        survivors.forEach((number, entry) -> assertThat(table.find(number)).isSameAs(entry));
        // 30 000 survivors: it does not go on growing with the numbers.
        assertThat(table.places()).isLessThan(16 * 30_000);
        survivors.values().forEach(table::remove);
        assertSame(new Real(table), Map.of(), "in the end");
    }

    /** For instance each batch of sixteen leaves one behind, always the first. */
    @Test
    void hasRoomForSurvivorsWhoseNumbersAreAlike() {
        var table = new LiveTable<Numbered>();
        for (long batch = 0; batch < 20_000; batch++) {
            table.add(new Numbered(16 * batch + 5));
        }

        assertThat(table.places()).isLessThan(12 * 20_000);
        assertThat(table.find(16 * 19_999 + 5)).isNotNull();
    }

    @Test
    void takesWhatAMillionNeedAndNotMuchMore() {
        var table = new LiveTable<Numbered>();
        for (long number = 1; number <= 1_000_000; number++) {
            table.add(new Numbered(number));
        }
        int[] seen = new int[1];
        table.forEach(entry -> seen[0]++);

        assertThat(seen[0]).isEqualTo(1_000_000);
        assertThat(table.places()).isBetween(1_000_000L, 8_000_000L);
    }

    @Test
    void whoLooksAtSomeAtATimeComesToAllAndThenToTheFirstAgain() {
        var table = new LiveTable<Numbered>();
        for (long number = 0; number < 500; number++) {
            table.add(new Numbered(number));
        }
        var expected = new TreeSet<Long>();
        table.forEach(entry -> expected.add(entry.number()));
        for (int round = 0; round < 2; round++) {
            var seen = new ArrayList<Long>();
            long place = 0;
            do {
                int before = seen.size();
                place =
                        table.forSome(
                                place,
                                100,
                                entry -> {
                                    seen.add(entry.number());
                                    return seen.size() < before + 7;
                                });
                assertThat(seen.size() - before).isLessThanOrEqualTo(7);
            } while (place != 0);
            assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
        }
    }
}
