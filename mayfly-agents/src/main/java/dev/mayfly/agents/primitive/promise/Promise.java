package dev.mayfly.agents.primitive.promise;

import dev.mayfly.agents.capability.Sendable;
import dev.mayfly.agents.capability.Tag;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * A value that comes later, once: completed, failed or cancelled by whoever comes first. All others
 * are told that they came late, and change nothing.
 *
 * {@snippet :
 * Promise<Price> price = agents.promise("the price of MAY");
 * quotes.tell(new Ask("MAY", price));
 * Price answer = price.await(Duration.ofSeconds(2));
 * }
 *
 * <p>Any number may wait, before and after; all get the same value, so that one which can be
 * changed is best given to a promise that one waits for.
 *
 * <p>Thread rule: safe for use by any thread. What a thread did before it completed, failed or
 * cancelled a promise happens-before what others do after they have seen it done.
 *
 * @param <T> the type of the value
 */
public interface Promise<T> extends Tag<Promise<T>> {

    /**
     * Gives the value. Those that wait go on, and what was chained to {@linkplain #future() copies}
     * is run by the calling thread.
     *
     * <p>An {@code Iso} is used up where this returns true, and kept where it returns false.
     *
     * @param value what the waiting get
     * @return false if another was first, whose outcome is seen now or a moment later
     * @throws dev.mayfly.agents.capability.IsoConsumedException if the value was given away before
     *     and nobody else was first; where another thread gave it away in this very moment, the
     *     promise is failed with it, for it was this call that decided it
     */
    boolean complete(Sendable<? extends T> value);

    /**
     * Gives the reason why there will be no value.
     *
     * @param cause not null
     * @return false if another was first
     */
    boolean fail(Throwable cause);

    /**
     * Tells those that wait that nobody wants the value any more.
     *
     * @return false if another was first
     */
    boolean cancel();

    /**
     * Whether an outcome can be seen.
     *
     * @return true once it was completed, failed or cancelled, and from then on
     */
    boolean isDone();

    /**
     * The value if it has come. Never blocks.
     *
     * @return null as long as the promise is not done
     * @throws PromiseFailedException if it was failed, with the cause
     * @throws java.util.concurrent.CancellationException if it was cancelled
     */
    @Nullable T tryGet();

    /**
     * Waits for the value as long as it takes. A task waits by a system call.
     *
     * @return the value
     * @throws PromiseFailedException if it was failed, with the cause
     * @throws java.util.concurrent.CancellationException if it was cancelled
     * @throws InterruptedException if a thread that is no task is interrupted
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the task is cancelled; the promise
     *     is not
     */
    T await() throws InterruptedException;

    /**
     * Waits for the value, but no longer than the given time. Of a wait that ended without a value
     * nothing is kept.
     *
     * @param timeout by the scheduler's clock; zero or less looks and does not wait
     * @return the value
     * @throws TimeoutException if the time was up; the promise goes on
     * @throws PromiseFailedException if it was failed, with the cause
     * @throws java.util.concurrent.CancellationException if it was cancelled
     * @throws InterruptedException if a thread that is no task is interrupted
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the task is cancelled; the promise
     *     is not
     */
    T await(Duration timeout) throws InterruptedException, TimeoutException;

    /**
     * A copy as a future: completed with the value, completed exceptionally with the cause itself,
     * or cancelled. Whatever is done to the copy does nothing to the promise. The promise holds it
     * until it is done.
     *
     * @return another one each time
     */
    CompletableFuture<T> future();

    /** The promise itself: messages may carry it, for whoever gets it to complete or to await. */
    @Override
    default Promise<T> handOver() {
        return this;
    }
}
