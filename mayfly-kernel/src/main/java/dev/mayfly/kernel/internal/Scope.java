package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.schedule.TimerQueue;
import dev.mayfly.kernel.syscall.SystemCall;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.ScopeFailedException;
import dev.mayfly.kernel.task.ScopeOptions;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskScope;
import dev.mayfly.kernel.task.TaskTimeoutException;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A scope of one task. Forked and joined on its owner's thread; its subtasks tell of their ends and
 * its timer of the deadline on theirs. The owner waits among the kernel's joiners, with the scope
 * as the key.
 */
final class Scope implements TaskScope {

    private final Kernel kernel;
    private final Task<?> owner;
    private final ScopeOptions options;
    private final @Nullable Scope outer;
    private final Deadline deadline = new Deadline(this);

    /** Guarded by this: those that have not ended. */
    private final Set<Task<?>> open = new LinkedHashSet<>();

    /** Guarded by this: what the first that did not succeed threw. */
    private @Nullable Throwable failure;

    /** Guarded by this: who that was. */
    private String failed = "";

    /** Guarded by this: one has succeeded. */
    private boolean succeeded;

    /** Guarded by this. */
    private boolean expired;

    /** Guarded by this: subtasks that are still open, or still to come, are to end. */
    private boolean cancelled;

    /** The owner's: forks that were not joined. */
    private boolean unjoined;

    /** The owner's. */
    private boolean left;

    Scope(Kernel kernel, Task<?> owner, ScopeOptions options, @Nullable Scope outer) {
        this.kernel = kernel;
        this.owner = owner;
        this.options = options;
        this.outer = outer;
        if (options.timeout() != null) {
            kernel.timers().set(deadline, kernel.deadline(options.timeout()));
        }
    }

    String name() {
        return options.name();
    }

    @Nullable Scope outer() {
        return outer;
    }

    @Override
    public <R extends @Nullable Object> Subtask<R> fork(
            TaskOptions options, SchedulableJob<R> job) {
        check();
        TaskHandle<R> handle = kernel.calls().fork(owner, this, options, job);
        unjoined = true;
        return new Fork<>(handle);
    }

    /** A subtask was made and is about to start. */
    void added(Task<?> task) {
        boolean late;
        synchronized (this) {
            open.add(task);
            // The other half of the task's stop, which cancels those it finds here.
            late = cancelled || owner.isStopped();
        }
        if (late) {
            task.cancel();
        }
    }

    /** A subtask has ended. */
    void ended(Task<?> task, JoinResult<?> result) {
        boolean decided;
        boolean wake;
        synchronized (this) {
            open.remove(task);
            boolean success = result instanceof JoinResult.Success;
            succeeded |= success;
            if (!success && failure == null && !cancelled) {
                failed = task.id() + " (" + task.name() + ")";
                failure =
                        result instanceof JoinResult.Failure<?>(Throwable cause)
                                ? cause
                                : new TaskCancelledException(failed + " was cancelled");
            }
            decided = isDecided() && !cancelled;
            wake = decided || open.isEmpty();
        }
        if (decided) {
            cancelAll();
        }
        if (wake) {
            kernel.endWaits().ended(this);
        }
    }

    /** Called under the lock: whether what is still open no longer matters. */
    private boolean isDecided() {
        return expired
                || switch (options.joiner()) {
                    case ALL_SUCCESSFUL -> failure != null;
                    case ANY_SUCCESSFUL -> succeeded;
                    case ALL -> false;
                };
    }

    /** Cancels those that have not ended and those to come. Called by any thread. */
    void cancelAll() {
        List<Task<?>> rest;
        synchronized (this) {
            cancelled = true;
            rest = List.copyOf(open);
        }
        rest.forEach(Task::cancel);
    }

    /** Cancels the subtasks of a scope and of those around it. */
    static void cancelFrom(@Nullable Scope innermost) {
        for (Scope scope = innermost; scope != null; scope = scope.outer) {
            scope.cancelAll();
        }
    }

    @Override
    public void join() {
        check();
        unjoined = false;
        await(true);
        throwIfFailed();
    }

    /** Waits until all have ended or, if asked to, it is decided. */
    private void await(boolean orDecided) {
        while (true) {
            int left;
            synchronized (this) {
                left = open.size();
                if (left == 0 || orDecided && isDecided()) {
                    return;
                }
            }
            var call = new SystemCall.JoinScope(name(), left, options.timeout());
            kernel.calls().joinScope(owner, this, call, () -> isOver(orDecided));
        }
    }

    private synchronized boolean isOver(boolean orDecided) {
        return open.isEmpty() || orDecided && isDecided();
    }

    private synchronized void throwIfFailed() {
        if (expired) {
            throw new TaskTimeoutException(
                    "scope "
                            + name()
                            + " of "
                            + owner.id()
                            + " took longer than its time-out of "
                            + options.timeout());
        }
        Throwable cause = failure;
        boolean enough =
                switch (options.joiner()) {
                    case ALL_SUCCESSFUL -> false;
                    case ANY_SUCCESSFUL -> succeeded;
                    case ALL -> true;
                };
        if (cause != null && !enough) {
            throw new ScopeFailedException(
                    failed + " of scope " + name() + " did not succeed: " + cause, cause);
        }
    }

    /** The body has returned. */
    void joinRest() {
        if (unjoined) {
            join();
        }
    }

    /** Leaves it: nothing of it runs afterwards. */
    void leave() {
        left = true;
        kernel.timers().cancel(deadline);
        owner.shielded(() -> {
            cancelAll();
            await(false);
        });
        owner.left(this);
    }

    private void check() {
        if (left || !owner.isCurrentThread()) {
            throw new IllegalStateException(
                    "scope "
                            + name()
                            + (left ? " has been left" : " belongs to " + owner.id())
                            + "; fork and join within its body, on the thread of its task");
        }
    }

    private void expire() {
        synchronized (this) {
            expired = true;
        }
        cancelAll();
        kernel.endWaits().ended(this);
    }

    private record Fork<R extends @Nullable Object>(TaskHandle<R> handle) implements Subtask<R> {

        @Override
        public R get() {
            if (!(handle instanceof Task<R> task)) {
                throw new AssertionError("forks are tasks");
            }
            JoinResult<R> result = task.result();
            if (result == null) {
                throw new IllegalStateException(
                        handle.id()
                                + " ("
                                + handle.name()
                                + ") has not ended; join the scope first");
            }
            return result.get();
        }
    }

    private static final class Deadline extends TimerQueue.Timer {

        private final Scope scope;

        Deadline(Scope scope) {
            this.scope = scope;
        }

        @Override
        protected void fire() {
            scope.expire();
        }
    }
}
