package dev.mayfly.kernel.internal.report;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * How a task spent its time: the sum of its turns and of the waits between them. It reads no clock
 * of its own.
 *
 * <p>Written by whoever runs or ends the task: one thread at a time, each after the one before.
 * Read by any thread, without a lock: a sequence lock (Boehm, "Can Seqlocks Get Along With
 * Programming Language Memory Models?", 2012) counts the writes, odd while one is under way, and a
 * reader that was overtaken by a write reads again.
 */
public final class Accounting {

    private static final VarHandle VERSION;

    static {
        try {
            VERSION = MethodHandles.lookup().findVarHandle(Accounting.class, "version", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long submitted;

    @SuppressWarnings("unused") // by VERSION
    private int version;

    private long since;
    private long runNanos;
    private long runs;
    private int throttled;
    private boolean running;

    /** A consistent picture. */
    public record Times(
            long since, long runNanos, long waitNanos, long runs, long throttled, boolean running) {

        /** Returns how long it had its turn, the present one up to now included. */
        public Duration runTime(long now) {
            return Duration.ofNanos(running ? runNanos + (now - since) : runNanos);
        }

        /** Returns how long it waited, the present wait up to now included. */
        public Duration waitTime(long now) {
            return Duration.ofNanos(running ? waitNanos : waitNanos + (now - since));
        }
    }

    public Accounting(long submitted) {
        this.submitted = submitted;
        this.since = submitted;
    }

    // ---- by whoever runs or ends the task

    /** The task got its turn. */
    public void resumed(long now) {
        beginWrite();
        since = now;
        running = true;
        runs++;
        endWrite();
    }

    /** The task gave its turn up, or ended. */
    public void blocked(long now) {
        beginWrite();
        stop(now);
        endWrite();
    }

    /** The task outran its quantum and goes behind its equals. */
    public void throttled(long now) {
        beginWrite();
        throttled++;
        stop(now);
        endWrite();
    }

    /** When the task got its turn, gave it up or ended last. */
    public long since() {
        return since;
    }

    /** How long the task had its turn, while it has none. */
    public long runNanos() {
        return runNanos;
    }

    private void stop(long now) {
        if (running) {
            runNanos += now - since;
        }
        since = now;
        running = false;
    }

    /** A task runs or waits: up to the last change, what was not the one was the other. */
    private long waitNanos() {
        return since - submitted - runNanos;
    }

    private void beginWrite() {
        VERSION.setOpaque(this, version + 1);
        VarHandle.storeStoreFence();
    }

    private void endWrite() {
        VERSION.setRelease(this, version + 1);
    }

    // ---- by anyone

    /** Returns when the task was submitted. */
    public long submitted() {
        return submitted;
    }

    /** Takes a picture; waits out a write that is under way. */
    public Times times() {
        while (true) {
            int before = (int) VERSION.getAcquire(this);
            var times = new Times(since, runNanos, waitNanos(), runs, throttled, running);
            VarHandle.loadLoadFence();
            if ((before & 1) == 0 && (int) VERSION.getOpaque(this) == before) {
                return times;
            }
            Thread.onSpinWait();
        }
    }
}
