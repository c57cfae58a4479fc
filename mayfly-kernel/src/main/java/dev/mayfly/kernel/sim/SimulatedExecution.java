package dev.mayfly.kernel.sim;

import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;
import dev.mayfly.kernel.schedule.ReadyQueue;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * One task of a simulation: a virtual thread that runs on the simulation's own thread while it has
 * its turn, and else not at all. Where carriers cannot be owned it runs on the JDK's scheduler and
 * the simulation's thread waits meanwhile: the same order, more slowly.
 */
final class SimulatedExecution extends ReadyQueue.Node implements Execution, Executor {

    private static final long LOOK_NANOS = 1_000_000;

    /** Of 1 ms each: who holds a monitor for so long holds it across a system call. */
    private static final int LOOKS_AT_MONITOR = 1_000;

    private final SimulatedCarrier carrier;
    private final Boundary boundary;
    private final TaskBody body;
    private final boolean owned;

    private volatile @Nullable Thread thread;

    /** Whether the task has its turn: given by the simulation, given back by the task. */
    private volatile boolean turn;

    private volatile @Nullable Thread driver;
    private boolean blocked;
    private boolean resumedEarly;

    /** Set by the JDK when the thread can go on; owned only. */
    private volatile @Nullable Runnable continuation;

    private @Nullable Runnable own;
    private boolean startedThread;

    SimulatedExecution(SimulatedCarrier carrier, boolean owned, TaskBody body) {
        this.carrier = carrier;
        this.boundary = carrier.boundary();
        this.owned = owned;
        this.body = body;
    }

    int priority() {
        return body.priority();
    }

    // ---- what the kernel calls, on the task's thread or on the simulation's

    @Override
    public void start() {
        if (boundary.isInside()) {
            carrier.add(this);
        } else {
            boundary.crossed(this + " was started", this::start);
        }
    }

    @Override
    public void block() {
        if (resumedEarly) {
            resumedEarly = false;
            carrier.add(this);
        } else {
            blocked = true;
        }
        giveBack();
    }

    @Override
    public void resume() {
        if (!boundary.isInside()) {
            boundary.crossed(this + " was woken", this::resume);
        } else if (blocked) {
            blocked = false;
            carrier.add(this);
        } else {
            resumedEarly = true;
        }
    }

    @Override
    public void yield() {
        if (carrier.isWanted(body.priority())) {
            carrier.add(this);
            giveBack();
        }
    }

    @Override
    public void interrupt() {
        if (!boundary.isInside()) {
            boundary.crossed(this + " was cancelled", this::interrupt);
            return;
        }
        Thread current = thread;
        if (current != null) {
            current.interrupt();
        }
    }

    @Override
    public @Nullable Thread thread() {
        return thread;
    }

    /** Ends the turn; returns when the next one has begun. */
    private void giveBack() {
        boolean interrupted = false;
        turn = false;
        LockSupport.unpark(driver);
        while (!turn) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- what the simulation calls

    /** Lets the task run until it gives its turn back or ends. */
    void turn() {
        driver = owned ? null : Thread.currentThread();
        turn = true;
        Thread current = thread;
        if (current == null) {
            current = begin();
        } else {
            LockSupport.unpark(current);
        }
        goOn(current);
        if (startedThread) {
            startedThread = false;
            carrier.refuse(this, refused(current, "started a virtual thread of its own"));
        } else if (turn) {
            carrier.refuse(this, refused(current, "blocked outside the system calls"));
        }
    }

    /**
     * Lets the task run that was refused in its turn, and has been cancelled; returns false if it
     * still blocks outside.
     */
    boolean unwind() {
        Thread current = thread;
        if (turn && current != null) {
            goOn(current);
        }
        return !turn;
    }

    private void goOn(Thread current) {
        if (!owned) {
            awaitGivenBack(current);
            return;
        }
        runContinuations();
        for (int look = 0; turn && look < LOOKS_AT_MONITOR && !isParked(current); look++) {
            LockSupport.parkNanos(this, LOOK_NANOS);
            runContinuations();
        }
    }

    /**
     * Whether the thread waits for something that is more than a monitor. A monitor may be held by
     * a stranger for a moment, by a logger for instance, which changes nothing in here.
     */
    private static boolean isParked(Thread thread) {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING -> true;
            default -> false;
        };
    }

    private Thread begin() {
        Thread fresh =
                owned
                        ? VirtualThreads.unstarted(this, body.name(), this::runBody)
                        : Thread.ofVirtual()
                                .name(body.name())
                                .inheritInheritableThreadLocals(false)
                                .unstarted(this::runBody);
        fresh.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread = fresh;
        fresh.start();
        return fresh;
    }

    private void runBody() {
        ScopedValue.where(Chance.DRAWING, carrier.drawing()).run(body::run);
        thread = null;
        turn = false;
        LockSupport.unpark(driver);
    }

    @Override
    public void execute(Runnable ready) {
        if (own == null) {
            own = ready;
        }
        if (own != ready) {
            startedThread = true;
            VirtualThreads.host().execute(ready);
            return;
        }
        continuation = ready;
        if (!turn && !boundary.isInside()) {
            var _ = boundary.crossed(this + " was unparked or interrupted");
        }
    }

    /** More than one when the thread was woken in the moment in which it blocked, or yielded. */
    private void runContinuations() {
        for (Runnable next = continuation; next != null; next = continuation) {
            continuation = null;
            next.run();
        }
    }

    private void awaitGivenBack(Thread current) {
        int parked = 0;
        int atMonitor = 0;
        while (turn && parked < 3 && atMonitor < LOOKS_AT_MONITOR) {
            LockSupport.parkNanos(this, LOOK_NANOS);
            parked = isParked(current) ? parked + 1 : 0;
            atMonitor = current.getState() == Thread.State.BLOCKED ? atMonitor + 1 : 0;
        }
    }

    private SimulationException refused(Thread current, String what) {
        return new SimulationException(
                this
                        + " "
                        + what
                        + ", where time is real and nothing can be repeated; use task.sleep,"
                        + " task.awaitSignal, task.join or task.spawn in its place"
                        + Boundary.stack(current));
    }

    @Override
    public String toString() {
        return body.id() + " (" + body.name() + ")";
    }
}
