package dev.mayfly.kernel.carrier;

import dev.mayfly.kernel.schedule.ReadyQueue;

import org.jspecify.annotations.Nullable;

/**
 * What carriers run: a coroutine's next stretch, or a handler that needs no stack.
 *
 * <p>A unit is ready or it is not. Who makes it ready hands it to {@link CarrierPool#start}, {@link
 * CarrierPool#wake} or {@link CarrierPool#yielded}, once; a carrier then calls {@link #run()},
 * once. A unit must not be handed in again before that call has begun.
 *
 * <p>Memory: what a thread did before it handed a unit in is seen by the run of that unit.
 */
public abstract class ReadyUnit extends ReadyQueue.Node {

    /** Belongs to the {@link Inbox} that the unit stands in. */
    @Nullable ReadyUnit below;

    /** For subclasses. */
    protected ReadyUnit() {}

    /**
     * How urgent the unit is. The same value for the whole life of the unit.
     *
     * @return 0 (most urgent) to 31; see {@link dev.mayfly.kernel.task.Priority}
     */
    protected abstract int priority();

    /**
     * Runs on a carrier until the unit ends or gives up its turn. Must not throw: what it throws is
     * handed to the carrier's uncaught-exception handler, and the carrier goes on.
     */
    protected abstract void run();

    /**
     * The carriers' watch found that the unit has had its turn for longer than the quantum. Called
     * by the watch, at most once a turn, while the unit runs or shortly after; must return at once.
     */
    protected void quantumSpent() {}

    /**
     * A turn of this unit was weighed, of so many one. Called by the carrier after that turn, while
     * the unit may have its next one elsewhere already; must return at once. Never called where the
     * machine cannot tell.
     *
     * @param cpuNanos the processor time that the turn took, in nanoseconds
     * @param turns how many turns it stands for, {@value Scale#PERIOD}: {@code cpuNanos × turns},
     *     added up, is what the unit takes in the mean
     */
    protected void weighed(long cpuNanos, int turns) {}

    /**
     * The pool was closed before the unit had its turn: nobody will call {@link #run()} any more.
     * Must return soon.
     */
    protected abstract void orphaned();

    /**
     * Whose stack to show when the unit holds its carrier for too long.
     *
     * @return null for the carrier itself
     */
    protected @Nullable Thread thread() {
        return null;
    }

    /**
     * What people call the unit.
     *
     * @return for instance the task's id and name
     */
    protected abstract String describe();
}
