package dev.mayfly.kernel.engine.coroutine;

import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.engine.TaskBody;
import dev.mayfly.kernel.engine.coroutine.PortableExecution.Permit;
import dev.mayfly.kernel.schedule.ReadyQueue;
import dev.mayfly.kernel.time.Alarm;
import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The permits of the portable coroutine engine, and the queue of those who wait for one.
 *
 * <p>One lock guards everything: the states of the executions, the queue and the count. What
 * follows from a decision, starting or unparking a thread, is done after the lock is released.
 */
final class PermitGate implements AutoCloseable {

    /** How long a permit may be kept by a blocked thread while others wait for one. */
    private static final long MONITOR_NANOS = 1_000_000;

    record Figures(int permits, int held, int ready, long reclaimed, long quantumSpent) {}

    private final ReentrantLock lock = new ReentrantLock();

    private final Clock realTime;
    private final long quantumNanos;
    private final Alarm monitor;

    /** Given to every thread, as the application's: that of whoever made the engine. */
    private final @Nullable ClassLoader classLoader =
            Thread.currentThread().getContextClassLoader();

    /** Guarded by {@link #lock}; null where a permit is free. */
    private final @Nullable PortableExecution[] holders;

    /** Guarded by {@link #lock}: the indices of free places in {@link #holders}, a stack. */
    private final int[] freeSlots;

    /** Guarded by {@link #lock}. */
    private int free;

    /** Guarded by {@link #lock}. */
    private final ReadyQueue<PortableExecution> ready = new ReadyQueue<>();

    /** Guarded by {@link #lock} for writing: the size of {@link #ready}, for a look without it. */
    private volatile int waiting;

    /** Guarded by {@link #lock}. */
    private boolean monitoring;

    /** Guarded by {@link #lock}. */
    private long reclaimed;

    /** Guarded by {@link #lock}. */
    private long quantumSpent;

    PermitGate(String name, CarrierSettings settings) {
        int permits = settings.carriers();
        realTime = settings.clock();
        quantumNanos = settings.quantum().toNanos();
        holders = new PortableExecution[permits];
        freeSlots = new int[permits];
        for (int i = 0; i < permits; i++) {
            freeSlots[i] = permits - 1 - i;
        }
        free = permits;
        monitor = realTime.alarm("mayfly-" + name + "-monitor", this::reclaim);
    }

    /** Asks for a permit: at the start of a task, and at the end of a wait. */
    void enter(PortableExecution execution) {
        lock.lock();
        try {
            if (execution.permit != Permit.NONE) {
                // Its thread has yet to block, and will find that it need not.
                execution.resumedEarly = true;
                return;
            }
            if (free == 0) {
                enqueue(execution);
                return;
            }
            hold(execution);
        } finally {
            lock.unlock();
        }
        run(execution);
    }

    /** Gives the permit back for good. */
    void leave(PortableExecution execution) {
        PortableExecution next;
        lock.lock();
        try {
            next = release(execution);
        } finally {
            lock.unlock();
        }
        run(next);
    }

    /** Gives the permit back until the task is resumed. */
    void leaveToBlock(PortableExecution execution) {
        PortableExecution next;
        lock.lock();
        try {
            next = release(execution);
            if (execution.resumedEarly) {
                execution.resumedEarly = false;
                next = requeue(execution, next);
            }
        } finally {
            lock.unlock();
        }
        run(next);
    }

    /** Whether anyone waits for a permit; a look without the lock, which may be late. */
    boolean isWanted() {
        return waiting > 0;
    }

    /** Hands the permit to one at least as urgent, if there is one, and asks for the next. */
    void yieldTurn(PortableExecution execution) {
        PortableExecution next = null;
        lock.lock();
        try {
            boolean held = execution.permit == Permit.HELD;
            if (!held || ready.mostUrgent() <= execution.body.priority()) {
                next = requeue(execution, release(execution));
            }
        } finally {
            lock.unlock();
        }
        run(next);
    }

    @Nullable ClassLoader classLoader() {
        return classLoader;
    }

    Figures figures() {
        lock.lock();
        try {
            return new Figures(
                    holders.length, holders.length - free, ready.size(), reclaimed, quantumSpent);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        monitor.close();
    }

    /**
     * Puts a task that has just released its permit in line again. Returns who is to run: the one
     * that release chose, or this one where nobody else wanted the permit.
     */
    private @Nullable PortableExecution requeue(
            PortableExecution execution, @Nullable PortableExecution chosen) {
        if (chosen == null && free > 0) {
            hold(execution);
            return null; // its thread is the caller's, and is running
        }
        enqueue(execution);
        return chosen;
    }

    /** Frees the permit and hands it on; returns who got it and is to run. */
    private @Nullable PortableExecution release(PortableExecution execution) {
        boolean held = execution.permit == Permit.HELD;
        execution.permit = Permit.NONE;
        if (!held) {
            return null;
        }
        return free(execution.slot);
    }

    private @Nullable PortableExecution free(int slot) {
        holders[slot] = null;
        freeSlots[free++] = slot;
        PortableExecution next = ready.poll();
        if (next != null) {
            waiting = ready.size();
            hold(next);
        }
        return next;
    }

    private void hold(PortableExecution execution) {
        assert free > 0 : "no permit is free";
        int slot = freeSlots[--free];
        holders[slot] = execution;
        execution.slot = slot;
        execution.watched = false;
        execution.permit = Permit.HELD;
    }

    private void enqueue(PortableExecution execution) {
        execution.permit = Permit.QUEUED;
        boolean added = ready.add(execution, execution.body.priority());
        assert added : execution.body.id() + " stood in the ready queue already";
        waiting = ready.size();
        if (!monitoring) {
            monitoring = true;
            monitor.set(realTime.nanoTime() + MONITOR_NANOS);
        }
    }

    /**
     * Lets one run, or where there is no thread for it the next: a loop, since there may be many.
     */
    private void run(@Nullable PortableExecution next) {
        PortableExecution one = next;
        while (one != null) {
            Throwable refused = one.run();
            if (refused == null) {
                return;
            }
            TaskBody body = one.body;
            lock.lock();
            try {
                one = release(one);
            } finally {
                lock.unlock();
            }
            body.fail(refused);
        }
    }

    /** Takes permits back from blocked threads; called every millisecond while anyone waits. */
    private void reclaim() {
        for (int slot = 0; slot < holders.length; slot++) {
            PortableExecution next;
            lock.lock();
            try {
                next = reclaim(slot);
            } finally {
                lock.unlock();
            }
            run(next);
        }
        lock.lock();
        try {
            monitoring = ready.size() > 0;
            if (monitoring) {
                monitor.set(realTime.nanoTime() + MONITOR_NANOS);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable PortableExecution reclaim(int slot) {
        PortableExecution holder = holders[slot];
        if (holder == null || ready.size() == 0) {
            return null;
        }
        if (!holder.isBlockedWhileUnderWay()) {
            watchQuantum(holder);
            return null;
        }
        holder.permit = Permit.RECLAIMED;
        reclaimed++;
        return free(slot);
    }

    /** Measures a turn from the first look at it, so that turns themselves read no clock. */
    private void watchQuantum(PortableExecution holder) {
        long now = realTime.nanoTime();
        if (!holder.watched) {
            holder.watched = true;
            holder.watchedSince = now;
        } else if (!holder.quantumSpent && now - holder.watchedSince >= quantumNanos) {
            holder.quantumSpent = true;
            quantumSpent++;
        }
    }
}
