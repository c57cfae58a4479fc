package dev.mayfly.jobs.handler;

import org.jspecify.annotations.Nullable;

/**
 * The body of a job.
 *
 * <p>Thread rule: one instance serves all runs of the job, many at a time.
 *
 * @param <P> the payload's type; {@code Void} for a job without one
 * @param <R> the result's type; {@code Void} for a job without one
 */
@FunctionalInterface
public interface JobHandler<P extends @Nullable Object, R extends @Nullable Object> {

    /**
     * Does the work of one attempt. A job starts at least once and may start again after a failure
     * or the loss of its process, so the work should be safe to repeat; {@link
     * JobContext#idempotencyKey()} helps with that.
     *
     * @param payload decoded anew for each attempt; null for a job without one
     * @param job the attempt
     * @return the result, which must be encodable as JSON; null for none
     * @throws Exception any failure; the job's {@link dev.mayfly.jobs.model.RetryPolicy} decides
     *     what follows
     */
    R run(P payload, JobContext job) throws Exception;
}
