package dev.mayfly.kernel.concurrent;

import dev.mayfly.kernel.carrier.CarrierPool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A sum that many threads add to. As {@link java.util.concurrent.atomic.LongAdder}, but striped by
 * carrier: an adder finds its stripe by the thread's own probe, which a short-lived virtual thread
 * has yet to get, so that all of them meet in one place.
 *
 * <p>Memory: {@link #add} is a volatile write and read. What a thread wrote before is seen by
 * whoever reads its addition in {@link #sum()}.
 *
 * <p>Costs 128 bytes a stripe; there are twice as many stripes as processors, 4 to 64: half for
 * carriers, half for other threads.
 */
public final class StripedCounter {

    private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);

    /** Two cache lines, since processors fetch them in pairs; in longs. */
    private static final int STRIDE = 16;

    static final int STRIPES =
            Math.clamp(
                    2L * Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors() - 1),
                    4,
                    64);

    private final long[] cells = newCells();

    /** Starts with zero. */
    public StripedCounter() {}

    /** Adds one. */
    public void increment() {
        add(1);
    }

    /**
     * Adds.
     *
     * @param change any number
     */
    public void add(long change) {
        CELLS.getAndAdd(cells, ownCell(), change);
    }

    /**
     * Adds up.
     *
     * @return the sum; while others add, one that contains all additions that were over when this
     *     call began
     */
    public long sum() {
        long sum = 0;
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            sum += (long) CELLS.getVolatile(cells, cell(stripe));
        }
        return sum;
    }

    /** An array with a cell for each stripe, and room before the first and behind the last. */
    static long[] newCells() {
        return new long[(STRIPES + 1) * STRIDE];
    }

    /** Where the cell of a stripe is. */
    static int cell(int stripe) {
        return (stripe + 1) * STRIDE - 1;
    }

    /** Where the cell of the calling thread is. */
    static int ownCell() {
        return cell(CarrierPool.stripe(STRIPES));
    }
}
