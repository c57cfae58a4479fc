package dev.mayfly.kernel.task;

import org.jspecify.annotations.Nullable;

/**
 * Wraps every job on its way in, but for those that {@linkplain SchedulableJob#hasOwnContext bring
 * a context of their own}: the place to carry a context, for instance a trace, from the submitter
 * to the task.
 *
 * <p>Thread rule: called on the submitter's thread, which for a child is its parent's. What it
 * throws is counted as a listener failure, and the job runs unwrapped.
 */
@FunctionalInterface
public interface SubmitInterceptor {

    /**
     * Wraps a job, or returns it as it is.
     *
     * @param name the task's name
     * @param queue the task's queue
     * @param job the job; it must be run exactly once by the wrapper, on the same thread
     * @param <R> the type of its result
     * @return the job that will run
     */
    <R extends @Nullable Object> SchedulableJob<R> intercept(
            String name, String queue, SchedulableJob<R> job);

    /**
     * Wraps the job of a task that is spawned or forked by another, on the thread of that one. By
     * default as {@link #intercept} does.
     *
     * @param name the child's name
     * @param queue its queue
     * @param job the job, as in {@link #intercept}
     * @param <R> the type of its result
     * @return the job that will run
     */
    default <R extends @Nullable Object> SchedulableJob<R> interceptChild(
            String name, String queue, SchedulableJob<R> job) {
        return intercept(name, queue, job);
    }
}
