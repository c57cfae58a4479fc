package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.engine.BodyExecutor;

import org.jspecify.annotations.Nullable;

/**
 * Which task a thread runs. On the kernel's own carriers its thread knows; elsewhere it is bound to
 * the stack, which costs 56 bytes and two frames for as long as the task lives.
 */
final class CurrentTask {

    private static final ScopedValue<Task<?>> BOUND = ScopedValue.newInstance();

    private CurrentTask() {}

    /** The task that the calling thread runs, if it runs one. */
    static @Nullable Task<?> get() {
        Task<?> task = ofThread();
        if (task == null && BOUND.isBound()) {
            task = BOUND.get();
        }
        // Virtual threads that a task starts inherit its executor, and a scope of structured
        // concurrency hands the binding on.
        return task != null && task.isCurrentThread() ? task : null;
    }

    /** Runs what may ask for the task; on the task's thread. */
    static <T extends @Nullable Object, X extends Throwable> T call(
            Task<?> task, ScopedValue.CallableOp<T, X> body) throws X {
        return ofThread() == task ? body.call() : ScopedValue.where(BOUND, task).call(body);
    }

    private static @Nullable Task<?> ofThread() {
        return VirtualThreads.executor() instanceof BodyExecutor executor
                        && executor.body() instanceof Task<?> task
                ? task
                : null;
    }
}
