package dev.mayfly.benchmarks.peer;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The JDK's {@code ExecutorService}: a pool of as many platform threads as there are processors,
 * with one queue. What it runs has no stack of its own: to yield is to hand oneself in again, to
 * hand over is to hand the other in. It cannot wait in the middle.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class Workers implements Peer {

    private final ExecutorService pool =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

    @Override
    public Pending submit(int value) {
        var result = pool.submit(() -> value);
        return result::get;
    }

    /**
     * Lets tasks give up their turns.
     *
     * @param tasks how many at a time
     * @param yields how often each
     * @throws InterruptedException if the caller is interrupted
     */
    public void yield(int tasks, int yields) throws InterruptedException {
        var done = new CountDownLatch(tasks);
        for (int i = 0; i < tasks; i++) {
            pool.execute(new Yielding(pool, yields, done));
        }
        done.await();
    }

    /**
     * Lets two tasks take turns.
     *
     * @param rounds how often each gets its turn
     * @throws InterruptedException if the caller is interrupted
     */
    public void rally(int rounds) throws InterruptedException {
        var done = new CountDownLatch(2);
        var ping = new Player(pool, rounds, done);
        var pong = new Player(pool, rounds, done);
        ping.other = pong;
        pong.other = ping;
        pool.execute(ping);
        done.await();
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }

    private static final class Yielding implements Runnable {

        private final ExecutorService pool;
        private final CountDownLatch done;
        private int left;

        Yielding(ExecutorService pool, int yields, CountDownLatch done) {
            this.pool = pool;
            this.left = yields;
            this.done = done;
        }

        @Override
        public void run() {
            if (left-- == 0) {
                done.countDown();
            } else {
                pool.execute(this);
            }
        }
    }

    private static final class Player implements Runnable {

        private final ExecutorService pool;
        private final CountDownLatch done;
        private Player other = this;
        private int left;

        Player(ExecutorService pool, int rounds, CountDownLatch done) {
            this.pool = pool;
            this.left = rounds;
            this.done = done;
        }

        @Override
        public void run() {
            if (--left == 0) {
                done.countDown();
            }
            if (other.left > 0) {
                pool.execute(other);
            }
        }
    }
}
