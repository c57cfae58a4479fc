package dev.mayfly.kernel.engine.threaded;

import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;
import dev.mayfly.kernel.schedule.ReadyQueue;
import dev.mayfly.kernel.syscall.SystemCall;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** One task on a thread of the pool. */
final class ThreadedExecution extends ReadyQueue.Node implements Execution {

    private final ThreadedEngine engine;
    private final TaskBody body;

    /** Resumes that have come less blocks that have passed. */
    private final AtomicInteger resumes = new AtomicInteger();

    private volatile @Nullable Thread thread;

    private volatile boolean begun;

    /** Guarded by this: has stepped aside, and was not resumed yet. */
    private boolean waitingAside;

    /** Whether it holds its thread without a turn. Written under the engine's lock. */
    private volatile boolean aside;

    /** Guarded by this: waits without a thread, to be put in line by the next resume. */
    private boolean suspended;

    ThreadedExecution(ThreadedEngine engine, TaskBody body) {
        this.engine = engine;
        this.body = body;
    }

    TaskBody body() {
        return body;
    }

    @Override
    public void start() {
        engine.enqueue(this);
    }

    @Override
    public void block() {
        // A parked thread with its interrupt flag set would spin, so the flag waits outside.
        boolean interrupted = false;
        while (resumes.get() == 0) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        resumes.decrementAndGet();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Leaves its turn to others while it waits for tasks to end, which may be in need of it. */
    @Override
    public void block(SystemCall call) {
        boolean forTasks = call instanceof SystemCall.Join || call instanceof SystemCall.JoinScope;
        if (!forTasks || !engine.stepAside(this)) {
            block();
            return;
        }
        boolean interrupted = false;
        while (aside) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns false if it was resumed already. Called under the engine's lock. */
    boolean leaveTurn() {
        synchronized (this) {
            if (resumes.get() > 0) {
                return false;
            }
            waitingAside = true;
            aside = true;
            return true;
        }
    }

    boolean isAside() {
        return aside;
    }

    /** Gives it a turn again. Called under the engine's lock. */
    void comeBack() {
        aside = false;
        LockSupport.unpark(thread);
    }

    /** Whether its body has run before: then it cannot be refused any more. */
    boolean hasBegun() {
        return begun;
    }

    @Override
    public void resume() {
        synchronized (this) {
            if (waitingAside) {
                waitingAside = false;
            } else if (!suspended) {
                resumes.incrementAndGet();
                LockSupport.unpark(thread);
                return;
            }
            suspended = false;
        }
        // Outside the monitor, which leaveTurn takes under the engine's lock.
        engine.enqueue(this);
    }

    @Override
    public void yield() {
        // The thread belongs to the task until its end: there is nobody to switch to.
        Thread.onSpinWait();
    }

    @Override
    public void interrupt() {
        // Excludes the end of the task, or the interrupt could hit the thread's next one.
        synchronized (this) {
            Thread current = thread;
            if (current != null) {
                current.interrupt();
            }
        }
    }

    @Override
    public @Nullable Thread thread() {
        return thread;
    }

    void runOn(Thread worker) {
        thread = worker;
        begun = true;
        String workerName = worker.getName();
        worker.setName(workerName + " " + body.name());
        try {
            body.run();
        } finally {
            synchronized (this) {
                thread = null;
            }
            boolean ignored = Thread.interrupted();
            worker.setName(workerName);
        }
        if (body.isSuspended()) {
            suspend();
        }
    }

    private void suspend() {
        synchronized (this) {
            if (resumes.get() == 0) {
                suspended = true;
                return;
            }
            resumes.decrementAndGet();
        }
        engine.enqueue(this);
    }
}
