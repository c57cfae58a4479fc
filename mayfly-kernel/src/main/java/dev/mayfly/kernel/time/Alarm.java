package dev.mayfly.kernel.time;

/**
 * Calls an action when a clock reaches a time. Holds one time: setting it again replaces the
 * former.
 *
 * <p>Thread rule: all methods may be called by any thread, also from within the action.
 */
public interface Alarm extends AutoCloseable {

    /**
     * Calls the action once, at or after the given time; at once where that time has passed. A time
     * set before and not yet reached is forgotten.
     *
     * @param nanoTime a reading of {@link Clock#nanoTime()}, in nanoseconds
     */
    void set(long nanoTime);

    /** Forgets the time set and frees the alarm's thread. Closing again does nothing. */
    @Override
    void close();
}
