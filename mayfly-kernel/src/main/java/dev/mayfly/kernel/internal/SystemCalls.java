package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.concurrent.StripedCounter;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.internal.wait.Wait;
import dev.mayfly.kernel.syscall.SystemCall;
import dev.mayfly.kernel.syscall.SystemCallType;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskOptions;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The one place where system calls are carried out, on the task's own thread. Every call of every
 * task passes {@link #begin}.
 */
final class SystemCalls {

    private final Kernel kernel;
    private final StripedCounter[] counts = new StripedCounter[SystemCallType.values().length];

    SystemCalls(Kernel kernel) {
        this.kernel = kernel;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new StripedCounter();
        }
    }

    /**
     * Carries out a call.
     *
     * @return what the call's method in {@code TaskContext} returns; null where that returns
     *     nothing
     */
    @Nullable Object execute(Task<?> task, SystemCall call) {
        begin(task, call);
        return switch (call) {
            case SystemCall.Sleep(Duration duration) -> sleep(task, call, duration);
            case SystemCall.Yield y -> yieldTurn(task);
            case SystemCall.Spawn spawn ->
                    kernel.intake().spawn(task, spawn.options(), spawn.job(), null);
            case SystemCall.Join join -> throw new AssertionError(join + " must come by join()");
            case SystemCall.JoinScope join ->
                    throw new AssertionError(join + " comes by its scope");
            case SystemCall.AwaitSignal(Object key, Duration limit) ->
                    awaitSignal(task, call, key, limit == null ? null : kernel.deadline(limit));
            case SystemCall.AwaitSignalUntil(Object key, long deadline, Duration left) ->
                    awaitSignal(task, call, key, deadline);
            case SystemCall.Signal(Object key) -> kernel.signals().signal(key);
            case SystemCall.Cancel(TaskId id) -> cancel(id);
            case SystemCall.AwaitIo io -> kernel.ioPoller().await(kernel, task, io);
            case SystemCall.AwaitStage stage -> StageWait.await(kernel, task, stage);
            case SystemCall.GetId g -> task.id();
            case SystemCall.Now n -> kernel.clock().wallTime();
            case SystemCall.Log(String message) -> log(task, message);
        };
    }

    /** What every call begins with. */
    private void begin(Task<?> task, SystemCall call) {
        counts[call.type().ordinal()].increment();
        task.throwIfStopped();
        task.giveWayPastQuantum();
    }

    private @Nullable Object sleep(Task<?> task, SystemCall call, Duration duration) {
        if (!duration.isPositive()) {
            return yieldTurn(task);
        }
        var wait = new TaskWait(task);
        wait.deadline(kernel.timers(), kernel.deadline(duration));
        try {
            task.block(wait, call);
        } finally {
            wait.forget(kernel.timers());
        }
        return null;
    }

    private @Nullable Object yieldTurn(Task<?> task) {
        task.yieldTurn();
        return null;
    }

    private boolean awaitSignal(
            Task<?> task, SystemCall call, Object key, @Nullable Long deadline) {
        if (deadline != null && deadline - kernel.clock().nanoTime() <= 0) {
            return kernel.signals().takeKept(key);
        }
        var wait = new TaskWait(task);
        if (!kernel.signals().add(key, wait)) {
            return true;
        }
        boolean woken = false;
        try {
            woken = blockUntil(task, wait, call, deadline);
            return woken;
        } finally {
            if (!woken) { // who wakes it takes it out
                kernel.signals().remove(wait);
            }
        }
    }

    /**
     * The join call, which is also what a handle's await is within a task. It has a method of its
     * own since its answer is typed by the handle, which outlives the entry of its task in the
     * kernel.
     */
    <R extends @Nullable Object> JoinResult<R> join(
            Task<?> task, TaskHandle<R> other, @Nullable Duration limit) {
        var call = new SystemCall.Join(other.id(), other.name(), limit);
        begin(task, call);
        Task<R> target = joinable(task, other);
        JoinResult<R> done = target.result();
        if (done != null) {
            return done;
        }
        if (limit != null && !limit.isPositive()) {
            return new JoinResult.TimedOut<>();
        }
        var wait = new TaskWait(task);
        if (kernel.endWaits().expect(target, wait)) {
            try {
                block(task, wait, call, limit);
            } finally {
                kernel.endWaits().forget(wait);
            }
        }
        done = target.result();
        return done != null ? done : new JoinResult.TimedOut<>();
    }

    /** The spawn call of a scope, which has the child as one of its own before it starts. */
    <R extends @Nullable Object> TaskHandle<R> fork(
            Task<?> task, Scope scope, TaskOptions options, SchedulableJob<R> job) {
        begin(task, new SystemCall.Spawn(options, job));
        return kernel.intake().spawn(task, options, job, scope);
    }

    /** Blocks until the scope has woken its owner, unless there is nothing to wait for. */
    void joinScope(Task<?> task, Scope scope, SystemCall call, BooleanSupplier over) {
        begin(task, call);
        var wait = new TaskWait(task);
        kernel.endWaits().add(scope, wait);
        try {
            if (!over.getAsBoolean()) {
                task.block(wait, call);
            }
        } finally {
            kernel.endWaits().forget(wait);
        }
    }

    private <R extends @Nullable Object> Task<R> joinable(Task<?> task, TaskHandle<R> other) {
        if (!(other instanceof Task<R> target) || target.kernel() != kernel) {
            throw new IllegalArgumentException(
                    other.id() + " (" + other.name() + ") belongs to another scheduler");
        }
        if (target == task) {
            throw new IllegalArgumentException(
                    task.id() + " (" + task.name() + ") would join itself and never end");
        }
        return target;
    }

    /** Blocks with an optional limit; returns true if woken and false if the time was up. */
    boolean block(Task<?> task, Wait wait, SystemCall call, @Nullable Duration limit) {
        return blockUntil(task, wait, call, limit == null ? null : kernel.deadline(limit));
    }

    private boolean blockUntil(Task<?> task, Wait wait, SystemCall call, @Nullable Long deadline) {
        if (deadline != null) {
            wait.deadline(kernel.timers(), deadline);
        }
        try {
            return task.block(wait, call) == Wait.End.WOKEN;
        } finally {
            wait.forget(kernel.timers());
        }
    }

    private boolean cancel(TaskId id) {
        TaskHandle<?> target = kernel.find(id);
        return target != null && target.cancel();
    }

    private @Nullable Object log(Task<?> task, String message) {
        if (kernel.listeners().any()) {
            kernel.listeners()
                    .emit(
                            new KernelEvent.TaskLogged(
                                    kernel.clock().nanoTime(), task.id(), message));
        }
        return null;
    }

    Map<String, Long> counts() {
        var map = new LinkedHashMap<String, Long>();
        for (SystemCallType type : SystemCallType.values()) {
            map.put(type.label(), counts[type.ordinal()].sum());
        }
        return map;
    }

    /** A wait of a task in a system call. */
    static class TaskWait extends Wait {

        private final Task<?> task;

        TaskWait(Task<?> task) {
            this.task = task;
        }

        Task<?> task() {
            return task;
        }

        @Override
        protected void unblock() {
            task.resume();
        }
    }
}
