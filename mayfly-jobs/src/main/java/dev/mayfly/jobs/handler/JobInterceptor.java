package dev.mayfly.jobs.handler;

import dev.mayfly.jobs.model.JobRecord;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Wraps submissions, attempts and steps: carries a context, such as a trace, from the submitter's
 * thread to the threads of the attempts. Of several, the first is the outermost.
 *
 * <p>Thread rule: called by many threads at a time.
 */
public interface JobInterceptor {

    /**
     * Wraps a submission, on the submitter's thread: {@link #capture} and the store's answer come
     * within. For runs of recurring jobs that the clock starts, that is a thread of Mayfly's own,
     * with no context. What this throws refuses the submission.
     *
     * @param jobs what is submitted, one or more, before anything was captured
     * @param submission the submission; to be called exactly once
     * @param <R> the type of what comes of it
     * @return what the submission returned
     */
    default <R extends @Nullable Object> R aroundSubmit(
            List<JobRecord> jobs, Supplier<R> submission) {
        return submission.get();
    }

    /**
     * Captures what the attempts will need, on the submitter's thread, within {@link
     * #aroundSubmit}.
     *
     * @param jobName the job being submitted
     * @return plain data to be stored with the job; empty for nothing
     */
    default Map<String, String> capture(String jobName) {
        return Map.of();
    }

    /**
     * Hears that a job has come to the head of its queue, right before {@link #around} or {@link
     * #aroundStart} and on the same thread. What this throws counts as the attempt's failure.
     *
     * @param inLine the job while it waited: READY since its {@code changedAt}, or ASSIGNED to this
     *     node since then
     * @param job the job as its attempt starts
     */
    default void dequeued(JobRecord inLine, JobRecord job) {}

    /**
     * Wraps one attempt, on its thread. {@link JobContext#current()} is that of the job. What this
     * throws counts as the attempt's failure.
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

    /**
     * Wraps the body of a step, on the thread that asked for the step, where it has not been run by
     * an earlier attempt. What this throws is what the step throws.
     *
     * @param job the job as its attempt started
     * @param step the step's name
     * @param body the body; to be called exactly once
     * @param <R> the type of the result
     * @return what the body returned
     * @throws Exception what the body threw
     */
    default <R extends @Nullable Object> R aroundStep(JobRecord job, String step, Callable<R> body)
            throws Exception {
        return body.call();
    }
}
