package dev.mayfly.jobs.handler;

import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.jobs.step.JobSuspension;
import dev.mayfly.jobs.step.ReceivedSignal;
import dev.mayfly.jobs.step.StepAction;
import dev.mayfly.jobs.step.StepException;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.kernel.task.TaskContext;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

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
     * A text to give to other systems so that they can tell a step that is tried again from another
     * one. A step may have run and its end not been stored: this is what keeps its effect from
     * happening twice.
     *
     * @param step the step's name
     * @return {@link #idempotencyKey()}, a slash and the name
     */
    default String idempotencyKey(String step) {
        return idempotencyKey() + "/" + step;
    }

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
     * Runs a part of the job once: when it has returned, its result is stored, and every later run
     * of the handler, after a failure or a crash or a wait for a signal, gets that result without
     * running it again. A step that throws is not stored; nor is one whose process was lost before
     * this method has returned, so give {@link #idempotencyKey(String)} to others.
     *
     * <p>Blocks while the store writes. What is returned is the result as read back from its JSON,
     * in the first run as in later ones. What lies between steps runs every time, and must come to
     * the same steps: see {@code docs/durable-jobs.md}.
     *
     * <pre>{@code
     * Receipt receipt = job.step("charge", Receipt.class,
     *         () -> cards.charge(order, job.idempotencyKey("charge")));
     * }</pre>
     *
     * @param name the step's own, the same in every run; at most 200 characters
     * @param type of the result; its JSON has at most 256 KiB
     * @param body what to do; runs on the calling thread
     * @param <T> the type of the result
     * @return the result
     * @throws Exception what the body throws
     * @throws StepException if the name is blank, too long or used twice in an attempt, if the job
     *     has 1 000 steps already, or if the result is too large; the job fails for good
     * @throws PayloadException if the result cannot be encoded, or not be decoded as the type
     */
    default <T extends @Nullable Object> T step(
            String name, Class<T> type, Callable<? extends T> body) throws Exception {
        return step(name, (Type) type, body);
    }

    /**
     * Runs a part of the job once, whose result has a generic type; see {@link #step(String, Class,
     * Callable)}.
     *
     * @param name the step's own, the same in every run; at most 200 characters
     * @param type of the result; its JSON has at most 256 KiB
     * @param body what to do; runs on the calling thread
     * @param <T> the type of the result, taken on trust
     * @return the result
     * @throws Exception what the body throws
     * @throws StepException as there
     * @throws PayloadException as there
     */
    <T extends @Nullable Object> T step(String name, Type type, Callable<? extends T> body)
            throws Exception;

    /**
     * Runs a part of the job once, without a result; see {@link #step(String, Class, Callable)}.
     *
     * @param name the step's own, the same in every run; at most 200 characters
     * @param body what to do; runs on the calling thread
     * @throws Exception what the body throws
     * @throws StepException as there
     */
    default void step(String name, StepAction body) throws Exception {
        this.<@Nullable Object>step(
                name,
                (Type) Void.class,
                () -> {
                    body.run();
                    return null;
                });
    }

    /**
     * Waits for a signal, for as long as it takes, across restarts, without a thread, a task or a
     * place in the queue: where the signal has not come, this method throws a {@link
     * JobSuspension}, which ends the run of the handler, and the job is AWAITING_SIGNAL. With the
     * signal or the time-out it is READY again, its handler runs from the top, its finished steps
     * return what they returned, and this method returns. What it returned once it returns in every
     * later run.
     *
     * <p>A signal that was sent before anybody waits is kept for the wait. Several waits for one
     * name, in a loop for instance, get one signal each, in the order of acceptance. Neither the
     * wait nor the run that it ends counts as an attempt.
     *
     * <pre>{@code
     * var approval = job.awaitSignal("approved", Approval.class, Duration.ofDays(3));
     * if (approval.isEmpty()) {
     *     return "nobody has answered";
     * }
     * }</pre>
     *
     * @param name which signal; at most 200 characters
     * @param type of its payload
     * @param timeout how long the job waits, from its going to wait on; zero looks and does not
     *     wait
     * @param <T> the type of the payload
     * @return the signal; empty if the time is over
     * @throws StepException if the name is blank or too long, the time-out negative, or the job has
     *     1 000 steps already; the job fails for good
     * @throws PayloadException if the payload cannot be decoded as the type; the signal is kept
     */
    <T> Optional<ReceivedSignal<T>> awaitSignal(String name, Class<T> type, Duration timeout);

    /**
     * Waits for a signal whose payload is of no interest, or is anything; see {@link
     * #awaitSignal(String, Class, Duration)}.
     *
     * @param name which signal; at most 200 characters
     * @param timeout how long the job waits; zero looks and does not wait
     * @return the signal, its payload as the codec decodes what has no type; empty if the time is
     *     over
     * @throws StepException as there
     */
    default Optional<ReceivedSignal<Object>> awaitSignal(String name, Duration timeout) {
        return awaitSignal(name, Object.class, timeout);
    }

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
