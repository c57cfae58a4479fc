package dev.mayfly.kernel.sim;

import dev.mayfly.kernel.schedule.ReadyQueue;

import org.jspecify.annotations.Nullable;

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
    private final boolean shuffled;
    private @Nullable SimulatedExecution running;
    private long turns;

    SimulatedCarrier(Choices choices, Chance.Drawing drawing, boolean shuffled) {
        this.choices = choices;
        this.drawing = drawing;
        this.shuffled = shuffled;
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
        running = next;
        try {
            next.turn();
        } finally {
            running = null;
        }
        return true;
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
        return running != null;
    }

    int ready() {
        return queue.size();
    }

    long turns() {
        return turns;
    }
}
