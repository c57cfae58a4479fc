package dev.mayfly.benchmarks.mail;

import org.jspecify.annotations.Nullable;

import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The JDK's linked queue without a lock, for one consumer that parks while it is empty: what one
 * writes by hand. Unbounded. Only {@link #put} and {@link #take} are there.
 *
 * <p>Thread rule: any thread puts, one takes.
 */
final class ParkingQueue extends AbstractQueue<Integer> implements BlockingQueue<Integer> {

    private final ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread consumer;

    @Override
    public void put(Integer message) {
        queue.add(message);
        Thread waiting = consumer;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    @Override
    public Integer take() {
        Integer message = queue.poll();
        if (message != null) {
            return message;
        }
        consumer = Thread.currentThread();
        try {
            while (true) {
                message = queue.poll();
                if (message != null) {
                    return message;
                }
                LockSupport.park(this);
            }
        } finally {
            consumer = null;
        }
    }

    @Override
    public @Nullable Integer poll() {
        return queue.poll();
    }

    @Override
    public @Nullable Integer peek() {
        return queue.peek();
    }

    @Override
    public boolean offer(Integer message) {
        put(message);
        return true;
    }

    @Override
    public boolean offer(Integer message, long timeout, TimeUnit unit) {
        return offer(message);
    }

    @Override
    public Integer poll(long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException("only put and take");
    }

    @Override
    public int remainingCapacity() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int drainTo(Collection<? super Integer> target) {
        throw new UnsupportedOperationException("only put and take");
    }

    @Override
    public int drainTo(Collection<? super Integer> target, int most) {
        throw new UnsupportedOperationException("only put and take");
    }

    @Override
    public Iterator<Integer> iterator() {
        return queue.iterator();
    }

    @Override
    public int size() {
        return queue.size();
    }
}
