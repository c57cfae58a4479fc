package dev.mayfly.kernel.concurrent;

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
 * was seen to be out.
 *
 * <p>A block has a 256th of what a stripe's share would be, 64 permits at most: with 2 000 000
 * permits and 2 processors 64, with 10 000 nine. Below 2 048 (and 2 processors) a block is a single
 * permit, and every call goes to the stock.
 */
public final class StripedPermits {

    private static final VarHandle AT_HAND = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int LARGEST_BLOCK = 64;
    private static final int SHARE = 256;

    private final long permits;
    private final int block;
    private final Runnable stockFell;
    private final AtomicLong taken = new AtomicLong();
    private final long[] atHand = StripedCounter.newCells();

    /**
     * Starts with all permits in stock.
     *
     * @param permits how many there are, 1 or more
     * @param stockFell called after permits were taken from the stock, by the thread that did
     */
    public StripedPermits(long permits, Runnable stockFell) {
        this.permits = permits;
        this.stockFell = stockFell;
        this.block = (int) Math.clamp(permits / (StripedCounter.STRIPES * SHARE), 1, LARGEST_BLOCK);
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
        boolean more = block > 1 && take(count + block - 1L);
        if (more) {
            AT_HAND.getAndAdd(atHand, StripedCounter.ownCell(), block - 1L);
        } else if (!take(count)) {
            if (block == 1) {
                return false;
            }
            collect();
            if (!take(count)) {
                return false;
            }
        }
        stockFell.run();
        return true;
    }

    private boolean take(long count) {
        for (long now = taken.get(); now <= permits - count; now = taken.get()) {
            if (taken.compareAndSet(now, now + count)) {
                return true;
            }
        }
        return false;
    }

    private void collect() {
        for (int stripe = 0; stripe < StripedCounter.STRIPES; stripe++) {
            taken.addAndGet(-(long) AT_HAND.getAndSet(atHand, StripedCounter.cell(stripe), 0L));
        }
    }

    /** Gives one permit back. */
    public void release() {
        if (block == 1) {
            taken.decrementAndGet();
            return;
        }
        int own = StripedCounter.ownCell();
        long now = (long) AT_HAND.getAndAdd(atHand, own, 1L) + 1;
        if (now >= 2L * block && AT_HAND.compareAndSet(atHand, own, now, now - block)) {
            taken.addAndGet(-block);
        }
    }

    /**
     * How many are out.
     *
     * @return exact while nobody takes or gives back; 0 or more
     */
    public long out() {
        long out = taken.get();
        for (int stripe = 0; stripe < StripedCounter.STRIPES; stripe++) {
            out -= (long) AT_HAND.getVolatile(atHand, StripedCounter.cell(stripe));
        }
        return Math.max(0, out);
    }
}
