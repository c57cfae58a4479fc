package dev.mayfly.kernel.engine.async;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * Makes stages of publishers, for {@link dev.mayfly.kernel.task.AsyncJob}s: cancelling the stage
 * cancels the subscription.
 *
 * {@snippet :
 * scheduler.submit("feed", AsyncJob.of(task -> Publishers.list(prices(), 1_000)));
 * }
 *
 * <p>Demand is bounded: a publisher is never asked for more elements than the stage will take, and
 * for at most {@value #BATCH} at a time.
 *
 * <p>Thread rule: safe for use by any thread. The returned futures complete on the publisher's
 * threads.
 */
public final class Publishers {

    /** How many elements are asked for at a time. */
    static final int BATCH = 64;

    private Publishers() {}

    /**
     * The last element.
     *
     * @param publisher what to subscribe to, at once
     * @param <T> the type of the elements
     * @return completed with the last element, or null where there was none; or with the
     *     publisher's error
     */
    public static <T> CompletableFuture<@Nullable T> last(Flow.Publisher<? extends T> publisher) {
        return subscribe(publisher, new Last<>());
    }

    /**
     * The only element.
     *
     * @param publisher what to subscribe to, at once
     * @param <T> the type of the elements
     * @return completed with the element; with a {@link NoSuchElementException} where there is
     *     none, and with an {@link IllegalStateException} where there is a second one, at which the
     *     subscription is cancelled
     */
    public static <T> CompletableFuture<T> only(Flow.Publisher<? extends T> publisher) {
        return subscribe(publisher, new Only<>());
    }

    /**
     * The only element, where there may also be none: what a {@code Mono} is.
     *
     * @param publisher what to subscribe to, at once
     * @param <T> the type of the elements
     * @return completed with the element, or null where there is none; with an {@link
     *     IllegalStateException} where there is a second one, at which the subscription is
     *     cancelled
     */
    public static <T> CompletableFuture<@Nullable T> atMostOne(
            Flow.Publisher<? extends T> publisher) {
        return subscribe(publisher, new AtMostOne<>());
    }

    /**
     * All elements.
     *
     * @param publisher what to subscribe to, at once
     * @param most how many there may be, 1 or more
     * @param <T> the type of the elements
     * @return completed with the elements in their order; with an {@link IllegalStateException}
     *     where there are more than {@code most}, at which the subscription is cancelled
     * @throws IllegalArgumentException if {@code most} is less than 1
     */
    public static <T> CompletableFuture<List<T>> list(
            Flow.Publisher<? extends T> publisher, int most) {
        if (most < 1) {
            throw new IllegalArgumentException(
                    "a list of at most " + most + " elements holds none");
        }
        return subscribe(publisher, new All<>(most));
    }

    private static <T, R extends @Nullable Object> CompletableFuture<R> subscribe(
            Flow.Publisher<? extends T> publisher, Collecting<T, R> subscriber) {
        publisher.subscribe(subscriber);
        return subscriber.future;
    }

    /** A future whose cancellation cancels a subscription. */
    private static final class Cancelling<R extends @Nullable Object> extends CompletableFuture<R> {

        private final Collecting<?, R> subscriber;

        Cancelling(Collecting<?, R> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            subscriber.release();
            return cancelled;
        }
    }

    /** Signals of one subscription come one after the other, as the specification demands. */
    private abstract static class Collecting<T, R extends @Nullable Object>
            implements Flow.Subscriber<T> {

        @SuppressWarnings("this-escape") // the future uses the subscriber when it is cancelled
        final CompletableFuture<R> future = new Cancelling<>(this);

        private final long most;
        private long asked;
        private long received;

        /** Guarded by this. */
        private Flow.@Nullable Subscription subscription;

        Collecting(long most) {
            this.most = most;
        }

        /** Takes an element that is within bounds. */
        abstract void take(T element);

        /** Completes the future, with what was taken. */
        abstract void finish();

        @Override
        public void onSubscribe(Flow.Subscription fresh) {
            synchronized (this) {
                if (subscription == null && !future.isDone()) {
                    subscription = fresh;
                    asked = 0;
                } else {
                    fresh.cancel();
                    return;
                }
            }
            ask();
        }

        @Override
        public void onNext(T element) {
            if (future.isDone()) {
                return;
            }
            if (++received > most) {
                future.completeExceptionally(
                        new IllegalStateException(
                                "the publisher sent more than "
                                        + (most == 1 ? "one element" : most + " elements")));
                release();
                return;
            }
            take(element);
            if (received == asked) {
                ask();
            }
        }

        @Override
        public void onError(Throwable failure) {
            future.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            finish();
        }

        private void ask() {
            // One more than is wanted, to learn of it; never more than that.
            long batch = Math.min(BATCH, most - received + 1);
            asked = received + batch;
            Flow.Subscription current;
            synchronized (this) {
                current = subscription;
            }
            if (current != null) {
                current.request(batch);
            }
        }

        void release() {
            Flow.Subscription current;
            synchronized (this) {
                current = subscription;
            }
            if (current != null) {
                current.cancel();
            }
        }
    }

    private static final class Last<T> extends Collecting<T, @Nullable T> {

        private @Nullable T latest;

        Last() {
            super(Long.MAX_VALUE / 2);
        }

        @Override
        void take(T element) {
            latest = element;
        }

        @Override
        void finish() {
            future.complete(latest);
        }
    }

    private static final class Only<T> extends Collecting<T, T> {

        private @Nullable T element;

        Only() {
            super(1);
        }

        @Override
        void take(T taken) {
            element = taken;
        }

        @Override
        void finish() {
            if (element == null) {
                future.completeExceptionally(
                        new NoSuchElementException("the publisher sent no element"));
            } else {
                future.complete(element);
            }
        }
    }

    private static final class AtMostOne<T> extends Collecting<T, @Nullable T> {

        private @Nullable T element;

        AtMostOne() {
            super(1);
        }

        @Override
        void take(T taken) {
            element = taken;
        }

        @Override
        void finish() {
            future.complete(element);
        }
    }

    private static final class All<T> extends Collecting<T, List<T>> {

        private final List<T> elements = new ArrayList<>();

        All(int most) {
            super(most);
        }

        @Override
        void take(T element) {
            elements.add(element);
        }

        @Override
        void finish() {
            future.complete(elements);
        }
    }
}
