package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.concurrent.LiveTable;
import dev.mayfly.kernel.internal.wait.Wait;
import dev.mayfly.kernel.schedule.ReadyQueue;
import dev.mayfly.kernel.schedule.TimerQueue;
import dev.mayfly.kernel.syscall.SystemCall;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskTimeoutException;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * What of a task moves on by compare-and-set: its stage, its place in its queue, and why it was
 * asked to stop.
 *
 * <p>There are three stages: new, started, ended. Cancelling wins over a start or loses to it,
 * never both; so a task is ended by exactly one thread: its own, or the one that ended it before it
 * started.
 */
abstract class Life extends ReadyQueue.Node implements LiveTable.Entry {

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
    private static final VarHandle WAIT;
    private static final VarHandle CALL;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STAGE = lookup.findVarHandle(Life.class, "stage", int.class);
            PLACE = lookup.findVarHandle(Life.class, "place", int.class);
            STOP = lookup.findVarHandle(Life.class, "stop", Stop.class);
            WAIT = lookup.findVarHandle(Life.class, "wait", Wait.class);
            CALL = lookup.findVarHandle(Life.class, "call", SystemCall.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final TaskId id;
    private final String name;
    private final @Nullable Duration timeout;

    private volatile int stage = NEW;

    @SuppressWarnings("UnusedVariable") // by PLACE
    private volatile int place = OUTSIDE;

    private volatile @Nullable Stop stop;

    private volatile @Nullable Wait wait;
    private volatile @Nullable SystemCall call;

    /** Written by who runs it, before its body and after. */
    private @Nullable Expiry expiry;

    Life(TaskId id, String name, @Nullable Duration timeout) {
        this.id = id;
        this.name = name;
        this.timeout = timeout;
    }

    // ---- who it is

    /** Its identity; public for the interfaces of a task. */
    public final TaskId id() {
        return id;
    }

    @Override
    public final long number() {
        return id.value();
    }

    /** What people call it; public for the interfaces of a task. */
    public final String name() {
        return name;
    }

    final String describe() {
        return id + " (" + name + ")";
    }

    // ---- its stages

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
        STAGE.setRelease(this, ENDED);
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
    final @Nullable Stop stopReason() {
        return stop;
    }

    /** Asks it to stop and sees to it that it hears of it; returns false as {@link #askToStop}. */
    abstract boolean stop(Stop reason);

    /** The end of its time. */
    private static final class Expiry extends TimerQueue.Timer {

        private final Life life;

        Expiry(Life life) {
            this.life = life;
        }

        @Override
        protected void fire() {
            life.stop(Stop.TIMED_OUT);
        }
    }

    /** Lets its time run from now on, if it has a time-out. */
    final void expireLater(TimerQueue timers, long now) {
        if (timeout != null) {
            expiry = new Expiry(this);
            timers.set(expiry, now + timeout.toNanos());
        }
    }

    final void cancelExpiry(TimerQueue timers) {
        if (expiry != null) {
            timers.cancel(expiry);
        }
    }

    /** Throws if it was asked to stop. */
    final void throwStop() {
        Stop stopped = stop;
        if (stopped == Stop.CANCELLED) {
            throw new TaskCancelledException(describe() + " was cancelled");
        }
        if (stopped == Stop.TIMED_OUT) {
            throw timedOut();
        }
    }

    // ---- what it waits for

    /** Shows what it waits for: from here on who stops it ends that wait. */
    final void waitsFor(SystemCall call, Wait wait) {
        CALL.setRelease(this, call);
        // Volatile: it is followed by a look at the stop, which is followed by a look at the wait.
        this.wait = wait;
    }

    final void waitsNoMore() {
        WAIT.setRelease(this, null);
        CALL.setRelease(this, null);
    }

    final @Nullable Wait currentWait() {
        return wait;
    }

    final @Nullable SystemCall currentCall() {
        return call;
    }

    /** How it ends whose body threw. */
    final <R extends @Nullable Object> JoinResult<R> outcomeOf(Throwable thrown) {
        Stop stopped = stop;
        if (stopped == Stop.CANCELLED) {
            return new JoinResult.Cancelled<>();
        }
        if (stopped == Stop.TIMED_OUT && !(thrown instanceof TaskTimeoutException)) {
            TaskTimeoutException late = timedOut();
            late.addSuppressed(thrown);
            return new JoinResult.Failure<>(late);
        }
        return new JoinResult.Failure<>(thrown);
    }

    private TaskTimeoutException timedOut() {
        return new TaskTimeoutException(
                describe() + " took longer than its time-out of " + timeout);
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
