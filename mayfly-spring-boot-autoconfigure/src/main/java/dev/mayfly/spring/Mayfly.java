package dev.mayfly.spring;

import dev.mayfly.jobs.BatchBuilder;
import dev.mayfly.jobs.batch.BatchHandle;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.handler.PayloadException;
import dev.mayfly.jobs.handler.UnknownJobException;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.step.SignalOptions;
import dev.mayfly.jobs.step.SignalRejectedException;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Submits jobs: by name, or by a reference to the method that carries {@link MayflyJob}.
 *
 * <pre>{@code
 * JobHandle<Invoice> bill = mayfly.submit(billing::bill, order);      // the bean at hand
 * JobHandle<Invoice> same = mayfly.submit(Billing::bill, order);      // no bean at hand
 * JobHandle<Invoice> name = mayfly.submit("billing-bill", order);
 * mayfly.with(JobOptions.DEFAULTS.withDelay(Duration.ofMinutes(5))).submit(billing::remind, order);
 * }</pre>
 *
 * <p>A method reference is resolved to the job's name at once; it is neither called nor stored.
 * Whether the method returns something, and takes a context before or after the payload, the
 * compiler sees by itself, and types the handle. It needs help in four cases: one of several
 * overloads is picked by a cast to a {@link JobMethod}; a number is written in the payload's own
 * type ({@code 3L}, where the method takes a {@code long}); a method that takes {@code Object} is
 * submitted by name when its payload is the bean itself; and a reference that the compiler turns
 * into a lambda ({@code super::x}, varargs) is refused when it arrives, as lambdas are.
 *
 * <p>Submission joins nothing and waits for nothing: when it returns, the store has accepted the
 * job. Within a running job it creates a child: lineage and trace are kept.
 *
 * <p>Thread rule: any thread.
 */
// A lambda without types would be ambiguous; references to methods, all it takes, are not.
@SuppressWarnings("overloads")
public interface Mayfly {

    /**
     * Submits a job by name.
     *
     * @param name the job's name or alias
     * @param payload what it gets; null for a job without payload
     * @param options delay, priority, queue, retry, time-out and labels of this one submission
     * @param <R> the type of the result, taken on trust
     * @return the job's handle
     * @throws UnknownJobException if there is no job of that name; suggests names that look alike
     * @throws PayloadException if the payload does not fit the job or cannot be written as JSON
     * @throws IllegalArgumentException if there is no queue as the options want
     * @throws JobRejectedException if Mayfly is shutting down, or full
     */
    <R extends @Nullable Object> JobHandle<R> submit(
            String name, @Nullable Object payload, JobOptions options);

    /**
     * Submits a job by a method reference, whatever its shape.
     *
     * @param method a reference to a method that is a job
     * @param payload what it gets; null for a job without payload
     * @param options delay, priority, queue, retry, time-out and labels of this one submission
     * @param <R> the type of the result, taken on trust
     * @return the job's handle
     * @throws IllegalArgumentException if it is a lambda, or a method that is no job; the message
     *     says what to write instead
     * @throws PayloadException if the payload does not fit the job or cannot be written as JSON
     * @throws JobRejectedException if Mayfly is shutting down, or full
     */
    <R extends @Nullable Object> JobHandle<R> submitMethod(
            JobMethod method, @Nullable Object payload, JobOptions options);

    /**
     * Sends a signal to a job, which may wait for it now or later. When this returns, the signal is
     * as durable as a job that was acknowledged.
     *
     * @param job to which job
     * @param name which signal, at most 200 characters
     * @param payload what comes with it, at most 256 KiB of JSON; null for nothing
     * @param options the sender and the signal's id
     * @return true if it is new; false if the job has had one with this id before
     * @throws SignalRejectedException if there is no such job, it has ended, or has 100 signals
     *     that it has not taken
     * @throws PayloadException if the payload cannot be written as JSON, or is too large
     * @throws IllegalArgumentException if the name is blank, too long or has control characters
     */
    boolean signal(JobId job, String name, @Nullable Object payload, SignalOptions options);

