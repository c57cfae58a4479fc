package dev.mayfly.kernel.task;

import org.jspecify.annotations.Nullable;

/**
 * What waiting for a task brought: one of five outcomes, to be told apart by {@code switch}.
 *
 * @param <R> the type of the task's result
 */
public sealed interface JoinResult<R extends @Nullable Object> {

    /**
     * The task returned.
     *
     * @param value what it returned, possibly null
     * @param <R> the type of the result
     */
    record Success<R extends @Nullable Object>(R value) implements JoinResult<R> {}

    /**
     * The task threw, or exceeded its time-out.
     *
     * @param cause what it threw, the very instance
     * @param <R> the type of the result
     */
    record Failure<R extends @Nullable Object>(Throwable cause) implements JoinResult<R> {}

    /**
     * The task was cancelled.
     *
     * @param <R> the type of the result
     */
    record Cancelled<R extends @Nullable Object>() implements JoinResult<R> {}

    /**
     * The task never ran, because one that it comes after did not complete.
     *
     * @param reason which, and how that ended
     * @param <R> the type of the result
     */
    record Skipped<R extends @Nullable Object>(String reason) implements JoinResult<R> {}

    /**
     * The task had not ended when the time was up; it goes on.
     *
     * @param <R> the type of the result
     */
    record TimedOut<R extends @Nullable Object>() implements JoinResult<R> {}

    /**
     * The value of a success.
     *
     * @return what the task returned
     * @throws TaskFailedException if it failed, with its cause
     * @throws TaskCancelledException if it was cancelled or skipped
     * @throws TaskTimeoutException if it had not ended in time
     */
    default R get() {
        return switch (this) {
            case Success<R>(R value) -> value;
            case Failure<R>(Throwable cause) -> throw new TaskFailedException(cause);
            case Cancelled<R>() ->
                    throw new TaskCancelledException("the task that was joined was cancelled");
            case Skipped<R>(String reason) ->
                    throw new TaskCancelledException(
                            "the task that was joined was skipped: " + reason);
            case TimedOut<R>() ->
                    throw new TaskTimeoutException(
                            "the task that was joined had not ended in time");
        };
    }
}
