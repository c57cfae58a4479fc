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
    private static final long FAR = Long.MAX_VALUE / 2;

    private final Scheduler scheduler;
    private final SteppableClock clock;
    private final Boundary boundary;
    private final SimulatedCarrier carrier;
    private final Trace trace;
    private final SplittableRandom random;
    private final long limitNanos;
    private boolean closing;
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
        this.boundary = carrier.boundary();
        this.trace = trace;
        this.random = new SplittableRandom(seed);
        this.limit = limit;
        this.limitNanos = limit.toNanos();
    }

    /**
     * The scheduler. Submitting to it runs nothing yet; its methods that wait, and those of its
     * handles, let tasks run until what they wait for has come, as {@link #run()}, {@link #runFor}
     * and {@link #await} do.
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
     * @throws SimulationException if a task did what cannot be simulated, if a thread from outside
     *     took part, if all wait for what nobody will bring, or if tasks are alive after the
     *     simulation's limit
     * @throws IllegalStateException if called by another thread than the simulation's, a task's for
     *     instance
     */
    public void run() {
        boundary.checkDriver("run()");
        while (!scheduler.isQuiet()) {
            step();
        }
        trace.check(false);
    }

    /**
     * Lets tasks run for a time.
     *
     * @param time how much simulated time passes
     * @throws SimulationException if a task did what cannot be simulated, or a thread from outside
     *     took part
     * @throws IllegalStateException if called by another thread than the simulation's
     */
    public void runFor(Duration time) {
        boundary.checkDriver("runFor(" + time + ")");
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
     * @throws IllegalStateException as {@link #run()}
     */
    public <R extends @Nullable Object> JoinResult<R> await(TaskHandle<R> task) {
        boundary.checkDriver("await(" + task.id() + ")");
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

    /** Lets one task have its turn or, if none is ready, time jump to the next timer. */
    void step() {
        boolean stuck = !carrier.turn() && !clock.advanceToNext(closing ? FAR : limitNanos);
        if (!closing) {
            trace.check(false);
        }
        if (stuck) {
            throw stuck();
        }
    }

    private SimulationException stuck() {
        String why =
                clock.isAnythingSet()
                        ? "tasks are alive after the limit of " + limit + ":"
                        : "every task waits and nothing will wake any, since what a thread outside"
                                + " the simulation might bring comes too late for it:";
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

    /** Ends what is alive, as far as it can be, so that the scheduler can be shut down. */
    void close() {
        closing = true;
        boolean any = true;
        while (any && !scheduler.snapshot().tasks().isEmpty()) {
            for (TaskSnapshot task : scheduler.snapshot().tasks()) {
                scheduler.find(task.id()).ifPresent(TaskHandle::cancel);
            }
            any = carrier.unwind();
        }
    }
}
