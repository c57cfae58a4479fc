package dev.mayfly.kernel.sim;

import dev.mayfly.kernel.schedule.ReadyQueue;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The one carrier of a simulation: gives turns in the order of the ready queue or, when shuffled,
 * to any of the first {@value #WINDOW} of the most urgent. Belongs to the simulation's thread, and
 * to tasks while they have their turn, which is one thread at a time.
 */
final class SimulatedCarrier {

    private static final int WINDOW = 8;

    private final ReadyQueue<SimulatedExecution> queue = new ReadyQueue<>();
    private final Choices choices;
    private final Chance.Drawing drawing;
    private final Boundary boundary;
    private final boolean shuffled;

    /** The tasks that were refused, which have their turns still. */
    private final List<SimulatedExecution> refused = new ArrayList<>();

    private boolean unwinding;
    private long turns;

    SimulatedCarrier(Choices choices, Chance.Drawing drawing, Boundary boundary, boolean shuffled) {
        this.choices = choices;
        this.drawing = drawing;
        this.boundary = boundary;
        this.shuffled = shuffled;
    }

    Boundary boundary() {
        return boundary;
    }

    void add(SimulatedExecution execution) {
        boolean added = queue.add(execution, execution.priority());
        assert added : execution + " stood in the ready queue already";
    }

    boolean isWanted(int priority) {
        return queue.mostUrgent() <= priority;
    }

    /** Gives one turn; returns false if nobody is ready. */
    boolean turn() {
        SimulatedExecution next = next();
        if (next == null) {
            return false;
        }
        turns++;
        boundary.running(next);
        try {
            next.turn();
        } finally {
            boundary.running(null);
        }
        return true;
    }

    /** A task did what cannot be simulated; it is noted only while all unwind. */
    void refuse(SimulatedExecution execution, SimulationException why) {
        refused.add(execution);
        var _ = boundary.broken(why);
        if (!unwinding) {
            throw why;
        }
    }

    /**
     * Gives turns to tasks that have been cancelled, until none can go on.
     *
     * @return false if none could
     */
    boolean unwind() {
        unwinding = true;
        boolean any = boundary.letIn();
        for (SimulatedExecution one : List.copyOf(refused)) {
            boundary.running(one);
            if (one.unwind()) {
                refused.remove(one);
                any = true;
            }
            boundary.running(null);
        }
        while (turn()) {
            any = true;
        }
        return any;
    }

    private @Nullable SimulatedExecution next() {
        if (!shuffled) {
            return queue.poll();
        }
        int equals = queue.countMostUrgent(WINDOW);
        return equals < 2 ? queue.poll() : queue.pollMostUrgent(choices.choose(equals));
    }

    Chance.Drawing drawing() {
        return drawing;
    }

    boolean isRunning() {
        return boundary.isRunning();
    }

    int ready() {
        return queue.size();
    }

    long turns() {
        return turns;
    }
}
