package dev.mayfly.kernel.sim;

import java.util.List;

/**
 * A failing run, made short. {@link Simulation#rerun} does it again.
 *
 * @param failure what the shortest run failed with
 * @param choices its choices; those behind the last are what happens without choice
 * @param deviations how many choices differ from what happens without choice
 * @param runs how many runs it took to find
 * @param trace what happened in it, one line each
 */
public record ShrunkFailure(
        Throwable failure, List<Integer> choices, int deviations, int runs, List<String> trace) {

    /** Copies the lists. */
    public ShrunkFailure {
        choices = List.copyOf(choices);
        trace = List.copyOf(trace);
    }

    ShrunkFailure withTrace(List<String> steps) {
        return new ShrunkFailure(failure, choices, deviations, runs, steps);
    }
}
