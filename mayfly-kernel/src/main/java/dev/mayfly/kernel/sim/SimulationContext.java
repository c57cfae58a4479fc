package dev.mayfly.kernel.sim;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.time.SteppableClock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * What a scenario holds: a scheduler on which nothing runs unless the scenario lets it. Belongs to
 * the simulation's thread; tasks must not use it.
 */
public final class SimulationContext {

    private static final int TASKS_SHOWN = 10;

    private final Scheduler scheduler;
    private final SteppableClock clock;
    private final SimulatedCarrier carrier;
    private final Trace trace;
    private final SplittableRandom random;
    private final long limitNanos;
    private final Duration limit;

    SimulationContext(
            Scheduler scheduler,
            SteppableClock clock,
            SimulatedCarrier carrier,
            Trace trace,
            long seed,
            Duration limit) {
        this.scheduler = scheduler;
        this.clock = clock;
        this.carrier = carrier;
        this.trace = trace;
        this.random = new SplittableRandom(seed);
        this.limit = limit;
        this.limitNanos = limit.toNanos();
    }

    /**
     * The scheduler. Submitting to it runs nothing yet; its methods that wait would wait for ever,
     * since time passes only in {@link #run()}, {@link #runFor} and {@link #await}.
     *
     * @return the simulated scheduler
     */
    public Scheduler scheduler() {
        return scheduler;
    }

    /**
     * The clock, for libraries that want one. Move it by the methods here only.
     *
     * @return the simulated clock
     */
    public SteppableClock clock() {
        return clock;
    }

    /**
     * Random numbers that depend on the seed alone, for the scenario's own use.
     *
     * @return always the same generator
     */
    public SplittableRandom random() {
        return random;
    }

    /**
     * Lets tasks run until none is alive, system tasks aside. Time jumps to the next timer whenever
     * nobody is ready.
     *
     * @throws SimulationException if a task did what cannot be simulated, if all wait for what
     *     nobody will bring, or if tasks are alive after the simulation's limit
     */
    public void run() {
        while (!scheduler.isQuiet()) {
            step();
        }
        trace.check(false);
    }

    /**
     * Lets tasks run for a time.
     *
     * @param time how much simulated time passes
     * @throws SimulationException if a task did what cannot be simulated
     */
    public void runFor(Duration time) {
        long end = clock.nanoTime() + time.toNanos();
        while (carrier.turn() || clock.advanceToNext(end)) {
            trace.check(false);
        }
    }

    /**
     * Lets tasks run until one has ended.
     *
     * @param task which
     * @param <R> the type of its result
     * @return how it ended
     * @throws SimulationException as {@link #run()}
     */
    public <R extends @Nullable Object> JoinResult<R> await(TaskHandle<R> task) {
        while (!task.state().isTerminal()) {
            step();
        }
        trace.check(false);
        try {
            return task.await();
        } catch (InterruptedException e) {
            throw new AssertionError("a task that has ended is not waited for", e);
        }
    }

    private void step() {
        if (!carrier.turn() && !clock.advanceToNext(limitNanos)) {
            throw stuck();
        }
        trace.check(false);
    }

    private SimulationException stuck() {
        String why =
                clock.isAnythingSet()
                        ? "tasks are alive after the limit of " + limit + ":"
                        : "every task waits and nothing will wake any:";
        return new SimulationException(
                scheduler.snapshot().tasks().stream()
                        .filter(task -> !task.system())
                        .limit(TASKS_SHOWN)
                        .map(SimulationContext::line)
                        .collect(Collectors.joining("", why, "")));
    }

    private static String line(TaskSnapshot task) {
        return "\n    " + task.id() + " (" + task.name() + "): " + task.reason();
    }

    /** Ends what is alive, so that the scheduler can be shut down. */
    void close() {
        while (!scheduler.snapshot().tasks().isEmpty()) {
            for (TaskSnapshot task : scheduler.snapshot().tasks()) {
                scheduler.find(task.id()).ifPresent(TaskHandle::cancel);
            }
            if (!carrier.turn()) {
                break;
            }
            while (carrier.turn()) {
                // until all have unwound as far as they can
            }
        }
    }
}