    /**
     * Sends a signal to a job, in the name of this node and without an id; see {@link
     * #signal(JobId, String, Object, SignalOptions)}.
     *
     * @param job to which job
     * @param name which signal, at most 200 characters
     * @param payload what comes with it; null for nothing
     * @throws SignalRejectedException as there
     * @throws PayloadException as there
     * @throws IllegalArgumentException as there
     */
    default void signal(JobId job, String name, @Nullable Object payload) {
        signal(job, name, payload, SignalOptions.DEFAULTS);
    }

    /**
     * The options that submissions through this object get.
     *
     * @return {@link JobOptions#DEFAULTS} unless it came from {@link #with}
     */
    JobOptions options();

    /**
     * Submits a batch: many jobs, all or none, that are counted together and may have a job that
     * runs after them; see {@link dev.mayfly.jobs.Jobs#batch(String, Consumer)}.
     *
     * @param name for people, 1 to 200 characters
     * @param jobs adds the jobs
     * @return its handle
     */
    BatchHandle batch(String name, Consumer<BatchBuilder> jobs);

    /**
     * A handle of a batch that was submitted earlier.
     *
     * @param id which
     * @return the handle; empty if there never was such a batch or it was removed since
     */
    Optional<BatchHandle> batch(String id);

    /**
     * This facade with options that make a submission repeatable; see {@link
     * JobOptions#withIdempotencyKey(String)}.
     *
     * @param key the same for each repetition, 1 to 200 characters
     * @return a facade like this one
     */
    default Mayfly withIdempotencyKey(String key) {
        return with(options().withIdempotencyKey(key));
    }

    /**
     * This facade for jobs that wait until others have succeeded; see {@link
     * JobOptions#after(dev.mayfly.jobs.model.JobId...)}.
     *
     * @param jobs the others
     * @return a facade like this one
     */
    default Mayfly after(JobHandle<?>... jobs) {
        return with(options().after(Arrays.stream(jobs).map(JobHandle::id).toArray(JobId[]::new)));
    }

    /**
     * The same, with other options for every submission through it.
     *
     * @param options delay, priority, queue, retry, time-out and labels
     * @return another view; this one is unchanged
     */
    Mayfly with(JobOptions options);

    /**
     * Submits a job by name.
     *
     * @param name the job's name or alias
     * @param payload what it gets; null for a job without payload
     * @param <R> the type of the result, taken on trust
     * @return the job's handle
     * @throws UnknownJobException if there is no job of that name; suggests names that look alike
     * @throws PayloadException if the payload does not fit the job or cannot be written as JSON
     * @throws JobRejectedException if Mayfly is shutting down, or full
     */
    default <R extends @Nullable Object> JobHandle<R> submit(
            String name, @Nullable Object payload) {
        return submit(name, payload, options());
    }

    /**
     * Submits a job without payload by name.
     *
     * @param name the job's name or alias
     * @param <R> the type of the result, taken on trust
     * @return the job's handle
     * @throws UnknownJobException if there is no job of that name; suggests names that look alike
     * @throws JobRejectedException if Mayfly is shutting down, or full
     */
    default <R extends @Nullable Object> JobHandle<R> submit(String name) {
        return submit(name, null, options());
    }

    /**
     * Submits a method that returns the result, seen with the payload.
     *
     * @param method for instance {@code reports::generate}
     * @param payload what the job gets
     * @param <P> the type of the payload
     * @param <R> the type of the result
     * @return the job's handle
     * @throws IllegalArgumentException if it is a lambda, or a method that is no job
     */
    default <P extends @Nullable Object, R extends @Nullable Object> JobHandle<R> submit(
            JobMethod.Call<P, R> method, P payload) {
        return submitMethod(method, payload, options());
    }

