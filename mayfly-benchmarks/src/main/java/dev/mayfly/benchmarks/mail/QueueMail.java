package dev.mayfly.benchmarks.mail;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * What everyone has without a library: a virtual thread that takes from a queue of the JDK. Bounded
 * queues make their senders wait.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class QueueMail implements Mail {

    private final Supplier<BlockingQueue<Integer>> queues;

    private QueueMail(Supplier<BlockingQueue<Integer>> queues) {
        this.queues = queues;
    }

    /**
     * Linked queues, bounded.
     *
     * @return the peer
     */
    public static QueueMail linked() {
        return new QueueMail(() -> new LinkedBlockingQueue<>(CAPACITY));
    }

    /**
     * Queues in an array, which takes its room from the start.
     *
     * @return the peer
     */
    public static QueueMail array() {
        return new QueueMail(() -> new ArrayBlockingQueue<>(CAPACITY));
    }

    /**
     * A queue without a lock, whose consumer parks: unbounded, so its senders never wait.
     *
     * @return the peer
     */
    public static QueueMail parking() {
        return new QueueMail(ParkingQueue::new);
    }

    @Override
    public void roundTrips(int rounds) throws InterruptedException {
        BlockingQueue<Integer> ping = queues.get();
        BlockingQueue<Integer> pong = queues.get();
        Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < rounds; i++) {
                    ping.put(pong.take());
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        var done = new Count(1);
        Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < rounds; i++) {
                    pong.put(i);
                    var _ = ping.take();
                }
                var _ = done.down();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        done.await();
    }

    @Override
    public void send(int senders, int each, IntConsumer receiver) throws InterruptedException {
        BlockingQueue<Integer> queue = queues.get();
        var count = new Count(senders * each);
        Mail.inParallel(
                1,
                0,
                first -> {
                    do {
                        receiver.accept(queue.take());
                    } while (!count.down());
                });
        Mail.inParallel(
                senders,
                each,
                first -> {
                    for (int i = first; i < first + each; i++) {
                        queue.put(i);
                    }
                });
        count.await();
    }

    @Override
    public void spawn(int spawners, int each, IntConsumer handler) throws InterruptedException {
        var done = new CountDownLatch(spawners * each);
        Mail.inParallel(
                spawners,
                each,
                first -> {
                    for (int i = first; i < first + each; i++) {
                        BlockingQueue<Integer> queue = queues.get();
                        Mail.inParallel(
                                1,
                                0,
                                zero -> {
                                    handler.accept(queue.take());
                                    done.countDown();
                                });
                        queue.put(i);
                    }
                });
        done.await();
    }
}
