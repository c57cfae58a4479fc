package dev.mayfly.kernel.sim;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.SchedulerBuilder;
import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.time.SteppableClock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs real code on simulated time: one thread, a clock that jumps to the next timer when nobody is
 * ready, and every choice drawn from a seed.
 *
 * <pre>{@code
 * SimulationResult result =
 *         Simulation.withSeed(42)
 *                 .run(sim -> {
 *                     sim.scheduler().spawn(task -> {
 *                         task.sleep(Duration.ofDays(1));
 *                         return "done";
 *                     });
 *                     sim.run();
 *                 });
 * }</pre>
 *
 * <p>The order of turns is exactly that of one carrier: priority, then first come, first served.
 * {@link #shuffled()} explores other orders among equals. The same seed gives the same {@link
 * SimulationResult#hash()}, as long as tasks take time, chance ({@link Chance}) and waits from the
 * kernel alone. A task that blocks elsewhere, on a socket or in {@code Thread.sleep}, is refused by
 * name.
 *
 * <p>All engines of the scheduler are simulated, whatever their names, and so is its platform:
 * those set by {@link #configured} are replaced. Whatever asks the machine for a thread or a
 * program is refused by name too, as is every thread from outside that takes part.
 *
 * <p>Thread rule: a simulation is a value that can be run often; each run belongs to its thread.
 */
public final class Simulation {

    /** How much simulated time a run may take unless set: 3650 days. */
    public static final Duration DEFAULT_LIMIT = Duration.ofDays(3650);

    /** What to simulate. */
    @FunctionalInterface
    public interface Scenario {

        /**
         * Submits work and lets it run.
         *
         * @param sim the means to
         * @throws Exception whatever goes wrong fails the simulation
         */
        void run(SimulationContext sim) throws Exception;
    }

    /** One run, whether it failed or not. */
    record Attempt(@Nullable Throwable failure, SimulationResult result) {}

    private final long seed;
    private final boolean shuffled;
    private final boolean recording;
    private final Duration limit;
    private final Consumer<SchedulerBuilder> configuration;

    /** Whether tasks run on the simulation's own thread, if that is none of the virtual ones. */
    private final boolean ownsCarriers;

    private Simulation(
            long seed,
            boolean shuffled,
            boolean recording,
            Duration limit,
            Consumer<SchedulerBuilder> configuration,
            boolean ownsCarriers) {
        this.seed = seed;
        this.shuffled = shuffled;
        this.recording = recording;
        this.limit = limit;
        this.configuration = configuration;
        this.ownsCarriers = ownsCarriers;
    }

    /**
     * A simulation whose choices come from a seed.
     *
     * @param seed any number
     * @return a simulation with the default queue and a limit of 3650 days
     */
    public static Simulation withSeed(long seed) {
        return new Simulation(
                seed, false, false, DEFAULT_LIMIT, builder -> {}, VirtualThreads.canOwnCarriers());
    }

    /**
     * Sets queues, listeners and the like.
     *
     * @param configuration called once a run
     * @return another simulation
     */
    public Simulation configured(Consumer<SchedulerBuilder> configuration) {
        return new Simulation(seed, shuffled, recording, limit, configuration, ownsCarriers);
    }

    /**
     * Draws at each turn who of the first eight equals gets it, to explore other interleavings.
     *
     * @return another simulation
     */
    public Simulation shuffled() {
        return new Simulation(seed, true, recording, limit, configuration, ownsCarriers);
    }

    /**
     * Keeps the trace, which takes memory: about 200 bytes a step.
     *
     * @return another simulation
     */
    public Simulation recording() {
        return new Simulation(seed, shuffled, true, limit, configuration, ownsCarriers);
    }

    /**
     * Sets how much simulated time a run may take.
     *
     * @param limit 3650 days unless set
     * @return another simulation
     */
    public Simulation limit(Duration limit) {
        return new Simulation(seed, shuffled, recording, limit, configuration, ownsCarriers);
    }

    /** As on a JVM that does not let carriers be owned; for tests. */
    Simulation portable() {
        return new Simulation(seed, shuffled, recording, limit, configuration, false);
    }

    /**
     * Runs a scenario to its end, then cancels what is still alive.
     *
     * @param scenario what
     * @return what came of it
     * @throws SimulationException if something happened that cannot be simulated
     * @throws IllegalStateException with the cause if the scenario threw a checked exception; its
     *     other exceptions and errors come as they are
     */
    public SimulationResult run(Scenario scenario) {
        return resultOf(attempt(scenario, Choices.seeded(seed), null));
    }

    /**
     * Runs a scenario with the choices of a failing run that was made short.
     *
     * @param failure what {@link #shrink} of this simulation gave
     * @param scenario the same scenario
     * @return what came of it, where it does not fail any more
     * @throws SimulationException if something happened that cannot be simulated
     * @throws IllegalStateException with the cause if the scenario threw a checked exception; its
     *     other exceptions and errors come as they are
     */
    public SimulationResult rerun(ShrunkFailure failure, Scenario scenario) {
        return resultOf(attempt(scenario, given(failure.choices()), null));
    }

    /**
     * Repeats a recorded run, seed and choice by choice, and compares each step.
     *
     * @param before what a {@link #recording()} simulation of this configuration gave
     * @param scenario the same scenario
     * @return what came of it now
     * @throws SimulationException at the first step that differs, with both sides
     * @throws IllegalArgumentException if the run was not recorded
     */
    public SimulationResult replay(SimulationResult before, Scenario scenario) {
        if (before.trace().isEmpty()) {
            throw new IllegalArgumentException(
                    "the run with seed "
                            + before.seed()
                            + " has no trace; run it with Simulation.recording()");
        }
        var again =
                new Simulation(
                        before.seed(), shuffled, recording, limit, configuration, ownsCarriers);
        return resultOf(again.attempt(scenario, given(before.choices()), before.trace()));
    }

    private static Choices given(List<Integer> choices) {
        return Choices.given(choices.stream().mapToInt(Integer::intValue).toArray());
    }

    /**
     * Makes the schedule of a failing run short: takes choices back to what happens without choice,
     * as long as the scenario still fails with the same type of exception.
     *
     * @param scenario fails with this seed
     * @return the shortest failing run that was found
     * @throws IllegalArgumentException if the scenario does not fail
     */
    public ShrunkFailure shrink(Scenario scenario) {
        ShrunkFailure shrunk =
                new Shrinker(choices -> attempt(scenario, choices, null)).shrink(seed);
        Attempt last = recording().attempt(scenario, given(shrunk.choices()), null);
        return shrunk.withTrace(last.result().trace());
    }

    private static SimulationResult resultOf(Attempt attempt) {
        switch (attempt.failure()) {
            case null -> {
                return attempt.result();
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable t ->
                    throw new IllegalStateException(
                            "the scenario failed with seed " + attempt.result().seed(), t);
        }
    }

    private Attempt attempt(Scenario scenario, Choices choices, @Nullable List<String> expected) {
        var clock = new SteppableClock();
        var boundary = new Boundary();
        var trace = new Trace(boundary, recording, expected);
        Chance.Drawing drawing =
                (name, probability) -> {
                    if (!boundary.isInside()) {
                        throw boundary.crossed("the chance of \"" + name + "\" was asked for");
                    }
                    boolean yes = choices.draw(probability);
                    if (yes) {
                        trace.add("chance: " + name);
                    }
                    return yes;
                };
        var carrier = new SimulatedCarrier(choices, drawing, boundary, shuffled);
        SchedulerBuilder builder = Scheduler.builder();
        configuration.accept(builder);
        var platform = new SimulatedPlatform(clock, boundary);
        builder.listener(trace).platform(platform);
        // A virtual thread, a task that plans ahead for instance, cannot carry others.
        boolean carries = ownsCarriers && !Thread.currentThread().isVirtual();
        builder.everyEngine(name -> new SimulatedEngine(name, carrier, carries));
        Scheduler scheduler = builder.build();
        var context = new SimulationContext(scheduler, clock, carrier, trace, seed, limit);
        platform.drivenBy(context);
        Throwable failure = play(scenario, context, drawing);
        List<Integer> made = Arrays.stream(choices.made()).boxed().toList();
        Duration simulated = Duration.ofNanos(clock.nanoTime());
        long turns = carrier.turns();
        failure = close(context, scheduler, trace, failure);
        return new Attempt(
                failure,
                new SimulationResult(seed, trace.hash(), simulated, turns, trace.entries(), made));
    }

    private static @Nullable Throwable play(
            Scenario scenario, SimulationContext context, Chance.Drawing drawing) {
        try {
            ScopedValue.where(Chance.DRAWING, drawing)
                    .call(() -> {
                        scenario.run(context);
                        return context;
                    });
            return null;
        } catch (Throwable t) { // what a scenario throws is what is looked for
            return t;
        }
    }

    private static @Nullable Throwable close(
            SimulationContext context,
            Scheduler scheduler,
            Trace trace,
            @Nullable Throwable failure) {
        try {
            context.close();
            scheduler.shutdown(Duration.ZERO);
            trace.check(failure == null);
            return failure;
        } catch (SimulationException e) {
            if (failure == null) {
                return e;
            }
            if (failure != e) {
                failure.addSuppressed(e);
            }
            return failure;
        }
    }
}