    /**
     * Submits a void method, seen with the payload.
     *
     * @param method for instance {@code reports::generate}
     * @param payload what the job gets
     * @param <P> the type of the payload
     * @return the job's handle
     * @throws IllegalArgumentException if it is a lambda, or a method that is no job
     */
    default <P extends @Nullable Object> JobHandle<@Nullable Void> submit(
            JobMethod.Run<P> method, P payload) {
        return submitMethod(method, payload, options());
    }

    /**
     * Submits a method that returns the result, seen with bean or context, and the payload.
     *
     * @param method for instance {@code Reports::generate}
     * @param payload what the job gets
     * @param <A> bean or context
     * @param <P> the type of the payload
     * @param <R> the type of the result
     * @return the job's handle
     * @throws IllegalArgumentException if it is a lambda, or a method that is no job
     */
    default <A extends @Nullable Object, P extends @Nullable Object, R extends @Nullable Object>
            JobHandle<R> submit(JobMethod.CallOn<A, P, R> method, P payload) {
        return submitMethod(method, payload, options());
    }

    /**
     * Submits a void method, seen with bean or context, and the payload.
     *
     * @param method for instance {@code Reports::generate}
     * @param payload what the job gets
     * @param <A> bean or context
     * @param <P> the type of the payload
     * @return the job's handle
     * @throws IllegalArgumentException if it is a lambda, or a method that is no job
     */
    default <A extends @Nullable Object, P extends @Nullable Object>
            JobHandle<@Nullable Void> submit(JobMethod.RunOn<A, P> method, P payload) {
        return submitMethod(method, payload, options());
    }

    /**
     * Submits a method that returns the result, seen with the payload and a context.
     *
     * @param method for instance {@code reports::generate}
     * @param payload what the job gets
     * @param <P> the type of the payload
     * @param <C> the type of the context
     * @param <R> the type of the result
     * @return the job's handle
     * @throws IllegalArgumentException if it is a lambda, or a method that is no job
     */
    default <P extends @Nullable Object, C extends @Nullable Object, R extends @Nullable Object>
            JobHandle<R> submit(JobMethod.CallWith<P, C, R> method, P payload) {
        return submitMethod(method, payload, options());
    }

    /**
     * Submits a void method, seen with the payload and a context.
     *
     * @param method for instance {@code reports::generate}
     * @param payload what the job gets
     * @param <P> the type of the payload
     * @param <C> the type of the context
     * @return the job's handle
     * @throws IllegalArgumentException if it is a lambda, or a method that is no job
     */
    default <P extends @Nullable Object, C extends @Nullable Object>
            JobHandle<@Nullable Void> submit(JobMethod.RunWith<P, C> method, P payload) {
        return submitMethod(method, payload, options());
    }

    /**
     * Submits a method that returns the result, seen with bean, payload and context.
     *
     * @param method for instance {@code Reports::generate}
     * @param payload what the job gets
     * @param <B> the type of the bean
     * @param <P> the type of the payload
     * @param <C> the type of the context
     * @param <R> the type of the result
     * @return the job's handle
     * @throws IllegalArgumentException if it is a lambda, or a method that is no job
     */
    default <
                    B extends @Nullable Object,
                    P extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            JobHandle<R> submit(JobMethod.CallOnWith<B, P, C, R> method, P payload) {
        return submitMethod(method, payload, options());
    }

    /**
     * Submits a void method, seen with bean, payload and context.
     *
     * @param method for instance {@code Reports::generate}
     * @param payload what the job gets
     * @param <B> the type of the bean
     * @param <P> the type of the payload
     * @param <C> the type of the context
     * @return the job's handle
     * @throws IllegalArgumentException if it is a lambda, or a method that is no job
     */
    default <B extends @Nullable Object, P extends @Nullable Object, C extends @Nullable Object>
            JobHandle<@Nullable Void> submit(JobMethod.RunOnWith<B, P, C> method, P payload) {
        return submitMethod(method, payload, options());
    }

