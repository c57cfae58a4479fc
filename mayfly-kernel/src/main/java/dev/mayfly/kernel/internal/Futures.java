package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.task.JoinResult;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/**
 * The end of a task, and the futures that wait for it. Most tasks are never asked for a future, so
 * none is made before. Safe for use by any thread.
 */
final class Futures<R extends @Nullable Object> {

    private record Link<R extends @Nullable Object>(
            CompletableFuture<R> future, @Nullable Link<R> next) {}

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Futures.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Null, the list of futures so far, or the result. */
    private volatile @Nullable Object state;

    /** Whether everyone who is told before those that wait has been. */
    private volatile boolean told;

    @SuppressWarnings("unchecked") // only complete() puts a JoinResult in
    @Nullable JoinResult<R> result() {
        return state instanceof JoinResult<?> result ? (JoinResult<R>) result : null;
    }

    /** The result once those who hear of it first have: what a wait for the end goes by. */
    @Nullable JoinResult<R> toldResult() {
        return told ? result() : null;
    }

    @SuppressWarnings("unchecked") // only newFuture() puts links in
    CompletableFuture<R> newFuture() {
        var future = new CompletableFuture<R>();
        while (true) {
            Object seen = state;
            if (seen instanceof JoinResult<?> result) {
                complete(future, (JoinResult<R>) result);
                return future;
            }
            if (STATE.compareAndSet(this, seen, new Link<>(future, (Link<R>) seen))) {
                return future;
            }
        }
    }

    /**
     * Makes the result visible, and completes the futures after something else has been done.
     *
     * @param between runs when the result can be seen and nobody has been told yet
     */
    @SuppressWarnings("unchecked") // only newFuture() puts links in
    void complete(JoinResult<R> result, Runnable between) {
        Object seen = STATE.getAndSet(this, result);
        between.run();
        told = true;
        for (var link = (Link<R>) seen; link != null; link = link.next()) {
            complete(link.future(), result);
        }
    }

    private static <R extends @Nullable Object> void complete(
            CompletableFuture<R> future, JoinResult<R> result) {
        switch (result) {
            case JoinResult.Success<R>(R value) -> future.complete(value);
            case JoinResult.Failure<R>(Throwable cause) -> future.completeExceptionally(cause);
            case JoinResult.Skipped<R>(String reason) ->
                    future.completeExceptionally(
                            new CancellationException("the task was skipped: " + reason));
            default ->
                    future.completeExceptionally(
                            new CancellationException("the task was cancelled"));
        }
    }
}
