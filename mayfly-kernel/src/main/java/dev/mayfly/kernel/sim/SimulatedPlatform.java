package dev.mayfly.kernel.sim;

import dev.mayfly.kernel.platform.Platform;
import dev.mayfly.kernel.platform.StopHook;
import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

/**
 * The outside as a simulation has it: time that jumps, and nothing of the machine. Threads and
 * programs are refused, and whoever asked for one is named.
 *
 * <p>A thread of the simulation that waits, for the end of a task for instance, lets tasks run
 * meanwhile: nobody else would.
 */
final class SimulatedPlatform implements Platform {

    private static final String STAND_IN =
            "put a stand-in in the place of what needs it, a task that sleeps for instance";

    private final Clock clock;
    private final Boundary boundary;

    /** Written once, before anything runs. */
    private @Nullable SimulationContext drive;

    SimulatedPlatform(Clock clock, Boundary boundary) {
        this.clock = clock;
        this.boundary = boundary;
    }

    void drivenBy(SimulationContext context) {
        drive = context;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    /** The same: nothing here is up to the machine. */
    @Override
    public Clock realTime() {
        return clock;
    }

    @Override
    public Thread thread(String name, Runnable body) {
        throw refused(name);
    }

    @Override
    public void start(Thread thread) {
        throw refused(thread.getName());
    }

    private SimulationException refused(String thread) {
        return boundary.refused("asked for the thread \"" + thread + "\"", STAND_IN);
    }

    @Override
    public Process start(ProcessBuilder program) {
        throw boundary.refused("asked for the process " + program.command(), STAND_IN);
    }

    @Override
    public void park(Object blocker) {
        if (!boundary.isDriver()) {
            throw boundary.crossed("a task was waited for");
        }
        SimulationContext context = drive;
        assert context != null : "somebody waits before the scheduler is built";
        context.step();
    }

    @Override
    public void enter(String request, Object subject) {
        if (!boundary.isInside()) {
            throw boundary.crossed("the scheduler was asked to " + request + " " + subject);
        }
    }

    /** A simulated process is never asked to end. */
    @Override
    public StopHook onStop(String name, Runnable action) {
        return () -> {};
    }
}