    /**
     * Submits a method that returns the result, seen with bean, context and payload.
     *
     * @param method for instance {@code Reports::generate}
     * @param payload what the job gets
     * @param <B> the type of the bean
     * @param <C> the type of the context
     * @param <P> the type of the payload
     * @param <R> the type of the result
     * @return the job's handle
     * @throws IllegalArgumentException if it is a lambda, or a method that is no job
     */
    default <
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    P extends @Nullable Object,
                    R extends @Nullable Object>
            JobHandle<R> submit(JobMethod.CallOnLast<B, C, P, R> method, P payload) {
        return submitMethod(method, payload, options());
    }

    /**
     * Submits a void method, seen with bean, context and payload.
     *
     * @param method for instance {@code Reports::generate}
     * @param payload what the job gets
     * @param <B> the type of the bean
     * @param <C> the type of the context
     * @param <P> the type of the payload
     * @return the job's handle
     * @throws IllegalArgumentException if it is a lambda, or a method that is no job
     */
    default <B extends @Nullable Object, C extends @Nullable Object, P extends @Nullable Object>
            JobHandle<@Nullable Void> submit(JobMethod.RunOnLast<B, C, P> method, P payload) {
        return submitMethod(method, payload, options());
    }

    /**
     * Submits a method that returns the result, seen with nothing.
     *
     * @param method for instance {@code reports::nightly}
     * @param <R> the type of the result
     * @return the job's handle
     * @throws IllegalArgumentException if it is a lambda, or a method that is no job
     */
    default <R extends @Nullable Object> JobHandle<R> submit(JobMethod.Call0<R> method) {
        return submitMethod(method, null, options());
    }

    /**
     * Submits a void method, seen with nothing.
     *
     * @param method for instance {@code reports::nightly}
     * @return the job's handle
     * @throws IllegalArgumentException if it is a lambda, or a method that is no job
     */
    default JobHandle<@Nullable Void> submit(JobMethod.Run0 method) {
        return submitMethod(method, null, options());
    }

    /**
     * Submits a method that returns the result, seen with bean or context.
     *
     * @param method for instance {@code Reports::nightly}
     * @param <A> bean or context
     * @param <R> the type of the result
     * @return the job's handle
     * @throws IllegalArgumentException if it is a lambda, or a method that is no job
     */
    default <A extends @Nullable Object, R extends @Nullable Object> JobHandle<R> submit(
            JobMethod.Call<A, R> method) {
        return submitMethod(method, null, options());
    }

    /**
     * Submits a void method, seen with bean or context.
     *
     * @param method for instance {@code Reports::nightly}
     * @param <A> bean or context
     * @return the job's handle
     * @throws IllegalArgumentException if it is a lambda, or a method that is no job
     */
    default <A extends @Nullable Object> JobHandle<@Nullable Void> submit(JobMethod.Run<A> method) {
        return submitMethod(method, null, options());
    }

    /**
     * Submits a method that returns the result, seen with bean and context.
     *
     * @param method for instance {@code Reports::nightly}
     * @param <B> the type of the bean
     * @param <C> the type of the context
     * @param <R> the type of the result
     * @return the job's handle
     * @throws IllegalArgumentException if it is a lambda, or a method that is no job
     */
    default <B extends @Nullable Object, C extends @Nullable Object, R extends @Nullable Object>
            JobHandle<R> submit(JobMethod.CallOn<B, C, R> method) {
        return submitMethod(method, null, options());
    }

    /**
     * Submits a void method, seen with bean and context.
     *
     * @param method for instance {@code Reports::nightly}
     * @param <B> the type of the bean
     * @param <C> the type of the context
     * @return the job's handle
     * @throws IllegalArgumentException if it is a lambda, or a method that is no job
     */
    default <B extends @Nullable Object, C extends @Nullable Object>
            JobHandle<@Nullable Void> submit(JobMethod.RunOn<B, C> method) {
        return submitMethod(method, null, options());
    }
}
