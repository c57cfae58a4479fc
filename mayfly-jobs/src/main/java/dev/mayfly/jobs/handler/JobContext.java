package dev.mayfly.jobs.handler;

import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.kernel.task.TaskContext;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * What a job holds while an attempt runs.
 *
 * <p>Thread rule: {@link #task()} belongs to the thread of the attempt; everything else may be
 * called by any thread until the attempt ends, and does nothing after.
 */
public interface JobContext {

    /**
     * The job that the calling thread runs.
     *
     * @return its context; empty on a thread that runs none, also on threads that a job has started
     */
    static Optional<JobContext> current() {
        return CurrentJob.get();
    }

    /**
     * The job's identity.
     *
     * @return the id, the same in every attempt
     */
    JobId id();

    /**
     * The job's name.
     *
     * @return the name in the registry
     */
    String name();

    /**
     * What was submitted.
     *
     * @return the envelope
     */
    JobEnvelope envelope();

    /**
     * Which attempt this is.
     *
     * @return 1 for the first
     */
    int attempt();

    /**
     * The system calls: sleep, spawn, signals and the rest.
     *
     * @return the kernel task that carries this attempt
     */
    TaskContext task();

    /**
     * Reports how far the attempt has come. Cheap enough for a tight loop: the store is written at
     * once for the first report and then at most every 100 ms, the last report included. {@code
     * done} never goes back: a smaller one is ignored. A total below {@code done} is raised to it.
     *
     * @param done units of work done, 0 or more
     * @param total units of work in all; 0 while unknown
     * @throws IllegalArgumentException if a number is negative
     */
    default void progress(long done, long total) {
        progress(done, total, null);
    }

    /**
     * Reports how far the attempt has come, with a word for people; see {@link #progress(long,
     * long)}.
     *
     * @param done units of work done, 0 or more
     * @param total units of work in all; 0 while unknown
     * @param message what is being done, cut after 500 characters; null for none
     * @throws IllegalArgumentException if a number is negative
     */
    void progress(long done, long total, @Nullable String message);

    /**
     * Writes a line to the job's log, which keeps the newest lines (1000 by default) and counts
     * those it dropped.
     *
     * @param line the line, cut after 4 000 characters
     */
    void log(String line);

    /**
     * A text to give to other systems so that they can tell a repeated attempt from a new request.
     *
     * @return the same for all attempts of this job, and no other job's
     */
    String idempotencyKey();

    /**
     * A number that grows with every start of this job: a system that remembers the highest one
     * seen can refuse an owner that does not know yet that it was replaced.
     *
     * @return the attempt's epoch
     */
    long fencingToken();

    /**
     * Tells whether the attempt was asked to end: cancelled, past its time-out, or the process is
     * shutting down. Does not throw.
     *
     * @return true once asked
     */
    boolean isCancelled();

    /**
     * Submits a job that has this one as its parent. It lives a life of its own: neither the end
     * nor a cancellation of the parent reaches it. A refusal because the process shuts down is best
     * let pass: the attempt then counts as interrupted and not as failed.
     *
     * @param name the job's name
     * @param payload the payload; null for none
     * @param <R> the type of the result
     * @return the new job's handle
     * @throws UnknownJobException if there is no job of that name
     * @throws PayloadException if the payload does not fit or cannot be encoded
     * @throws JobRejectedException if the process shuts down or holds too many jobs
     */
    default <R extends @Nullable Object> JobHandle<R> submit(
            String name, @Nullable Object payload) {
        return submit(name, payload, JobOptions.DEFAULTS);
    }

    /**
     * The batch that this job belongs to or comes after, as it stands now.
     *
     * @return how many jobs it has, and how they have ended; empty if there is none
     */
    default Optional<BatchRecord> batch() {
        return Optional.empty();
    }

    /**
     * Submits a job to the batch of this one, which cannot end before this one has.
     *
     * @param name the job's name
     * @param payload the payload; null for none
     * @param options what is to be otherwise than the definition says
     * @param <R> the type of the result
     * @return the new job's handle
     * @throws IllegalStateException if this job is not one of a batch, or not one of those that
     *     make it
     */
    default <R extends @Nullable Object> JobHandle<R> submitToBatch(
            String name, @Nullable Object payload, JobOptions options) {
        BatchPart part = envelope().options().policies().batch();
        if (part == null || part.role() != BatchPart.Role.MEMBER) {
            throw new IllegalStateException(
                    "job \""
                            + name()
                            + "\" ("
                            + id()
                            + ") is no member of a batch, and cannot add \""
                            + name
                            + "\" to it; submit a batch with Jobs.batch");
        }
        return submit(name, payload, options.withPolicies(options.policies().withBatch(part)));
    }

    /**
     * Submits a job that has this one as its parent, with options.
     *
     * @param name the job's name
     * @param payload the payload; null for none
     * @param options what is to be otherwise than the definition says
     * @param <R> the type of the result
     * @return the new job's handle
     * @throws UnknownJobException if there is no job of that name
     * @throws PayloadException if the payload does not fit or cannot be encoded
     * @throws JobRejectedException if the process shuts down or holds too many jobs
     */
    <R extends @Nullable Object> JobHandle<R> submit(
            String name, @Nullable Object payload, JobOptions options);
}
