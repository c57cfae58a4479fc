package dev.mayfly.kernel.concurrent;

/**
 * How many are there, where many threads come and go.
 *
 * <p><b>Zero means zero.</b> Those that came and those that left are counted apart, by counts that
 * only grow, and {@link #value()} reads who left before it reads who came. At the moment between
 * the two readings at least as many had left as the first saw, and at most as many had come as the
 * second saw: so the difference is never less than what was there at that moment. Who leaves and
 * then finds the value zero, or not, agrees with all others that do: the last to leave finds zero.
 */
public final class StripedGauge {

    private final StripedCounter came = new StripedCounter();
    private final StripedCounter left = new StripedCounter();

    /** Starts with none. */
    public StripedGauge() {}

    /**
     * Counts some in.
     *
     * @param count how many
     */
    public void enter(long count) {
        came.add(count);
    }

    /** Counts one out. */
    public void leave() {
        left.increment();
    }

    /**
     * How many are there.
     *
     * @return exact while nobody comes or goes; otherwise no less than what was there at one moment
     *     of this call
     */
    public long value() {
        long gone = left.sum();
        return came.sum() - gone;
    }
}
