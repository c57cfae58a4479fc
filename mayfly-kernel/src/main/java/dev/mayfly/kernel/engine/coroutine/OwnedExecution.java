package dev.mayfly.kernel.engine.coroutine;

import dev.mayfly.kernel.carrier.CarrierPool;
import dev.mayfly.kernel.carrier.ReadyUnit;
import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * One task as a virtual thread whose scheduler is the task itself: each time the thread becomes
 * ready the JDK calls {@link #execute}, which puts the task in line; when its turn comes a carrier
 * calls {@link #run()}, which continues the thread until it blocks, yields or ends.
 *
 * <p>Virtual threads that the task starts inherit the executor. Their continuations are not the
 * task's and may outlive it and its scheduler: they are passed on to the JDK's own scheduler.
 *
 * <p><b>Handed in once.</b> A unit must not be in line twice, but the JDK hands a continuation in
 * again after it has taken a stack trace of a thread that was ready, since a carrier may have come
 * by meanwhile and gone on without it. So {@link #queued} is raised by whoever puts the task in
 * line, who leaves it to the other if it was up, and lowered by the carrier before it looks at the
 * thread: either the carrier sees that the thread is ready, or the next to hand it in sees the flag
 * down.
 */
final class OwnedExecution extends ReadyUnit implements Execution, Executor {

    private static final VarHandle QUEUED;

    static {
        try {
            QUEUED =
                    MethodHandles.lookup()
                            .findVarHandle(OwnedExecution.class, "queued", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final CarrierPool pool;
    private final @Nullable ClassLoader classLoader;
    private final int priority;

    /** Null once the task has ended: a thread that it started may keep this object alive. */
    private volatile @Nullable TaskBody body;

    private volatile @Nullable Thread thread;

    /**
     * Runs the thread until it gives up its turn. Written by the carrier of the first turn; whoever
     * reads it has seen a state of the thread that the JDK wrote later; or, once the thread has
     * ended and only threads that it started come here, one of two that are both not theirs.
     */
    private @Nullable Runnable continuation;

    /** A resume whose block has not returned. */
    private volatile boolean resumed;

    private volatile boolean quantumSpent;

    /** Whether the task stands in line, or is about to. */
    @SuppressWarnings("UnusedVariable") // by QUEUED
    private volatile boolean queued;

    /** Belongs to the task's thread, and to its carrier while it unmounts. */
    private boolean givesWay;

    OwnedExecution(CarrierPool pool, @Nullable ClassLoader classLoader, TaskBody body) {
        this.pool = pool;
        this.classLoader = classLoader;
        this.body = body;
        this.priority = body.priority();
    }

    // ---- what the kernel calls

    @Override
    public void start() {
        queued = true;
        pool.start(this);
    }

    @Override
    public void block() {
        // A parked thread with its interrupt flag set would spin, so the flag waits outside.
        boolean interrupted = false;
        while (!resumed) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        resumed = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void resume() {
        resumed = true;
        // Null when the resume came before the block and the task ended otherwise meanwhile.
        LockSupport.unpark(thread);
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // on carriers of our own a yield is exact
    public void yield() {
        if (pool.isWanted(priority)) {
            Thread.yield();
        }
    }

    @Override
    public boolean isQuantumSpent() {
        return quantumSpent && pool.isWanted(priority);
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // as above
    public void giveWay() {
        givesWay = true;
        Thread.yield();
        givesWay = false; // where a native frame kept the thread from unmounting
        quantumSpent = false;
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

    // ---- what the JDK calls

    @Override
    public void execute(Runnable ready) {
        Runnable own = continuation;
        if (own == null) {
            continuation = ready; // by the start below, on the carrier of the first turn
        } else if (own != ready) {
            VirtualThreads.host().execute(ready);
        } else if ((boolean) QUEUED.getAndSet(this, true)) {
            return; // it is in line
        } else if (!pool.isUnmounted(this)) {
            pool.wake(this);
        } else if (givesWay) {
            givesWay = false;
            pool.preempted(this);
        } else {
            pool.yielded(this); // or was woken in the moment in which it was about to block
        }
    }

    // ---- what carriers call

    @Override
    protected int priority() {
        return priority;
    }

    @Override
    protected void run() {
        queued = false;
        if (quantumSpent) {
            quantumSpent = false;
        }
        Runnable own = continuation;
        if (own == null) {
            own = begin();
        }
        own.run();
        if (body == null) {
            continuation = OwnedExecution::ended; // a place in a ring may keep this object for long
        }
    }

    private Runnable begin() {
        TaskBody task = body;
        assert task != null : "a task begins after its end";
        try {
            Thread fresh = VirtualThreads.unstarted(this, task.name(), this::runBody);
            fresh.setContextClassLoader(classLoader);
            thread = fresh; // before the start, for whoever interrupts
            fresh.start();
        } catch (Throwable t) { // there is no memory for a thread
            thread = null;
            body = null;
            fail(task, t);
            return OwnedExecution::ended;
        }
        Runnable own = continuation;
        assert own != null : "the JDK started a thread without its executor";
        return own;
    }

    /** Stands for the continuation of a thread that has ended, which is not kept. */
    private static void ended() {}

    /**
     * Not on the carrier: the end of a task takes locks that tasks take, and a carrier in line
     * behind a task which waits for a carrier would wait for ever.
     */
    private static void fail(TaskBody task, Throwable cause) {
        try {
            VirtualThreads.host().execute(() -> task.fail(cause));
        } catch (Throwable t) { // no memory for that either: better here than never
            task.fail(cause);
        }
    }

    private void runBody() {
        TaskBody task = body;
        assert task != null : "a task runs after its end";
        try {
            task.run();
        } finally {
            thread = null;
            body = null;
        }
    }

    @Override
    protected void quantumSpent() {
        quantumSpent = true;
    }

    @Override
    protected void orphaned() {
        VirtualThreads.host().execute(this::run);
    }

    @Override
    protected String describe() {
        TaskBody task = body;
        return task == null ? "a task that has ended" : task.id() + " (" + task.name() + ")";
    }
}
