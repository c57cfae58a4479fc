package dev.mayfly.benchmarks;

import java.util.concurrent.CompletableFuture;

/** Something that runs small pieces of work: the same work for every peer. */
interface Peer extends AutoCloseable {

    /** Starts work that gives the value back. */
    Pending submit(int value);

    @Override
    default void close() throws Exception {}

    /** What everyone has without a library: a virtual thread that completes a future. */
    static Peer virtualThread() {
        return value -> {
            CompletableFuture<Integer> result = new CompletableFuture<>();
            Thread.startVirtualThread(() -> result.complete(value));
            return result::get;
        };
    }

    /** Submits work a number of times, then collects the results; returns their sum. */
    default long submitAndAwait(int times) throws Exception {
        Pending[] pending = new Pending[times];
        for (int i = 0; i < times; i++) {
            pending[i] = submit(i);
        }
        long sum = 0;
        for (Pending each : pending) {
            sum += each.await();
        }
        return sum;
    }

    /** Work under way. */
    interface Pending {

        /** Waits for the result. */
        int await() throws Exception;
    }
}
