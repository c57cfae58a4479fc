package dev.mayfly.kernel.sim;

import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;
import dev.mayfly.kernel.schedule.ReadyQueue;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * One task of a simulation: a virtual thread that runs on the simulation's own thread while it has
 * its turn, and else not at all. Where carriers cannot be owned it runs on the JDK's scheduler and
 * the simulation's thread waits meanwhile: the same order, more slowly.
 */
final class SimulatedExecution extends ReadyQueue.Node implements Execution, Executor {

    private static final int STACK_SHOWN = 8;
    private static final long LOOK_NANOS = 1_000_000;

    private final SimulatedCarrier carrier;
    private final TaskBody body;
    private final boolean owned = VirtualThreads.canOwnCarriers();

    private volatile @Nullable Thread thread;

    /** Whether the task has its turn: given by the simulation, given back by the task. */
    private volatile boolean turn;

    private volatile @Nullable Thread driver;
    private boolean blocked;
    private boolean resumedEarly;

    /** Set by the JDK when the thread can go on; owned only. */
    private @Nullable Runnable continuation;

    private @Nullable Runnable own;
    private boolean startedThread;

    SimulatedExecution(SimulatedCarrier carrier, TaskBody body) {
        this.carrier = carrier;
        this.body = body;
    }

    int priority() {
        return body.priority();
    }

    // ---- what the kernel calls, on the task's thread or on the simulation's

    @Override
    public void start() {
        carrier.add(this);
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
        if (blocked) {
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
        if (owned) {
            runContinuations();
        } else {
            awaitGivenBack(current);
        }
        if (startedThread) {
            throw refused(current, "started a virtual thread of its own");
        }
        if (turn) {
            throw refused(current, "blocked outside the system calls");
        }
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
        if (own == ready) {
            continuation = ready;
        } else {
            startedThread = true;
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
        int looksBlocked = 0;
        while (turn && looksBlocked < 3) {
            LockSupport.parkNanos(this, LOOK_NANOS);
            boolean blockedNow =
                    switch (current.getState()) {
                        case BLOCKED, WAITING, TIMED_WAITING -> true;
                        default -> false;
                    };
            looksBlocked = blockedNow ? looksBlocked + 1 : 0;
        }
    }

    private SimulationException refused(Thread current, String what) {
        String stack =
                Arrays.stream(current.getStackTrace())
                        .filter(frame -> !frame.getClassName().startsWith("java."))
                        .limit(STACK_SHOWN)
                        .map(frame -> "\n    at " + frame)
                        .collect(Collectors.joining());
        return new SimulationException(
                this
                        + " "
                        + what
                        + ", where time is real and nothing can be repeated; use task.sleep,"
                        + " task.awaitSignal, task.join or task.spawn in its place"
                        + stack);
    }

    @Override
    public String toString() {
        return body.id() + " (" + body.name() + ")";
    }
}
