package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.internal.wait.ThreadWait;
import dev.mayfly.kernel.internal.wait.Wait;
import dev.mayfly.kernel.schedule.TimerQueue;
import dev.mayfly.kernel.schedule.WaitMap;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskContext;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Who waits for the end of tasks and for stages, also from outside. Safe for use by any thread. */
public final class EndWaits {

    private static final Object QUIET = new Object();

    private final Kernel kernel;
    private final WaitMap joiners = new WaitMap();

    /** How many wait for quiet: raised before they look, read after the last task has left. */
    private final AtomicInteger awaitingQuiet = new AtomicInteger();

    EndWaits(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Waits for the end of a task, by a system call where the caller is a task. */
    <R extends @Nullable Object> JoinResult<R> await(Task<R> task, @Nullable Duration limit)
            throws InterruptedException {
        Task<?> current = CurrentTask.get();
        if (current != null && current.kernel() == kernel) {
            return kernel.calls().join(current, task, limit);
        }
        JoinResult<R> done = task.result();
        if (done == null && (limit == null || limit.isPositive())) {
            var wait = new ThreadWait(kernel.platform());
            if (expect(task, wait)) {
                await(wait, kernel.timers(), limit == null ? null : kernel.deadline(limit));
            }
            done = task.result();
        }
        return done != null ? done : new JoinResult.TimedOut<>();
    }

    /** Adds a wait for the end of a task; returns false if it has ended already. */
    boolean expect(Task<?> task, Wait wait) {
        task.expectJoiner();
        joiners.add(task, wait);
        if (task.result() == null) {
            return true;
        }
        joiners.remove(wait);
        return false;
    }

    /** Takes a wait back that was added. */
    void forget(Wait wait) {
        joiners.remove(wait);
    }

    /** How many tasks and scopes are waited for. */
    int keys() {
        return joiners.keys();
    }

    /** Adds a wait for the end of a scope. */
    void add(Scope scope, Wait wait) {
        joiners.add(scope, wait);
    }

    /** A task or a scope has ended. */
    void ended(Object ended) {
        joiners.wakeAll(ended);
    }

    /**
     * Waits for a stage, by a system call where the caller is a task.
     *
     * @param what it stands for
     * @param stage which
     * @param limit the most time, null for none
     * @return false if the time was up
     * @throws InterruptedException if a thread that is no task is interrupted
     */
    public boolean awaitStage(String what, CompletionStage<?> stage, @Nullable Duration limit)
            throws InterruptedException {
        TaskContext task = kernel.current();
        return task != null
                ? task.awaitStage(what, stage, limit)
                : StageWait.await(kernel, stage, limit);
    }

    /**
     * Blocks the calling thread, which is no task, until no user's task is alive.
     *
     * @param limit the most time, null for none
     * @return true if none is alive, false if the time was up
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean awaitQuiet(@Nullable Duration limit) throws InterruptedException {
        return awaitQuiet(limit, () -> false);
    }

    /** The same, or until it is over for another reason; {@link #quiet} has it look again. */
    boolean awaitQuiet(@Nullable Duration limit, BooleanSupplier over) throws InterruptedException {
        refuseInTask();
        awaitingQuiet.incrementAndGet();
        try {
            return awaitQuietUntil(limit == null ? null : kernel.deadline(limit), over);
        } finally {
            awaitingQuiet.decrementAndGet();
        }
    }

    private boolean awaitQuietUntil(@Nullable Long deadline, BooleanSupplier over)
            throws InterruptedException {
        while (!kernel.isQuiet()) {
            if (deadline != null && kernel.clock().nanoTime() - deadline >= 0) {
                return false;
            }
            var wait = new ThreadWait(kernel.platform());
            joiners.add(QUIET, wait);
            if (over.getAsBoolean()) { // looked at after it was added, as the next
                joiners.remove(wait);
                return kernel.isQuiet();
            }
            if (kernel.isQuiet()) {
                joiners.remove(wait);
            } else {
                await(wait, kernel.timers(), deadline);
            }
        }
        return true;
    }

    boolean isQuietAwaited() {
        return awaitingQuiet.get() > 0;
    }

    /** No user's task is alive. */
    void quiet() {
        joiners.wakeAll(QUIET);
    }

    /** Blocks the calling thread until a wait that was added has ended. */
    void await(ThreadWait wait, TimerQueue timer, @Nullable Long deadline)
            throws InterruptedException {
        if (deadline != null) {
            wait.deadline(timer, deadline);
        }
        try {
            wait.await();
        } finally {
            wait.forget(timer);
            joiners.remove(wait);
        }
    }

    /** Refuses what would wait for its own end. */
    void refuseInTask() {
        Task<?> current = CurrentTask.get();
        if (current != null && current.kernel() == kernel) {
            throw new IllegalStateException(
                    current.describe()
                            + " would wait for its own end; call this from a thread that is not a"
                            + " task of this scheduler");
        }
    }
}
