package dev.mayfly.kernel.engine.coroutine;

import dev.mayfly.kernel.carrier.CarrierPool;
import dev.mayfly.kernel.carrier.Leftover;
import dev.mayfly.kernel.carrier.ReadyUnit;
import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.engine.BodyExecutor;
import dev.mayfly.kernel.engine.TaskBody;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * A virtual thread that runs tasks, one after another, and is its own scheduler: each time the
 * thread becomes ready the JDK calls {@link #execute}, which puts the task in line that it runs.
 *
 * <p><b>Why one after another.</b> To make, start, mount, unmount and end a virtual thread costs
 * several times what the kernel does for a task. So when a task has ended its thread asks the
 * carrier what is next, and where that is a task that has not begun it runs it at once, without
 * leaving the carrier. Otherwise it makes way, and waits at its carrier for the next task that has
 * no thread.
 *
 * <p><b>As good as new.</b> A task must not be able to tell: between two tasks the thread loses its
 * thread-locals and its interrupt, and is named and given its class loader anew. A thread that
 * cannot be renewed, or that somebody is about to interrupt for the sake of the task before, ends.
 *
 * <p>Virtual threads that a task starts inherit the executor. Their continuations are not the
 * task's and may outlive it and its scheduler: they are passed on to the JDK's own scheduler.
 *
 * <p>Thread rule: {@link #execute} may be called by any thread; the rest belongs to the carrier
 * that runs or keeps the thread, and to the thread while it is mounted.
 */
final class TaskThread implements BodyExecutor, Runnable, Leftover {

    private final CarrierPool pool;
    private final @Nullable ClassLoader classLoader;
    private final Thread thread;

    /** What it runs; null while it waits for a task. */
    private volatile @Nullable OwnedExecution task;

    /**
     * Runs the thread until it gives up its turn. Written by the carrier of the first turn; whoever
     * reads it has seen a state of the thread that the JDK wrote later.
     */
    private @Nullable Runnable continuation;

    /**
     * The carrier that it waits at. Not merely whether it waits: a unit that was handed in twice
     * may have a second carrier look at a thread that the first is just running, and the thread
     * must be left at one of them.
     */
    private @Nullable Thread waitsAt;

    private boolean dismissed;

    /** Whether the JDK's own scheduler runs the rest of it, which is its end. */
    private volatile boolean handedOn;

    /** Makes a thread for a task, on that task's carrier. */
    TaskThread(CarrierPool pool, @Nullable ClassLoader classLoader, OwnedExecution task) {
        this.pool = pool;
        this.classLoader = classLoader;
        this.task = task;
        this.thread = VirtualThreads.unstarted(this, task.name(), this);
        thread.setContextClassLoader(classLoader);
    }

    Thread thread() {
        return thread;
    }

    // ---- what the carrier calls

    /** Starts the thread, which the JDK answers by handing over its continuation. */
    void start() {
        thread.start();
        if (continuation == null) {
            throw new IllegalStateException("the JDK started a thread without its executor");
        }
    }

    /** Gives a task to a thread that waits; {@link #goOn} must follow. */
    void give(OwnedExecution next) {
        waitsAt = null;
        // While there is no task the JDK's call is not heeded: this thread runs it anyway.
        LockSupport.unpark(thread);
        task = next;
    }

    /** Runs the thread until it gives up its turn; where it is not ready, does nothing. */
    void goOn() {
        Objects.requireNonNull(continuation).run();
        if (waitsAt == Thread.currentThread()) {
            pool.leave(this);
        }
    }

    @Override
    public void dismiss() {
        waitsAt = null;
        dismissed = true;
        LockSupport.unpark(thread);
        Runnable rest = Objects.requireNonNull(continuation);
        rest.run();
        if (thread.isAlive()) {
            // Somebody takes its stack, and the JDK hands it in once more when that is done: either
            // that sees the flag, or this sees that the thread is ready.
            handedOn = true;
            rest.run();
        }
    }

    // ---- what the JDK calls

    @Override
    public void execute(Runnable ready) {
        Runnable own = continuation;
        if (own == null) {
            continuation = ready; // by the start
        } else if (own != ready) {
            VirtualThreads.host().execute(ready);
        } else {
            OwnedExecution current = task;
            if (current != null) {
                current.isReady();
            } else if (handedOn) {
                VirtualThreads.host().execute(ready);
            }
        }
    }

    // ---- what the thread does

    @Override
    public @Nullable TaskBody body() {
        OwnedExecution current = task;
        return current == null ? null : current.body();
    }

    @Override
    public void run() {
        OwnedExecution current = task;
        while (current != null) {
            boolean usable = current.runBody(this) && VirtualThreads.renew();
            current = usable ? next() : null;
        }
        task = null;
    }

    private @Nullable OwnedExecution next() {
        ReadyUnit unit = pool.nextTurn(TaskThread::hasNoThread);
        if (unit != null) {
            OwnedExecution next = (OwnedExecution) unit;
            task = next;
            next.beginsOn(this);
            rename(next);
            return next;
        }
        task = null;
        waitsAt = pool.roomForLeftovers();
        if (waitsAt == null) {
            return null;
        }
        OwnedExecution given = awaitTask();
        if (given != null) {
            rename(given);
        }
        return given;
    }

    private static boolean hasNoThread(ReadyUnit unit) {
        return unit instanceof OwnedExecution execution && execution.needsThread();
    }

    private @Nullable OwnedExecution awaitTask() {
        OwnedExecution given = task;
        while (given == null && !dismissed) {
            LockSupport.park(this);
            Thread.interrupted(); // nobody means this thread; a set flag would make it spin
            given = task;
        }
        return given;
    }

    private void rename(OwnedExecution next) {
        String name = next.name();
        if (!thread.getName().equals(name)) {
            thread.setName(name);
        }
        if (thread.getContextClassLoader() != classLoader) {
            thread.setContextClassLoader(classLoader);
        }
    }
}
