package dev.mayfly.jobs.step;

/** The body of a step without a result. Called by the thread that asked for the step. */
@FunctionalInterface
public interface StepAction {

    /**
     * Does the step.
     *
     * @throws Exception if it failed; nothing is stored, and the attempt fails unless the handler
     *     catches it
     */
    void run() throws Exception;
}
