package dev.mayfly.jobs.handler;

import dev.mayfly.kernel.task.AsyncJob;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletionStage;

/**
 * The body of a job that starts something and returns a stage; the attempt ends when the stage
 * does, and its value is the result.
 *
 * <p>It runs on every engine. On a stackless one (type {@code async}) an attempt that waits for its
 * stage holds no thread and no stack; elsewhere it waits by a system call. A cancelled attempt, or
 * one past its time-out, cancels the stage; see {@link AsyncJob} for which stages that reaches.
 *
 * <p>Thread rule: one instance serves all runs of the job, many at a time.
 *
 * @param <P> the payload's type; {@code Void} for a job without one
 * @param <R> the result's type; {@code Void} for a job without one
 */
@FunctionalInterface
public interface AsyncJobHandler<P extends @Nullable Object, R extends @Nullable Object>
        extends JobHandler<P, R> {

    /**
     * Begins the work of one attempt. {@link JobContext#task()}, {@link JobContext#current()} and
     * what interceptors put on the thread are there until this method returns; what is left of the
     * context works until the stage ends.
     *
     * @param payload decoded anew for each attempt; null for a job without one
     * @param job the attempt
     * @return completed with the result, which must be encodable as JSON; never null itself
     * @throws Exception any failure, which counts like one of the stage
     */
    CompletionStage<R> start(P payload, JobContext job) throws Exception;

    /**
     * Begins the work and waits for its end, on engines that give every task a stack.
     *
     * @throws Exception the failure of {@link #start}, or of its stage
     */
    @Override
    @SuppressWarnings("FunctionalInterfaceMethodChanged") // both say the same: run it to its end
    default R run(P payload, JobContext job) throws Exception {
        AsyncJob<R> body = task -> start(payload, job);
        return body.run(job.task());
    }
}
