package dev.mayfly.kernel.engine.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.task.AsyncJob;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.SubmitInterceptor;
import dev.mayfly.kernel.task.TaskState;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

class PublishersTests {

    /** Sends 0, 1, 2, … as far as it is asked; ends where it is told to. */
    private static final class Counting implements Flow.Publisher<Integer>, Flow.Subscription {

        private final int end;
        private final @Nullable Throwable failure;
        private Flow.@Nullable Subscriber<? super Integer> subscriber;
        private int sent;
        private boolean ended;
        long asked;
        boolean cancelled;
        final CountDownLatch subscribed = new CountDownLatch(1);

        Counting(int end, @Nullable Throwable failure) {
            this.end = end;
            this.failure = failure;
        }

        @Override
        public void subscribe(Flow.Subscriber<? super Integer> subscriber) {
            this.subscriber = subscriber;
            subscriber.onSubscribe(this);
            subscribed.countDown();
        }

        @Override
        public void request(long n) {
            asked += n;
            for (long i = 0; i < n && sent < end && !cancelled; i++) {
                subscriber.onNext(sent++);
            }
            if (sent == end && !ended && !cancelled && end >= 0) {
                ended = true;
                if (failure == null) {
                    subscriber.onComplete();
                } else {
                    subscriber.onError(failure);
                }
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    @Test
    void listsAllElementsInOrder() {
        assertThat(Publishers.list(new Counting(1_000, null), 1_000).join())
                .isEqualTo(IntStream.range(0, 1_000).boxed().toList());
        assertThat(Publishers.list(new Counting(0, null), 1).join()).isEmpty();
    }

    @Test
    void neverAsksForMoreThanItWouldTakeAndOneToLearnOfMore() {
        var endless = new Counting(Integer.MAX_VALUE, null);

        CompletableFuture<List<Integer>> list = Publishers.list(endless, 100);

        assertThatThrownBy(list::join).hasMessageContaining("more than 100 elements");
        assertThat(endless.asked).isEqualTo(101);
        assertThat(endless.cancelled).isTrue();
    }

    @Test
    void asksInBatches() {
        var silent = new Counting(-1, null);
        Publishers.list(silent, 1_000_000);
        assertThat(silent.asked).isEqualTo(Publishers.BATCH);
    }

    @Test
    void takesTheLastAndTheOnly() {
        assertThat(Publishers.last(new Counting(500, null)).join()).isEqualTo(499);
        assertThat(Publishers.last(new Counting(0, null)).join()).isNull();
        assertThat(Publishers.only(new Counting(1, null)).join()).isZero();
        assertThatThrownBy(Publishers.only(new Counting(0, null))::join)
                .hasCauseInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(Publishers.only(new Counting(2, null))::join)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void takesOneOrNoneAndRefusesASecond() {
        assertThat(Publishers.atMostOne(new Counting(1, null)).join()).isZero();
        assertThat(Publishers.atMostOne(new Counting(0, null)).join()).isNull();
        var two = new Counting(2, null);
        assertThatThrownBy(Publishers.atMostOne(two)::join)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("more than one element");
        assertThat(two.cancelled).isTrue();
        assertThat(two.asked).isEqualTo(2);
    }

    @Test
    void passesTheErrorOn() {
        var failure = new IOException("gone");
        assertThatThrownBy(Publishers.list(new Counting(3, failure), 10)::join).hasCause(failure);
    }

    @Test
    void refusesAListWithoutRoom() {
        assertThatThrownBy(() -> Publishers.list(new Counting(0, null), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 0");
    }

    @Test
    void cancellingTheTaskCancelsTheSubscription() throws InterruptedException {
        for (String engine : List.of("coroutine", "threaded", "a")) {
            try (Scheduler scheduler = scheduler(engine)) {
                var silent = new Counting(-1, null);
                var task = scheduler.submit("q", AsyncJob.of(t -> Publishers.last(silent)));
                silent.subscribed.await();

                task.cancel();

                assertThat(task.await()).isInstanceOf(JoinResult.Cancelled.class);
                assertThat(task.state()).isEqualTo(TaskState.CANCELLED);
                assertThat(silent.cancelled).as(engine).isTrue();
            }
        }
    }

    @Test
    void cancelsASubscriptionThatComesAfterTheCancel() {
        var late = new Counting(-1, null);
        var subscribers = new java.util.ArrayList<Flow.Subscriber<? super Integer>>();
        CompletableFuture<Integer> last = Publishers.last(subscribers::add);
        last.cancel(true);

        subscribers.getFirst().onSubscribe(late);

        assertThat(late.cancelled).isTrue();
    }

    @Test
    void anInterceptorWrapsTheStartOfAJobWithoutAStack() throws InterruptedException {
        var wrapped = new AtomicInteger();
        var submitters = new CopyOnWriteArrayList<Thread>();
        var interceptor =
                new SubmitInterceptor() {
                    @Override
                    public <R extends @Nullable Object> SchedulableJob<R> intercept(
                            String name, String queue, SchedulableJob<R> job) {
                        Thread submitter = Thread.currentThread();
                        return task -> {
                            wrapped.incrementAndGet();
                            submitters.add(submitter);
                            return job.run(task);
                        };
                    }
                };
        try (Scheduler scheduler =
                Scheduler.builder()
                        .engine("a", name -> new AsyncEngine(name, 1))
                        .queue("q", q -> q.engine("a"))
                        .interceptor(interceptor)
                        .build()) {
            var task =
                    scheduler.submit("q", AsyncJob.of(t -> Publishers.last(new Counting(3, null))));
            assertThat(task.await().get()).isEqualTo(2);
            assertThat(wrapped).hasValue(1);
            assertThat(submitters).containsExactly(Thread.currentThread());
        }
    }

    private static Scheduler scheduler(String engine) {
        return Scheduler.builder()
                .engine("a", name -> new AsyncEngine(name, 1))
                .queue("q", q -> q.engine(engine))
                .build();
    }
}
