package dev.mayfly.jobs.handler;

import dev.mayfly.jobs.model.JobRecord;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

/**
 * Wraps submissions and attempts: carries a context, such as a trace, from the submitter's thread
 * to the threads of the attempts. Of several, the first is the outermost.
 *
 * <p>Thread rule: called by many threads at a time.
 */
public interface JobInterceptor {

    /**
     * Captures what the attempts will need, on the submitter's thread. Not called for runs of
     * recurring jobs that the clock starts: they have no submitter.
     *
     * @param jobName the job being submitted
     * @return plain data to be stored with the job; empty for nothing
     */
    default Map<String, String> capture(String jobName) {
        return Map.of();
    }

    /**
     * Wraps one attempt, on its thread. What this throws counts as the attempt's failure.
     *
     * @param job the job as its attempt starts; {@code envelope().traceContext()} has what was
     *     captured
     * @param attempt the attempt; to be called exactly once
     * @param <R> the type of the result
     * @return what the attempt returned
     * @throws Exception what the attempt threw
     */
    default <R extends @Nullable Object> R around(JobRecord job, Callable<R> attempt)
            throws Exception {
        return attempt.call();
    }

    /**
     * Wraps the start of an attempt that goes on without a thread: that of an {@link
     * AsyncJobHandler} on a stackless engine. Everywhere else such an attempt passes {@link
     * #around} as a whole. What this throws counts as the attempt's failure.
     *
     * @param job the job as its attempt starts
     * @param end completes when the attempt ends, on a thread of the engine: with null, or with the
     *     failure, which for a cancelled attempt is a {@link
     *     dev.mayfly.kernel.task.TaskCancelledException}; never, if {@code start} throws
     * @param start the start; to be called exactly once
     * @param <R> the type of what the start returns
     * @return what the start returned
     * @throws Exception what the start threw
     */
    default <R extends @Nullable Object> R aroundStart(
            JobRecord job, CompletionStage<?> end, Callable<R> start) throws Exception {
        return around(job, start);
    }
}
