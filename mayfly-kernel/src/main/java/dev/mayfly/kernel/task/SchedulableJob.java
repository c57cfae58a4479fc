package dev.mayfly.kernel.task;

import org.jspecify.annotations.Nullable;

/**
 * What a user hands to the scheduler: a body that is run once, as one task.
 *
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface SchedulableJob<R extends @Nullable Object> {

    /**
     * Does the work. Runs on the thread of the task, which on the coroutine engine is a virtual
     * thread: ordinary blocking code, {@code synchronized}, {@code ThreadLocal} and JDBC all work.
     *
     * @param task the system calls, valid on this thread until this method returns
     * @return the result, possibly null
     * @throws Exception any failure; the task then ends as {@link TaskState#FAILED} with this cause
     */
    R run(TaskContext task) throws Exception;

    /**
     * Whether the job brings its own context, and is not to get that of whoever submits it.
     *
     * @return true for a job that no {@link SubmitInterceptor} is to wrap; false by default
     */
    default boolean hasOwnContext() {
        return false;
    }
}
