package dev.mayfly.kernel.sim;

/**
 * Fault points: places in production code where a simulation may make something go wrong.
 *
 * <pre>{@code
 * if (Chance.of("mail server down", 0.01)) {
 *     throw new IOException("mail server is down");
 * }
 * }</pre>
 *
 * <p>Outside a simulation the answer is always no and costs a few nanoseconds. Within one it is
 * drawn from the seed and stands in the trace, so that a run that failed fails again.
 *
 * <p>Thread rule: may be called by any thread; threads that a task starts by itself are outside.
 */
public final class Chance {

    static final ScopedValue<Drawing> DRAWING = ScopedValue.newInstance();

    /** Draws for one simulation. */
    @FunctionalInterface
    interface Drawing {
        boolean draw(String name, double probability);
    }

    private Chance() {}

    /**
     * Asks whether the fault happens this time.
     *
     * @param name what happens, for the trace
     * @param probability from 0 (never) to 1 (always)
     * @return always false outside a simulation
     * @throws IllegalArgumentException if the probability is not between 0 and 1
     */
    public static boolean of(String name, double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    "probability " + probability + " of \"" + name + "\" is not between 0 and 1");
        }
        return DRAWING.isBound() && DRAWING.get().draw(name, probability);
    }
}
