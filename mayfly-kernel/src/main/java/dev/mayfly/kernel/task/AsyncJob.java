package dev.mayfly.kernel.task;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A job that starts something and returns a stage; the task ends when the stage does.
 *
 * {@snippet :
 * scheduler.submit("web", AsyncJob.of(task -> client.sendAsync(request, ofString())));
 * }
 *
 * <p>It runs on every engine. On a stackless one (type {@code async}) a task that waits for its
 * stage holds no thread and no stack; elsewhere it waits by {@link TaskContext#awaitStage}.
 *
 * <p>What the stage fails with is the task's failure, without the {@link CompletionException}
 * around it. When the task is cancelled, or past its time-out, the stage is cancelled by {@code
 * toCompletableFuture().cancel(true)}. Note that {@code thenApply} and the like of a {@link
 * CompletableFuture} return a stage whose cancellation does not reach the one before: return the
 * stage that does the work, or one whose {@code cancel} reaches it.
 *
 * @param <R> the type of the result
 */
public interface AsyncJob<R extends @Nullable Object> extends SchedulableJob<R> {

    /** What a task is shown to wait for: "its stage". */
    String WHAT = "its stage";

    /**
     * Begins the work; runs on the thread of the task and should be quick.
     *
     * @param task the system calls, valid on this thread until this method returns; only {@link
     *     TaskContext#isCancelled} and what never throws may be used later, by the stage
     * @return is completed with the result, never null
     * @throws Exception any failure; the task then ends as {@link TaskState#FAILED} with this cause
     */
    CompletionStage<R> start(TaskContext task) throws Exception;

    /**
     * Ends the work, on a thread of the engine, after the stage has ended or was cancelled because
     * the task was stopped. For what has to be written down at the end and must not be done on the
     * thread that completes the stage, which may be a client's only one. Not called when {@link
     * #start} threw.
     *
     * @param task the system calls, valid on this thread until this method returns; on a stackless
     *     engine it must not block in one
     * @param outcome a success with the stage's value, or a failure with what the stage, or the
     *     wait for it, failed with
     * @return the task's result; unless overridden the stage's value
     * @throws Exception any failure; unless overridden that of the outcome. A task that was stopped
     *     ends as that, whatever is thrown
     */
    default R finish(TaskContext task, JoinResult<R> outcome) throws Exception {
        return switch (outcome) {
            case JoinResult.Success<R>(R value) -> value;
            case JoinResult.Failure<R>(Exception cause) -> throw cause;
            case JoinResult.Failure<R>(Error cause) -> throw cause;
            case JoinResult<R> other -> throw new IllegalStateException("stage ended as " + other);
        };
    }

    /**
     * Begins the work, waits for its end and finishes it, on engines that give every task a stack.
     *
     * @throws Exception the failure of {@link #start}, or of {@link #finish}
     */
    @Override
    default R run(TaskContext task) throws Exception {
        CompletionStage<R> stage = start(task);
        var ended = new CompletableFuture<JoinResult<R>>();
        JoinResult<R> outcome;
        try {
            var _ =
                    stage.whenComplete((value, failure) ->
                            ended.complete(
                                    failure == null
                                            ? new JoinResult.Success<>(value)
                                            : new JoinResult.Failure<>(unwrapped(failure))));
            task.awaitStage(WHAT, ended, null);
            outcome = ended.join();
        } catch (Throwable stopped) { // also a stage of a stranger's make
            cancel(stage);
            outcome = new JoinResult.Failure<>(stopped);
        }
        return finish(task, outcome);
    }

    /**
     * Makes a lambda an asynchronous job, where a plain {@link SchedulableJob} is also possible.
     *
     * @param job the lambda
     * @param <R> the type of the result
     * @return the same
     */
    static <R extends @Nullable Object> AsyncJob<R> of(AsyncJob<R> job) {
        return job;
    }

    /**
     * What a stage failed with, without the wrappers that dependent stages put around it.
     *
     * @param failure as a stage reports it
     * @return the failure itself
     */
    static Throwable unwrapped(Throwable failure) {
        Throwable inner = failure;
        while (inner instanceof CompletionException && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    /**
     * Cancels a stage, if it is of a kind that can be. Whatever it throws is ignored: the task ends
     * all the same.
     *
     * @param stage the stage
     */
    static void cancel(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().cancel(true);
        } catch (RuntimeException e) {
            // A minimal stage has no future to cancel, and says so by throwing.
        }
    }
}
