package dev.mayfly.benchmarks.mail;

import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;

/** Something that sends messages: the same messages for every peer. A message is a number. */
public interface Mail extends AutoCloseable {

    /** How many messages a mailbox takes, where it is bounded. */
    int CAPACITY = 1_000;

    /**
     * Lets two receivers send one message to and fro.
     *
     * @param rounds how often it comes back
     * @throws Exception if the peer fails
     */
    void roundTrips(int rounds) throws Exception;

    /**
     * Sends messages to one receiver and waits until it has handled all.
     *
     * @param senders how many send at once
     * @param each how many messages of each; sender {@code s} sends {@code s * each} and so on
     * @param receiver is called with each message, by one thread at a time
     * @throws Exception if the peer fails
     */
    void send(int senders, int each, IntConsumer receiver) throws Exception;

    /**
     * Starts receivers that handle one message and end, and waits until all have.
     *
     * @param spawners how many start receivers at once
     * @param each how many of each; spawner {@code s} numbers them from {@code s * each}
     * @param handler is called with the number of each, by many threads
     * @throws Exception if the peer fails
     */
    void spawn(int spawners, int each, IntConsumer handler) throws Exception;

    @Override
    default void close() throws Exception {}

    /** What a virtual thread does with the numbers from the first on. */
    @FunctionalInterface
    interface Part {

        /**
         * Does it.
         *
         * @param first the first of its numbers
         * @throws Exception any failure
         */
        void run(int first) throws Exception;
    }

    /**
     * Runs the parts of some work on virtual threads at once; returns before they end.
     *
     * @param parts how many
     * @param each how many numbers each has
     * @param part called for each
     */
    static void inParallel(int parts, int each, Part part) {
        for (int i = 0; i < parts; i++) {
            int first = i * each;
            Thread.startVirtualThread(() -> {
                try {
                    part.run(first);
                } catch (Exception e) {
                    throw new IllegalStateException("the part from " + first + " failed", e);
                }
            });
        }
    }

    /**
     * Counts what one receiver handles.
     *
     * <p>Thread rule: belongs to the receiver, but for {@link #await}.
     */
    final class Count {

        private final CountDownLatch done = new CountDownLatch(1);
        private int left;

        /**
         * Counts down.
         *
         * @param left from there, more than 0
         */
        public Count(int left) {
            this.left = left;
        }

        /**
         * One was handled.
         *
         * @return whether it was the last
         */
        public boolean down() {
            if (--left == 0) {
                done.countDown();
                return true;
            }
            return false;
        }

        /**
         * Waits until all were.
         *
         * @throws InterruptedException if the caller is interrupted
         */
        public void await() throws InterruptedException {
            done.await();
        }
    }
}
