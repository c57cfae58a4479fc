package dev.mayfly.kernel.task;

import org.jspecify.annotations.Nullable;

import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * What a task holds while it runs: the system calls, as methods.
 *
 * <p>Every call first looks whether the task was cancelled, or ran past its time-out, and then
 * throws {@link TaskCancelledException} or {@link TaskTimeoutException}; one that blocks throws it
 * as soon as that happens. Only {@link #id}, {@link #name}, {@link #queue}, {@link #age} and {@link
 * #isCancelled} never throw. What a task waits for in a call that blocks is visible from outside as
 * its {@linkplain TaskHandle#reason() reason}.
 *
 * <p>Thread rule: belongs to the thread of the task. Any other thread gets an {@link
 * IllegalStateException} that names the task.
 */
public interface TaskContext {

    /**
     * The task's identity.
     *
     * @return the id
     */
    TaskId id();

    /**
     * The task's name.
     *
     * @return the name, never blank
     */
    String name();

    /**
     * The queue the task was submitted to.
     *
     * @return the queue's name
     */
    String queue();

    /**
     * Lets time pass by the scheduler's clock, without holding a place on the engine.
     *
     * @param duration how long; zero or less is a {@link #yield()}
     * @throws TaskCancelledException if the task is cancelled before the time is over
     */
    void sleep(Duration duration);

    /**
     * Lets the tasks run that are ready and at least as urgent; returns at once where there are
     * none.
     *
     * @throws TaskCancelledException if the task is cancelled
     */
    void yield();

    /**
     * Starts a child in the same queue. Children are part of their parent's work: they take no slot
     * of the queue's concurrency, since a parent that waits for its child on a queue of one would
     * wait for ever.
     *
     * @param job what the child does
     * @param <R> the type of its result
     * @return the child's handle
     * @throws TaskRejectedException at the cap on live tasks
     */
    default <R extends @Nullable Object> TaskHandle<R> spawn(SchedulableJob<R> job) {
        return spawn(TaskOptions.DEFAULTS, job);
    }

    /**
     * Starts a child in the same queue, with options.
     *
     * @param options name, priority (the parent's where null) and time-out
     * @param job what the child does
     * @param <R> the type of its result
     * @return the child's handle
     * @throws TaskRejectedException at the cap on live tasks
     */
    <R extends @Nullable Object> TaskHandle<R> spawn(TaskOptions options, SchedulableJob<R> job);

    /**
     * Waits for another task to end.
     *
     * @param task the task
     * @param <R> the type of its result
     * @return success, failure or cancelled
     * @throws IllegalArgumentException if it is this task, or a task of another scheduler
     * @throws TaskCancelledException if this task is cancelled
     */
    <R extends @Nullable Object> JoinResult<R> join(TaskHandle<R> task);

    /**
     * Waits for another task to end, but no longer than the given time.
     *
     * @param task the task
     * @param timeout measured by the scheduler's clock; zero or less looks and does not wait
     * @param <R> the type of its result
     * @return success, failure, cancelled, or timed out
     * @throws IllegalArgumentException if it is this task, or a task of another scheduler
     * @throws TaskCancelledException if this task is cancelled
     */
    <R extends @Nullable Object> JoinResult<R> join(TaskHandle<R> task, Duration timeout);

    /**
     * Runs a block in which subtasks run, and at whose end none of them does: see {@link
     * TaskScope}. The first subtask that fails cancels the others.
     *
     * @param body forks, joins, and puts the results together
     * @param <R> the type of its result
     * @param <X> what it throws
     * @return what the body returned
     * @throws X what the body threw
     * @throws ScopeFailedException if a subtask failed or was cancelled
     * @throws TaskCancelledException if the task is cancelled
     */
    default <R extends @Nullable Object, X extends Exception> R scope(TaskScope.Body<R, X> body)
            throws X {
        return scope(ScopeOptions.DEFAULTS, body);
    }

    /**
     * Runs a block in which subtasks run, with options.
     *
     * @param options name, when it is done, and time-out
     * @param body forks, joins, and puts the results together
     * @param <R> the type of its result
     * @param <X> what it throws
     * @return what the body returned
     * @throws X what the body threw
     * @throws ScopeFailedException if it could not succeed
     * @throws TaskTimeoutException if its time was up before
     * @throws TaskCancelledException if the task is cancelled
     */
    <R extends @Nullable Object, X extends Exception> R scope(
            ScopeOptions options, TaskScope.Body<R, X> body) throws X;

    /**
     * Waits for a signal on a key. A signal that found nobody waiting was kept, and the next wait
     * takes it and returns at once.
     *
     * @param key any object with stable {@code equals} and {@code hashCode}, for instance a string
     *     or a record
     * @throws TaskCancelledException if the task is cancelled first
     */
    void awaitSignal(Object key);

    /**
     * Waits for a signal on a key, but no longer than the given time.
     *
     * @param key any object with stable {@code equals} and {@code hashCode}
     * @param timeout measured by the scheduler's clock; zero or less takes a kept signal or returns
     *     false at once
     * @return true if signalled, false if the time was up; never both lost and false
     * @throws TaskCancelledException if the task is cancelled first
     */
    boolean awaitSignal(Object key, Duration timeout);

    /**
     * Waits for a signal on a key up to a point in time. A time-out counts from the moment in which
     * the kernel sees the call; a deadline does not move when time passes between its computation
     * and the call, which matters where a clock is stepped.
     *
     * @param key any object with stable {@code equals} and {@code hashCode}
     * @param deadline a reading of the scheduler's monotonic clock, in nanoseconds; where it has
     *     passed, a kept signal is taken or false returned at once
     * @return true if signalled, false if the time was up; never both lost and false
     * @throws TaskCancelledException if the task is cancelled first
     */
    boolean awaitSignalUntil(Object key, long deadline);

    /**
     * Wakes every task that waits on a key; where there is none, one signal is kept for the next.
     *
     * @param key the key
     * @return how many were woken
     * @throws IllegalStateException if signals are already kept for too many keys (65 536) that
     *     nobody waits on
     */
    int signal(Object key);

    /**
     * Asks another task to end, as {@link TaskHandle#cancel()} does.
     *
     * @param task the task's id
     * @return true if it was alive and this was the first request
     */
    boolean cancel(TaskId task);

    /**
     * Waits until a channel is ready for an operation, by the scheduler's one selector.
     *
     * @param channel in non-blocking mode
     * @param operations as in {@link java.nio.channels.SelectionKey}, for instance {@code OP_READ}
     * @param timeout measured by the scheduler's clock; null for no limit
     * @return the operations that are ready; 0 if the time was up
     * @throws java.nio.channels.IllegalBlockingModeException if the channel is in blocking mode
     * @throws IllegalArgumentException if the channel does not support an operation
     * @throws java.io.UncheckedIOException if the channel is closed
     * @throws IllegalStateException if another task already waits on the channel
     * @throws TaskCancelledException if the task is cancelled first
     */
    int awaitIo(SelectableChannel channel, int operations, @Nullable Duration timeout);

    /**
     * Waits until a stage is completed, in whichever way, which the caller then reads from it.
     *
     * @param what the stage stands for, as in "waits for …": the reason that is shown
     * @param stage any stage; it is not cancelled where this call ends early
     * @param timeout measured by the scheduler's clock; null for no limit, zero or less looks and
     *     does not wait
     * @return true if it is completed, false if the time was up
     * @throws TaskCancelledException if the task is cancelled first
     * @throws UnsupportedOperationException on an engine whose bodies cannot block
     */
    boolean awaitStage(String what, CompletionStage<?> stage, @Nullable Duration timeout);

    /**
     * What the task's engine grants beyond the system calls, such as subprocesses or a sandbox.
     *
     * @param type which facility
     * @param <F> the type of the facility
     * @return the facility, valid until the body returns; the same one for the whole body
     * @throws FacilityNotGrantedException if the engine grants none of this type; the message names
     *     the queue, its engine and what to change
     */
    <F> F facility(Class<F> type);

    /**
     * How long ago the task was submitted, by the scheduler's monotonic clock: for measuring and
     * for deadlines. Never throws because of a stop.
     *
     * @return zero or more
     */
    Duration age();

    /**
     * Wall time by the scheduler's clock.
     *
     * @return the time
     */
    Instant now();

    /**
     * Writes a line to the process activity log: listeners get it as an event.
     *
     * @param message the line
     */
    void log(String message);

    /**
     * Tells whether the task was asked to end. Unlike every other method it does not throw, so that
     * a loop without system calls can leave in its own way.
     *
     * @return true once cancelled or past its time-out
     */
    boolean isCancelled();
}
