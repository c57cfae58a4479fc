package dev.mayfly.jobs.handler;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobState;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * What the submitter of a job holds: its state, its result, and the means to cancel it. A handle
 * spans all attempts up to the terminal state; it knows nothing of a job that was made ready again
 * by hand afterwards.
 *
 * <p>Thread rule: safe for use by any thread.
 *
 * @param <R> the type of the result
 */
public interface JobHandle<R extends @Nullable Object> {

    /**
     * The job's identity.
     *
     * @return the id
     */
    JobId id();

    /**
     * The job's name.
     *
     * @return the name in the registry
     */
    String name();

    /**
     * Where the job is now.
     *
     * @return the state; once terminal, the terminal state this handle saw
     */
    JobState state();

    /**
     * The end of the job as a future, after all its attempts: it completes with the very object
     * that the handler returned, or exceptionally with a {@link JobFailedException}, a {@link
     * JobCancelledException}, or a {@link JobRejectedException} if the process stopped first.
     *
     * <p>Each call returns a future of its own; completing or cancelling it does not touch the job.
     * Actions attached to it without an executor run on the thread that ended the job and must be
     * quick.
     *
     * @return a new future
     */
    CompletableFuture<R> future();

    /**
     * Waits for the end of the job without a limit. Called by a job on its own thread this is the
     * wait system call. A job that waits for another of the same queue still holds its place there:
     * on a queue with concurrency 1 it waits for ever.
     *
     * @return what the handler returned
     * @throws JobFailedException if it failed for good
     * @throws JobCancelledException if it was cancelled
     * @throws JobRejectedException if the process stopped first
     * @throws InterruptedException if the waiting thread is interrupted
     */
    R await() throws InterruptedException;

    /**
     * Waits for the end of the job, but no longer than the given time; see {@link #await()}.
     *
     * @param timeout by the scheduler's clock if called by a job on its own thread, and otherwise
     *     in real time; zero or less looks and does not wait
     * @return what the handler returned
     * @throws TimeoutException if the job had not ended by then; it goes on
     * @throws JobFailedException if it failed for good
     * @throws JobCancelledException if it was cancelled
     * @throws JobRejectedException if the process stopped first
     * @throws InterruptedException if the waiting thread is interrupted
     */
    R await(Duration timeout) throws InterruptedException, TimeoutException;

    /**
     * Asks the job to end. One that waits ends at once; one that runs is interrupted, and is
     * cancelled when its handler has given up. A handler that returns a result all the same has
     * succeeded.
     *
     * @return true if the job had not ended and this was the first request
     */
    boolean cancel();
}
