package dev.mayfly.kernel.task;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * What the submitter of a task holds: its state, its result, and the means to cancel it.
 *
 * <p>Thread rule: safe for use by any thread. What the task did happens-before the return of every
 * method here that shows its end.
 *
 * @param <R> the type of the result
 */
public interface TaskHandle<R extends @Nullable Object> {

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
     * Where the task is now.
     *
     * @return the state; final once {@link TaskState#isTerminal()}
     */
    TaskState state();

    /**
     * Why the task is where it is, as one sentence for people.
     *
     * @return for instance {@code waits for a signal on "approved", at most 30 s}
     */
    String reason();

    /**
     * Tells whether the task has ended.
     *
     * @return true in every terminal state
     */
    default boolean isDone() {
        return state().isTerminal();
    }

    /**
     * Waits for the end of the task. Called within a task of the same scheduler, this is the join
     * system call.
     *
     * @return success, failure or cancelled
     * @throws InterruptedException if a thread that is not a task is interrupted
     */
    JoinResult<R> await() throws InterruptedException;

    /**
     * Waits for the end of the task, but no longer than the given time. Called within a task of the
     * same scheduler, this is the join system call.
     *
     * @param timeout measured by the scheduler's clock; zero or less looks and does not wait
     * @return success, failure, cancelled, or timed out if the task had not ended by then
     * @throws InterruptedException if a thread that is not a task is interrupted
     */
    JoinResult<R> await(Duration timeout) throws InterruptedException;

    /**
     * The end of the task as a future: it completes with the result, exceptionally with the
     * failure's cause, or is cancelled.
     *
     * <p>Each call returns a future of its own: completing or cancelling it does not touch the
     * task. Actions attached to it without an executor run on the thread that ended the task and
     * must be quick.
     *
     * @return a new future
     */
    CompletableFuture<R> future();

    /**
     * Asks the task to end. A task that has not started ends at once; one that runs gets a {@link
     * TaskCancelledException} at its next system call, and an interrupt where it blocks elsewhere.
     * Cancelling again does nothing.
     *
     * @return true if this call was the first to ask and the task had not ended
     */
    boolean cancel();
}
