package dev.mayfly.kernel.sim;

/**
 * A simulation cannot go on: a task did what cannot be simulated, everybody waits for ever, or a
 * run differs from its trace. The message names the task and what it did.
 */
public final class SimulationException extends RuntimeException {

    private static final long serialVersionUID = 1;

    SimulationException(String message) {
        super(message);
    }
}
