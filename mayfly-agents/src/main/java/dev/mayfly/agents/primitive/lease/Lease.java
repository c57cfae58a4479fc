package dev.mayfly.agents.primitive.lease;

import java.time.Duration;

/**
 * Something that one holds until it is released or its time is over, whichever is first.
 *
 * <p><b>The token.</b> Nobody can know that a lease is held at the moment in which a write arrives
 * elsewhere: the holder may have been stopped in between for longer than its time. So the holder
 * sends the {@linkplain #token() token} along, and whoever is written to refuses one that is
 * smaller than one it has seen. (Martin Kleppmann, "How to do distributed locking", 2016: fencing
 * tokens.)
 *
 * <p>Thread rule: safe for use by any thread. What a holder did before it released a lease
 * happens-before what the next does after it has acquired it; for a lease whose time was over
 * nothing holds.
 */
public interface Lease extends AutoCloseable {

    /**
     * The name of what is leased.
     *
     * @return as it was acquired
     */
    String name();

    /**
     * The fencing token: greater than that of each lease of this name before.
     *
     * @return always the same
     */
    long token();

    /**
     * Whether it is held at this moment, by the clock. True may be wrong the next moment.
     *
     * @return false for ever once it was released or its time was over
     */
    boolean isHeld();

    /**
     * How much of its time is left.
     *
     * @return zero if it is not held
     */
    Duration remaining();

    /**
     * Begins its time anew: from now on as long as when it was acquired.
     *
     * @throws LeaseLostException if it is not held; the time is over when as much has passed, not
     *     one nanosecond later
     */
    void renew();

    /**
     * Gives it back; the one that has waited longest gets it.
     *
     * @return false if it was not held any more, so that what was done under it may have been done
     *     beside another
     */
    boolean release();

    /** Gives it back if it is held. Closing again does nothing. */
    @Override
    default void close() {
        boolean _ = release();
    }
}
