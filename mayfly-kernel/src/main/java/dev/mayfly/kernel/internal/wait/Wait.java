package dev.mayfly.kernel.internal.wait;

import dev.mayfly.kernel.schedule.TimerQueue;
import dev.mayfly.kernel.schedule.WaitMap;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One wait, used once: ended by the first of signal, time-out and stop, whatever their order.
 *
 * <p>The status goes from open to an end, or from open over parked to an end, by compare-and-set.
 * Who ends a wait that was parked resumes the waiting thread; who ends one that was not yet parked
 * need not, since {@link #park()} then fails and the thread goes on.
 */
public abstract class Wait extends WaitMap.Waiter {

    /** How a wait ended. */
    public enum End {
        /** What was waited for has come. */
        WOKEN,
        /** The time was up. */
        TIMED_OUT,
        /** The task was cancelled or ran past its own time-out. */
        STOPPED
    }

    private static final Object PARKED = new Object();
    private static final VarHandle STATUS;

    static {
        try {
            STATUS = MethodHandles.lookup().findVarHandle(Wait.class, "status", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Null while it is open, {@link #PARKED}, or its {@link End}. */
    private volatile @Nullable Object status;

    private @Nullable Deadline deadline;

    /** Written before the task shows its wait: whether a stop of the task leaves this one alone. */
    private boolean shielded;

    /** Resumes the thread that waits; called once, by the thread that ends a parked wait. */
    protected abstract void unblock();

    /** Makes the wait go on when its task is stopped. Called before the task shows it. */
    public void shield() {
        shielded = true;
    }

    /** Returns whether a stop of the task leaves this wait alone. */
    public boolean isShielded() {
        return shielded;
    }

    /** Sets a time-out, which {@link #forget} must take back. Called by the waiting thread. */
    public void deadline(TimerQueue timers, long nanoTime) {
        deadline = new Deadline(this);
        timers.set(deadline, nanoTime);
    }

    /** Takes the time-out back. Called by the waiting thread. */
    public void forget(TimerQueue timers) {
        if (deadline != null) {
            timers.cancel(deadline);
        }
    }

    /** Returns true if the thread must now block until {@link #unblock()}. */
    public boolean park() {
        return STATUS.compareAndSet(this, null, PARKED);
    }

    /** Ends the wait; returns false if it had ended before. */
    public boolean end(End end) {
        while (true) {
            Object current = status;
            if (current instanceof End) {
                return false;
            }
            if (STATUS.compareAndSet(this, current, end)) {
                if (current == PARKED) {
                    unblock();
                }
                return true;
            }
        }
    }

    /** How it ended, or null while it has not. */
    public @Nullable End ended() {
        return status instanceof End end ? end : null;
    }

    @Override
    protected final boolean wake() {
        return end(End.WOKEN);
    }

    private static final class Deadline extends TimerQueue.Timer {

        private final Wait wait;

        Deadline(Wait wait) {
            this.wait = wait;
        }

        @Override
        protected void fire() {
            wait.end(End.TIMED_OUT);
        }
    }
}
