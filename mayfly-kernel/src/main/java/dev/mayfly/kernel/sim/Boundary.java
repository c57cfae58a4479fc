package dev.mayfly.kernel.sim;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * What is inside a simulation and what is outside. Inside are two threads that never run at once:
 * the one that called {@code run}, and that of the task which has its turn. Any other comes at a
 * time of its own; so it changes nothing of the simulation, and the run fails and names it.
 *
 * <p>Thread rule: safe for use by any thread; what says so belongs to the simulation's thread.
 */
final class Boundary {

    private static final int STACK_SHOWN = 8;

    private final Thread driver = Thread.currentThread();

    /** What strangers wanted of tasks, which these need to unwind. */
    private final Queue<Runnable> late = new ConcurrentLinkedQueue<>();

    /** Written by the simulation's thread. */
    private volatile @Nullable SimulatedExecution running;

    /** The first thing that cannot be simulated; written under this object's lock. */
    private volatile @Nullable SimulationException broken;

    /** Whether the calling thread belongs to the simulation. */
    boolean isInside() {
        Thread current = Thread.currentThread();
        if (current == driver) {
            return true;
        }
        SimulatedExecution execution = running;
        return execution != null && execution.thread() == current;
    }

    /** Whether the calling thread is the one that called {@code run}. */
    boolean isDriver() {
        return Thread.currentThread() == driver;
    }

    /** A task got its turn, or null: it ended. Belongs to the simulation's thread. */
    void running(@Nullable SimulatedExecution execution) {
        running = execution;
    }

    boolean isRunning() {
        return running != null;
    }

    /** Throws if the caller is not the thread that called {@code run}. */
    void checkDriver(String method) {
        Thread current = Thread.currentThread();
        if (current != driver) {
            throw new IllegalStateException(
                    method
                            + " was called by thread \""
                            + current.getName()
                            + "\"; it belongs to the thread that runs the simulation, which is \""
                            + driver.getName()
                            + "\", and tasks use their system calls instead");
        }
    }

    /**
     * Notes that the calling thread, a stranger, did something to the simulation.
     *
     * @param what a clause that names the task, such as "task-3 (mail) was woken"
     * @param action does it all the same when the run has failed and its tasks unwind
     */
    void crossed(String what, Runnable action) {
        late.add(action);
        var _ = crossed(what);
    }

    /** As the other; returns what the run fails with, for whoever can throw it at the stranger. */
    SimulationException crossed(String what) {
        return broken(
                new SimulationException(
                        what
                                + " by thread \""
                                + Thread.currentThread().getName()
                                + "\", which is outside the simulation and comes at a time of its"
                                + " own, so that nothing can be repeated; let a task do it, after a"
                                + " task.sleep for the time it takes"
                                + stack(Thread.currentThread())));
    }

    /**
     * Notes that the task which has its turn, or else the scenario, asked for what there is not in
     * a simulation.
     *
     * @param what a clause, such as "asked for the thread x"
     * @param instead what to do
     * @return what the run fails with, for the caller to throw
     */
    SimulationException refused(String what, String instead) {
        SimulatedExecution execution = running;
        String who = execution == null ? "the scenario" : execution.toString();
        return broken(
                new SimulationException(
                        who
                                + " "
                                + what
                                + ", where time is real and nothing can be repeated; "
                                + instead
                                + stack(Thread.currentThread())));
    }

    synchronized SimulationException broken(SimulationException now) {
        if (broken == null) {
            broken = now;
        }
        return now;
    }

    /** Throws if anything happened that cannot be simulated. */
    void check() {
        SimulationException first = broken;
        if (first != null) {
            throw first;
        }
    }

    /** Does what strangers wanted, so that tasks can unwind. Belongs to the simulation's thread. */
    boolean letIn() {
        boolean any = false;
        for (Runnable next = late.poll(); next != null; next = late.poll()) {
            next.run();
            any = true;
        }
        return any;
    }

    static String stack(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith("java."))
                .filter(frame -> !frame.getClassName().equals(Boundary.class.getName()))
                .limit(STACK_SHOWN)
                .map(frame -> "\n    at " + frame)
                .collect(Collectors.joining());
    }
}
