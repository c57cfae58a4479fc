package dev.mayfly.benchmarks.peer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Results for job libraries that have none: the body of a job finds its future by a number in its
 * payload. So a job counts as done when its body has run, before the library has stored that.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class Results {

    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentHashMap<Long, CompletableFuture<Integer>> open =
            new ConcurrentHashMap<>();

    /** Announces a result; returns its number. */
    long expect() {
        long number = numbers.incrementAndGet();
        open.put(number, new CompletableFuture<>());
        return number;
    }

    Peer.Pending pending(long number) {
        CompletableFuture<Integer> future = open.get(number);
        if (future == null) {
            throw new IllegalArgumentException(
                    "result " + number + " was not announced; call expect() before");
        }
        return () -> {
            int value = future.get();
            open.remove(number);
            return value;
        };
    }

    /** Called by the job's body. */
    void arrived(long number, int value) {
        CompletableFuture<Integer> future = open.get(number);
        if (future != null) {
            future.complete(value);
        }
    }
}
