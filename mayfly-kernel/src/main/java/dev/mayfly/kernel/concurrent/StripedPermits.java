package dev.mayfly.kernel.concurrent;

import dev.mayfly.kernel.carrier.BriefLock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A limited number of permits that many threads take and give back.
 *
 * <p>Threads take from a common stock in blocks and keep the rest of a block, and what they give
 * back, at hand in their stripe; so they meet once a block. What is at hand counts as taken from
 * the stock: so there are never more permits out than there are. Who finds the stock empty collects
 * what is at hand everywhere before refusing: so a refusal means that within this call each permit
 * was seen to be out, though not necessarily all at the same moment.
 *
 * <p>That holds because permits move between the stock and the hands under a lock. Without it one
 * could be on its way, in neither place, while somebody looks for it, and many refused although
 * there are permits left; for as long as the thread that moves them has no processor. Taking and
 * giving back at hand needs no lock, and giving back never waits for it.
 *
 * <p>A block has a 256th of what a stripe's share would be, 64 permits at most: with 2 000 000
 * permits and 2 processors 64, with 10 000 nine. Below 2 048 (and 2 processors) a block is a single
 * permit, and every call goes to the stock, without the lock.
 */
public final class StripedPermits {

    private static final VarHandle AT_HAND = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int LARGEST_BLOCK = 64;
    private static final long SHARE = 256;

    private final long permits;
    private final int block;
    private final Runnable stockMoved;
    private final BriefLock lock = new BriefLock();

    /** What is not in stock. Written under {@link #lock} if a block is more than one permit. */
    private final AtomicLong taken = new AtomicLong();

    /** Put in and taken out in blocks under {@link #lock}, permit by permit by anyone. */
    private final long[] atHand = StripedCounter.newCells();

    /**
     * Starts with all permits in stock.
     *
     * @param permits how many there are, 1 or more
     * @param stockMoved called after a thread has taken permits from the stock or collected what
     *     was at hand, by that thread
     */
    public StripedPermits(long permits, Runnable stockMoved) {
        this(
                permits,
                Math.clamp(permits / (StripedCounter.STRIPES * SHARE), 1, LARGEST_BLOCK),
                stockMoved);
    }

    /** For tests, with the size of a block. */
    StripedPermits(long permits, int block, Runnable stockMoved) {
        this.permits = permits;
        this.block = block;
        this.stockMoved = stockMoved;
    }

    /**
     * Takes permits, all or none.
     *
     * @param count how many, 1 or more
     * @return false if there are not so many
     */
    public boolean acquire(int count) {
        if (block > 1) {
            int own = StripedCounter.ownCell();
            long seen = (long) AT_HAND.getOpaque(atHand, own);
            while (seen >= count) {
                if (AT_HAND.weakCompareAndSet(atHand, own, seen, seen - count)) {
                    return true;
                }
                seen = (long) AT_HAND.getOpaque(atHand, own);
            }
        }
        return acquireFromStock(count);
    }

    private boolean acquireFromStock(int count) {
        boolean there;
        if (block == 1) {
            there = take(count);
        } else {
            lock.lock();
            try {
                there = takeBlock(count) || collectAndTake(count);
            } finally {
                lock.unlock();
            }
        }
        if (there || block > 1) {
            stockMoved.run();
        }
        return there;
    }

    private boolean takeBlock(int count) {
        if (!take(count + block - 1L)) {
            return false;
        }
        AT_HAND.getAndAdd(atHand, StripedCounter.ownCell(), block - 1L);
        return true;
    }

    private boolean collectAndTake(int count) {
        if (take(count)) {
            return true;
        }
        long collected = 0;
        for (int stripe = 0; stripe < StripedCounter.STRIPES; stripe++) {
            int cell = StripedCounter.cell(stripe);
            // Those who keep on being refused only read.
            if ((long) AT_HAND.getVolatile(atHand, cell) > 0) {
                collected += (long) AT_HAND.getAndSet(atHand, cell, 0L);
            }
        }
        taken.addAndGet(-collected);
        return take(count);
    }

    private boolean take(long count) {
        for (long now = taken.get(); now <= permits - count; now = taken.get()) {
            if (taken.compareAndSet(now, now + count)) {
                return true;
            }
        }
        return false;
    }

    /** Gives one permit back. */
    public void release() {
        if (block == 1) {
            taken.decrementAndGet();
            return;
        }
        int own = StripedCounter.ownCell();
        long now = (long) AT_HAND.getAndAdd(atHand, own, 1L) + 1;
        if (now >= 2L * block && lock.tryLock()) { // if not, the next to give back does it
            try {
                returnBlock(own);
            } finally {
                lock.unlock();
            }
        }
    }

    private void returnBlock(int own) {
        long now = (long) AT_HAND.getVolatile(atHand, own);
        if (now >= 2L * block && AT_HAND.compareAndSet(atHand, own, now, now - block)) {
            taken.addAndGet(-block);
        }
    }

    /**
     * How many are out.
     *
     * @return exact while nobody takes or gives back; 0 or more. Otherwise off by no more than what
     *     moves meanwhile; who has moved permits and then asks finds them where they are
     */
    public long out() {
        long out = taken.get();
        for (int stripe = 0; stripe < StripedCounter.STRIPES; stripe++) {
            out -= (long) AT_HAND.getVolatile(atHand, StripedCounter.cell(stripe));
        }
        return Math.max(0, out);
    }
}
