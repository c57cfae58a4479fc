package dev.mayfly.kernel.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

@Timeout(300)
class LiveTableRaceTests {

    private record Numbered(long number) implements LiveTable.Entry {}

    private final AtomicLong numbers = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private final LongAdder lost = new LongAdder();
    private final List<Thread> threads = new ArrayList<>();

    private void start(Runnable body) {
        threads.add(Thread.ofPlatform().start(body));
    }

    private void joinAll() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
    }

    /** Each adds, finds its own, and removes what others have added; some stay to the end. */
    @Test
    void losesNobodyWhileManyAddAndRemoveAndLook() throws InterruptedException {
        for (int smallest : new int[] {16, 1 << 10}) {
            var table = new LiveTable<Numbered>(smallest, 1 << 24);
            var anchors = new ArrayList<Numbered>();
            for (int i = 0; i < 500; i++) {
                anchors.add(new Numbered(numbers.incrementAndGet()));
                table.add(anchors.getLast());
            }
            Set<Numbered> stayed = ConcurrentHashMap.newKeySet();
            var passedOn = new ConcurrentLinkedQueue<Numbered>();
            over.set(false);
            Thread looker = Thread.ofPlatform().start(() -> look(table, anchors));
            for (int i = 0; i < 4; i++) {
                int seed = i;
                start(() -> churn(table, new Random(seed), stayed, passedOn));
            }
            joinAll();
            over.set(true);
            looker.join();
            passedOn.forEach(table::remove);
            List<Numbered> seen = new ArrayList<>();
            table.forEach(seen::add);

            assertThat(lost.sum()).isZero();
            assertThat(seen).hasSize(anchors.size() + stayed.size()).doesNotHaveDuplicates();
            assertThat(seen).containsAll(stayed).containsAll(anchors);
        }
    }

    private void churn(
            LiveTable<Numbered> table,
            Random random,
            Set<Numbered> stayed,
            ConcurrentLinkedQueue<Numbered> passedOn) {
        for (int i = 0; i < 40_000; i++) {
            var entry = new Numbered(numbers.incrementAndGet());
            table.add(entry);
            if (table.find(entry.number()) != entry) {
                lost.increment();
            }
            if (random.nextInt(200) == 0) {
                stayed.add(entry);
                continue;
            }
            passedOn.add(entry);
            Numbered other = passedOn.poll();
            if (other != null && random.nextInt(20) > 0) {
                table.remove(other);
                if (table.find(other.number()) != null) {
                    lost.increment();
                }
            } else if (other != null) {
                passedOn.add(other);
            }
        }
    }

    private void look(LiveTable<Numbered> table, List<Numbered> anchors) {
        Set<Numbered> wanted = Set.copyOf(anchors);
        while (!over.get()) {
            int[] count = new int[1];
            table.forEach(entry -> count[0] += wanted.contains(entry) ? 1 : 0);
            if (count[0] != anchors.size()) {
                lost.increment();
            }
        }
    }

    /** Those that found no place count too, whoever comes and goes beside them. */
    @Test
    void findsWhatStandsInTheMapWhileOthersComeAndGo() throws InterruptedException {
        var table = new LiveTable<Numbered>(16, 16);
        List<Numbered> resident = new ArrayList<>();
        while (!table.isOverflowing()) {
            resident.add(new Numbered(16 * numbers.incrementAndGet()));
            table.add(resident.getLast());
        }
        over.set(false);
        for (int i = 0; i < 3; i++) {
            start(() -> {
                while (!over.get()) {
                    var entry = new Numbered(16 * numbers.incrementAndGet());
                    table.add(entry);
                    table.remove(entry);
                }
            });
        }
        for (int i = 0; i < 500_000; i++) {
            if (table.find(resident.getLast().number()) == null) {
                lost.increment();
            }
        }
        over.set(true);
        joinAll();

        assertThat(lost.sum()).isZero();
    }
}
