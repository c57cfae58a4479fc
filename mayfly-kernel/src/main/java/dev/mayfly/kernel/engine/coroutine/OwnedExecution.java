package dev.mayfly.kernel.engine.coroutine;

import dev.mayfly.kernel.carrier.CarrierPool;
import dev.mayfly.kernel.carrier.ReadyUnit;
import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * One task on the kernel's own carriers: stands in their queues, and gets a {@link TaskThread} when
 * its first turn comes. A carrier that has its turn calls {@link #run()}, which continues that
 * thread until it blocks, yields or ends.
 *
 * <p><b>Handed in once.</b> A unit must not be in line twice, but the JDK hands a continuation in
 * again after it has taken a stack trace of a thread that was ready, since a carrier may have come
 * by meanwhile and gone on without it. So {@link #queued} is raised by whoever puts the task in
 * line, who leaves it to the other if it was up, and lowered by the carrier before it looks at the
 * thread: either the carrier sees that the thread is ready, or the next to hand it in sees the flag
 * down.
 *
 * <p><b>Interrupted in time or not at all.</b> The thread goes on to another task, and an interrupt
 * must not follow it there. {@link #interrupts} is moved by compare-and-set: from none to under way
 * and back by who interrupts, from none to over by the task's end. An end that finds one under way
 * does not wait for it: the thread ends as well.
 */
final class OwnedExecution extends ReadyUnit implements Execution {

    private static final int NONE = 0;
    private static final int UNDER_WAY = 1;
    private static final int OVER = 2;

    private static final VarHandle QUEUED;
    private static final VarHandle RESUMED;
    private static final VarHandle INTERRUPTS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            QUEUED = lookup.findVarHandle(OwnedExecution.class, "queued", boolean.class);
            RESUMED = lookup.findVarHandle(OwnedExecution.class, "resumed", boolean.class);
            INTERRUPTS = lookup.findVarHandle(OwnedExecution.class, "interrupts", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final OwnedCoroutines engine;
    private final int priority;

    /** Null once the task has ended: its place in a ring may keep this object for long. */
    private volatile @Nullable TaskBody body;

    /** Null before the first turn and after the end. */
    private volatile @Nullable TaskThread on;

    /** A resume whose block has not returned. */
    private volatile boolean resumed;

    private volatile boolean quantumSpent;

    /** Whether the task stands in line, or is about to. */
    @SuppressWarnings("UnusedVariable") // by QUEUED
    private volatile boolean queued;

    @SuppressWarnings("UnusedVariable") // by INTERRUPTS
    private volatile int interrupts = NONE;

    /** Belongs to the task's thread, and to its carrier while it unmounts. */
    private boolean givesWay;

    OwnedExecution(OwnedCoroutines engine, TaskBody body) {
        this.engine = engine;
        this.body = body;
        this.priority = body.priority();
    }

    // ---- what the kernel calls

    @Override
    public void start() {
        queued = true;
        engine.pool().start(this);
    }

    @Override
    public void block() {
        // A parked thread with its interrupt flag set would spin, so the flag waits outside.
        boolean interrupted = false;
        while (!resumed) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        RESUMED.setRelease(this, false); // the next resume comes after the next wait was shown
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void resume() {
        resumed = true;
        // Null when the resume came before the block and the task ended otherwise meanwhile; the
        // thread may also run another task by now, which then finds that nobody has resumed it.
        LockSupport.unpark(thread());
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // on carriers of our own a yield is exact
    public void yield() {
        if (engine.pool().isWanted(priority)) {
            Thread.yield();
        }
    }

    @Override
    public boolean isQuantumSpent() {
        return quantumSpent && engine.pool().isWanted(priority);
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
        if (!INTERRUPTS.compareAndSet(this, NONE, UNDER_WAY)) {
            return; // it has ended, or is being interrupted
        }
        try {
            Thread current = thread();
            if (current != null) {
                current.interrupt();
            }
        } finally {
            INTERRUPTS.setVolatile(this, NONE);
        }
    }

    @Override
    public @Nullable Thread thread() {
        TaskThread runner = on;
        return runner == null ? null : runner.thread();
    }

    String name() {
        TaskBody task = body;
        return task == null ? "" : task.name();
    }

    // ---- what the task's thread calls

    /** The thread has become ready, for whatever reason; called by any thread. */
    void isReady() {
        CarrierPool pool = engine.pool();
        if ((boolean) QUEUED.getAndSet(this, true)) {
            return; // it is in line
        }
        if (!pool.isUnmounted(this)) {
            pool.wake(this);
        } else if (givesWay) {
            givesWay = false;
            pool.preempted(this);
        } else {
            pool.yielded(this); // or was woken in the moment in which it was about to block
        }
    }

    /** Null once the task has ended. */
    @Nullable TaskBody body() {
        return body;
    }

    /** Whether the task has not begun. */
    boolean needsThread() {
        return on == null && body != null;
    }

    /** The task has its first turn, on a thread that is mounted. */
    void beginsOn(TaskThread runner) {
        QUEUED.setRelease(this, false); // nobody hands in what has not begun
        on = runner;
    }

    /** Runs the task; returns false if its thread must not run another. */
    boolean runBody(TaskThread runner) {
        TaskBody task = body;
        assert task != null && on == runner : "a task runs after its end";
        boolean clean = false;
        try {
            task.run();
        } finally {
            clean = INTERRUPTS.compareAndSet(this, NONE, OVER);
            on = null;
            body = null;
        }
        return clean;
    }

    // ---- what carriers call

    @Override
    protected int priority() {
        return priority;
    }

    @Override
    protected void run() {
        QUEUED.setRelease(this, false); // the look at the thread is a compare-and-set
        if (quantumSpent) {
            quantumSpent = false;
        }
        TaskThread runner = on;
        if (runner == null) {
            TaskBody task = body;
            if (task == null) {
                return; // handed in by the JDK once more, and ended meanwhile
            }
            runner = begin(task);
        }
        if (runner != null) {
            runner.goOn();
        }
    }

    private @Nullable TaskThread begin(TaskBody task) {
        try {
            TaskThread runner = (TaskThread) engine.pool().takeLeftover();
            if (runner != null) {
                on = runner;
                runner.give(this);
            } else {
                runner = engine.newThread(this);
                on = runner; // before the start, for whoever interrupts
                runner.start();
            }
            return runner;
        } catch (Throwable t) { // there is no memory for a thread
            on = null;
            body = null;
            fail(task, t);
            return null;
        }
    }

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

    @Override
    protected void quantumSpent() {
        quantumSpent = true;
    }

    @Override
    protected void weighed(long cpuNanos, int turns) {
        TaskBody task = body;
        if (task != null) {
            task.weighed(cpuNanos, turns);
        }
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
