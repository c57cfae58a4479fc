package dev.mayfly.benchmarks.peer;

import java.util.concurrent.CompletableFuture;

/** Something that runs small pieces of work: the same work for every peer. */
public interface Peer extends AutoCloseable {

    /**
     * Starts work that gives the value back.
     *
     * @param value any
     * @return the work
     * @throws Exception if the peer refuses
     */
    Pending submit(int value) throws Exception;

    /** Makes ready for another batch; not measured. */
    default void tidy() {}

    @Override
    default void close() throws Exception {}

    /**
     * What everyone has without a library: a virtual thread that completes a future.
     *
     * @return the peer
     */
    static Peer virtualThread() {
        return value -> {
            CompletableFuture<Integer> result = new CompletableFuture<>();
            Thread.startVirtualThread(() -> result.complete(value));
            return result::get;
        };
    }

    /**
     * Submits work a number of times, then collects the results.
     *
     * @param times how often
     * @return the sum of the results
     * @throws Exception if the peer refuses, or work fails
     */
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
    @FunctionalInterface
    interface Pending {

        /**
         * Waits for the result.
         *
         * @return the value
         * @throws Exception if the work failed
         */
        int await() throws Exception;
    }
}
