package dev.mayfly.kernel.engine.coroutine;

import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;
import dev.mayfly.kernel.schedule.ReadyQueue;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.LockSupport;

/** One task as a virtual thread. The fields without a modifier belong to {@link PermitGate}. */
final class PortableExecution extends ReadyQueue.Node implements Execution {

    /** Where a task stands with its permit. */
    enum Permit {
        /** Has none and asks for none: not started, blocked, or ended. */
        NONE,
        /** Stands in the ready queue. */
        QUEUED,
        /** Has one. */
        HELD,
        /** Had one until the monitor took it back; runs without. */
        RECLAIMED
    }

    final TaskBody body;

    /** Written under the gate's lock; read without it by the task's own thread while parked. */
    volatile Permit permit = Permit.NONE;

    /** Guarded by the gate's lock: a resume that came before its block. */
    boolean resumedEarly;

    /** Guarded by the gate's lock: the place among the holders, meaningful while one is held. */
    int slot;

    /** Guarded by the gate's lock: whether the monitor has seen the present turn. */
    boolean watched;

    /**
     * Guarded by the gate's lock: when it saw the turn first; meaningful while {@link #watched}.
     */
    long watchedSince;

    /** Set under the gate's lock, cleared by the task's own thread. */
    volatile boolean quantumSpent;

    private final PermitGate gate;
    private volatile @Nullable Thread thread;

    /**
     * Whether the task has noticed its permit. Until then its thread is parked or unborn, which the
     * monitor must not take for a task that blocks.
     */
    private volatile boolean underWay;

    PortableExecution(PermitGate gate, TaskBody body) {
        this.gate = gate;
        this.body = body;
    }

    @Override
    public void start() {
        gate.enter(this);
    }

    @Override
    public void block() {
        underWay = false;
        gate.leaveToBlock(this);
        awaitPermit();
    }

    @Override
    public void resume() {
        gate.enter(this);
    }

    @Override
    public void yield() {
        quantumSpent = false;
        if (gate.isWanted()) {
            underWay = false;
            gate.yieldTurn(this);
            awaitPermit();
        }
    }

    @Override
    public boolean isQuantumSpent() {
        return quantumSpent;
    }

    @Override
    public void interrupt() {
        Thread current = thread;
        if (current != null) {
            current.interrupt();
        }
    }

    @Override
    public @Nullable Thread thread() {
        return thread;
    }

    /** Whether the task has its turn and its thread is blocked all the same. */
    boolean isBlockedWhileUnderWay() {
        Thread current = thread;
        if (current == null || !underWay) {
            return false;
        }
        return switch (current.getState()) {
            case BLOCKED, WAITING, TIMED_WAITING -> true;
            default -> false;
        };
    }

    /**
     * Lets the thread run, which has just been given a permit. Called by the gate, with no lock
     * held.
     *
     * @return why there is no thread for it, or null
     */
    @Nullable Throwable run() {
        Thread current = thread;
        if (current != null) {
            LockSupport.unpark(current);
            return null;
        }
        try {
            Thread fresh = newThread();
            // Set before the start, for whoever interrupts; only the one permit holder comes here.
            thread = fresh;
            fresh.start();
            return null;
        } catch (Throwable t) { // there is no memory for a thread
            thread = null;
            return t;
        }
    }

    private Thread newThread() {
        // Whoever frees a permit starts the thread: what it would inherit from there is a
        // stranger's.
        Thread fresh =
                Thread.ofVirtual()
                        .name(body.name())
                        .inheritInheritableThreadLocals(false)
                        .unstarted(this::runBody);
        fresh.setContextClassLoader(gate.classLoader());
        return fresh;
    }

    private void runBody() {
        underWay = true;
        try {
            body.run();
        } finally {
            underWay = false;
            thread = null;
            gate.leave(this);
        }
    }

    private void awaitPermit() {
        // A parked thread with its interrupt flag set would spin, so the flag waits outside.
        boolean interrupted = false;
        while (permit != Permit.HELD) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        underWay = true;
        quantumSpent = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
