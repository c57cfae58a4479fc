package dev.mayfly.kernel.sim;

import java.util.List;

/**
 * A failing run, made short.
 *
 * @param failure what the shortest run failed with
 * @param choices its choices; those behind the last are what happens without choice
 * @param deviations how many choices differ from what happens without choice
 * @param runs how many runs it took to find
 */
public record ShrunkFailure(Throwable failure, List<Integer> choices, int deviations, int runs) {

    /** Copies the choices. */
    public ShrunkFailure {
        choices = List.copyOf(choices);
    }
}
