package dev.mayfly.kernel.sim;

import java.time.Duration;
import java.util.List;

/**
 * What came of a simulation.
 *
 * @param seed what its choices were drawn from
 * @param hash of all that happened: equal for equal seeds and equal code
 * @param simulated how much time passed inside
 * @param turns how often a task got its turn
 * @param trace what happened, one line each; empty unless {@link Simulation#recording()}
 * @param choices how each choice was made, for {@link Simulation#replay}
 */
public record SimulationResult(
        long seed,
        long hash,
        Duration simulated,
        long turns,
        List<String> trace,
        List<Integer> choices) {

    /** Copies the lists. */
    public SimulationResult {
        trace = List.copyOf(trace);
        choices = List.copyOf(choices);
    }
}
