package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.schedule.ReadyQueue;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What of a task moves on by compare-and-set: its stage, its place in its queue, and why it was
 * asked to stop.
 *
 * <p>There are three stages: new, started, ended. Cancelling wins over a start or loses to it,
 * never both; so a task is ended by exactly one thread: its own, or the one that ended it before it
 * started.
 */
abstract class Life extends ReadyQueue.Node {

    /** Why a task was asked to end before its time. */
    enum Stop {
        CANCELLED,
        TIMED_OUT
    }

    /** The first place of every task: its queue has not seen it. */
    static final int OUTSIDE = 0;

    private static final int NEW = 0;
    private static final int STARTED = 1;
    private static final int ENDED = 2;

    private static final VarHandle STAGE;
    private static final VarHandle PLACE;
    private static final VarHandle STOP;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STAGE = lookup.findVarHandle(Life.class, "stage", int.class);
            PLACE = lookup.findVarHandle(Life.class, "place", int.class);
            STOP = lookup.findVarHandle(Life.class, "stop", Stop.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int stage = NEW;

    @SuppressWarnings("UnusedVariable") // by PLACE
    private volatile int place = OUTSIDE;

    private volatile @Nullable Stop stop;

    /** Begins; returns false if it has ended before. */
    final boolean begin() {
        return STAGE.compareAndSet(this, NEW, STARTED);
    }

    /** Ends what has not begun; returns false if it has. */
    final boolean endUnbegun() {
        return STAGE.compareAndSet(this, NEW, ENDED);
    }

    /** Ends what has begun; by its own thread. */
    final void endBegun() {
        stage = ENDED;
    }

    /** Whether its body has not begun. */
    final boolean isNew() {
        return stage == NEW;
    }

    /** Asks it to stop; returns false if it was asked before or has ended. */
    final boolean askToStop(Stop reason) {
        return stage != ENDED && STOP.compareAndSet(this, null, reason);
    }

    /** Notes why it ended, which had not begun. */
    final void stopped(Stop reason) {
        stop = reason;
    }

    /** Why it was asked to stop, or null. */
    final @Nullable Stop stop() {
        return stop;
    }

    // ---- for its queue

    final int place() {
        return (int) PLACE.getVolatile(this);
    }

    final boolean moveFrom(int before, int after) {
        return PLACE.compareAndSet(this, before, after);
    }

    final int leavePlace(int last) {
        return (int) PLACE.getAndSet(this, last);
    }
}
