package dev.mayfly.examples.stage;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.sim.Simulation;
import dev.mayfly.kernel.task.TaskContext;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Plays an example, as a task that has agents at hand.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class Stage {

    /** What stands in the place of a seed where time is to be real. */
    public static final String REAL = "real";

    /**
     * What is played.
     *
     * @param <R> what comes of it
     */
    @FunctionalInterface
    public interface Play<R> {

        /**
         * Plays.
         *
         * @param agents a runtime of its own, closed at the end
         * @param task time, and how to wait
         * @return what comes of it
         * @throws Exception whatever goes wrong
         */
        R play(AgentRuntime agents, TaskContext task) throws Exception;
    }

    private Stage() {}

    /**
     * Plays in real time, or in the simulated time of a seed.
     *
     * @param seed a number, or {@link #REAL}
     * @param play what
     * @param <R> what comes of it
     * @return what comes of it
     * @throws InterruptedException if the calling thread is interrupted
     * @throws NumberFormatException if the seed is neither
     */
    public static <R> R play(String seed, Play<R> play) throws InterruptedException {
        return seed.equals(REAL)
                ? inRealTime(play)
                : simulated(Simulation.withSeed(Long.parseLong(seed)), play);
    }

    /**
     * Plays in real time, on a scheduler of its own.
     *
     * @param play what
     * @param <R> what comes of it
     * @return what comes of it
     * @throws InterruptedException if the calling thread is interrupted
     */
    public static <R> R inRealTime(Play<R> play) throws InterruptedException {
        try (Scheduler scheduler = Scheduler.builder().build()) {
            return on(scheduler, play);
        }
    }

    /**
     * Plays in simulated time.
     *
     * @param simulation its seed decides all that happens
     * @param play what
     * @param <R> what comes of it
     * @return what comes of it, the same each time
     */
    public static <R> R simulated(Simulation simulation, Play<R> play) {
        var result = new AtomicReference<R>();
        var _ = simulation.run(sim -> result.set(on(sim.scheduler(), play)));
        return result.get();
    }

    private static <R> R on(Scheduler scheduler, Play<R> play) throws InterruptedException {
        return scheduler.runBlocking(task -> {
            try (AgentRuntime agents = AgentRuntime.on(scheduler)) {
                return play.play(agents, task);
            }
        });
    }
}
