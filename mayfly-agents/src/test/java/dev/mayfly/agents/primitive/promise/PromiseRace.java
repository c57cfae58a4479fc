package dev.mayfly.agents.primitive.promise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.agents.capability.Iso;
import dev.mayfly.agents.primitive.Together;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/** What must hold where several complete a promise and several wait for it, all at once. */
final class PromiseRace {

    private static final int COMPLETERS = 2;
    private static final int READERS = 2;

    private final AtomicReferenceArray<Promise<List<Integer>>> promises;
    private final Queue<Integer> winners = new ConcurrentLinkedQueue<>();
    private final Queue<List<Integer>> values = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> kept = new ConcurrentLinkedQueue<>();
    private final CyclicBarrier barrier = new CyclicBarrier(COMPLETERS + READERS);

    private PromiseRace(int rounds, Supplier<Promise<List<Integer>>> promises) {
        this.promises = new AtomicReferenceArray<>(rounds);
        for (int i = 0; i < rounds; i++) {
            this.promises.set(i, promises.get());
        }
    }

    /** Throws an AssertionError where a round shows that a promise has two outcomes, or none. */
    static void check(int rounds, Supplier<Promise<List<Integer>>> promises) throws Exception {
        new PromiseRace(rounds, promises).run();
    }

    private void run() throws Exception {
        List<Together.Body> bodies = new ArrayList<>();
        for (int c = 0; c < COMPLETERS; c++) {
            int number = c;
            bodies.add(() -> complete(number));
        }
        for (int r = 0; r < READERS; r++) {
            bodies.add(this::readAll);
        }
        Together.run(bodies, barrier);
    }

    private void complete(int number) throws Exception {
        for (int i = 0; i < promises.length(); i++) {
            barrier.await();
            Iso<List<Integer>> iso = Iso.of(List.of(number));
            if (promises.get(i).complete(iso)) {
                winners.add(number);
            } else if (!iso.isConsumed()) {
                kept.add(number);
            }
            barrier.await();
            if (number == 0) {
                checkRound(i);
            }
            barrier.await();
        }
    }

    private void readAll() throws Exception {
        for (int i = 0; i < promises.length(); i++) {
            barrier.await();
            values.add(read(promises.get(i)));
            barrier.await();
            barrier.await();
        }
    }

    private static List<Integer> read(Promise<List<Integer>> promise) throws Exception {
        CompletableFuture<List<Integer>> copy = promise.future();
        try {
            return copy.get(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("a copy was forgotten", e);
        }
    }

    private void checkRound(int round) {
        assertThat(winners).as("winners of round %d", round).hasSize(1);
        assertThat(kept).as("losers that kept theirs, round %d", round).hasSize(COMPLETERS - 1);
        Integer winner = winners.poll();
        assertThat(values)
                .as("values of round %d", round)
                .hasSize(READERS)
                .allMatch(List.of(winner)::equals);
        winners.clear();
        kept.clear();
        values.clear();
    }
}
