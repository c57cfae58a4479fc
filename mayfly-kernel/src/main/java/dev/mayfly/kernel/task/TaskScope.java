package dev.mayfly.kernel.task;

import org.jspecify.annotations.Nullable;

/**
 * A block of a task in which subtasks run, and at whose end none of them does: structured
 * concurrency, with the words of the JDK's {@code StructuredTaskScope} where they fit. Opened by
 * {@link TaskContext#scope}.
 *
 * {@snippet :
 * int sum = task.scope(scope -> {
 *     var left = scope.fork(t -> count(t, "left"));
 *     var right = scope.fork(t -> count(t, "right"));
 *     scope.join();
 *     return left.get() + right.get();
 * });
 * }
 *
 * <p>However the block is left, its subtasks have ended by then: those that still run are cancelled
 * and waited for. A body that returns without joining its last forks joins them first. When the
 * task is cancelled or runs past its time-out, its subtasks are cancelled at once.
 *
 * <p>Thread rule: belongs to the task that opened it.
 */
public interface TaskScope {

    /**
     * Starts a subtask: a child of the task, in its queue and without a slot of its own.
     *
     * @param job what it does
     * @param <R> the type of its result
     * @return the subtask
     * @throws TaskRejectedException at the cap on live tasks
     * @throws TaskCancelledException if the task is cancelled
     * @throws IllegalStateException if the scope has been left
     */
    default <R extends @Nullable Object> Subtask<R> fork(SchedulableJob<R> job) {
        return fork(TaskOptions.DEFAULTS, job);
    }

    /**
     * Starts a subtask with options. In a scope that is done already it ends at once as cancelled.
     *
     * @param options name, priority (the task's where null) and time-out
     * @param job what it does
     * @param <R> the type of its result
     * @return the subtask
     * @throws TaskRejectedException at the cap on live tasks
     * @throws TaskCancelledException if the task is cancelled
     * @throws IllegalStateException if the scope has been left
     */
    <R extends @Nullable Object> Subtask<R> fork(TaskOptions options, SchedulableJob<R> job);

    /**
     * Waits until the scope is done, as its {@link ScopeOptions.Joiner} says. May be called again
     * after further forks.
     *
     * @throws ScopeFailedException if it cannot succeed, with the first failure as its cause
     * @throws TaskTimeoutException if the time of the scope was up before
     * @throws TaskCancelledException if the task is cancelled
     */
    void join();

    /**
     * One subtask.
     *
     * @param <R> the type of its result
     */
    interface Subtask<R extends @Nullable Object> {

        /**
         * The result of a subtask that has succeeded.
         *
         * @return what it returned
         * @throws IllegalStateException if it has not ended; join first
         * @throws TaskFailedException if it failed, with its cause
         * @throws TaskCancelledException if it was cancelled
         */
        R get();

        /**
         * The subtask as a task.
         *
         * @return its handle
         */
        TaskHandle<R> handle();
    }

    /**
     * What is done in a scope.
     *
     * @param <R> the type of its result
     * @param <X> what it throws; inferred as unchecked where it throws nothing checked
     */
    @FunctionalInterface
    interface Body<R extends @Nullable Object, X extends Exception> {

        /**
         * Forks, joins, and puts the results together.
         *
         * @param scope the scope, valid until this method returns
         * @return the result
         * @throws X any failure; the subtasks are cancelled then
         */
        R run(TaskScope scope) throws X;
    }
}
