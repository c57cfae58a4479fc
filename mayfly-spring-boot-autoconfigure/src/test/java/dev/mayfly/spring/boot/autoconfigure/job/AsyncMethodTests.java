package dev.mayfly.spring.boot.autoconfigure.job;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.handler.AsyncJobHandler;
import dev.mayfly.jobs.handler.JobCancelledException;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobFailedException;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobRegistry;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;
import dev.mayfly.spring.boot.autoconfigure.Conditions;
import dev.mayfly.spring.boot.autoconfigure.Runners;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.FlowAdapters;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Methods that return stages and publishers, on an engine without stacks and on others. */
class AsyncMethodTests {

    record Order(String customer, long cents) {}

    record Invoice(String text) {}

    private static final Order ORDER = new Order("Ada", 250);

    @Component("later")
    static class Later {

        final AtomicBoolean cancelled = new AtomicBoolean();
        final CompletableFuture<String> never = new CompletableFuture<>();

        @MayflyJob(name = "stage")
        CompletionStage<Invoice> stage(Order order) {
            return CompletableFuture.supplyAsync(() -> new Invoice(order.customer()));
        }

        @MayflyJob(name = "list")
        CompletableFuture<List<Invoice>> list(Order order) {
            return stage(order).thenApply(List::of).toCompletableFuture();
        }

        @MayflyJob(name = "mono")
        Mono<Invoice> mono(Order order, JobContext job) {
            return Mono.delay(Duration.ofMillis(1))
                    .doOnNext(tick -> job.progress(1, 1, "ticked"))
                    .map(tick -> new Invoice(order.customer()));
        }

        @MayflyJob(name = "empty")
        Mono<Void> empty() {
            return Mono.empty();
        }

        @MayflyJob(name = "flow")
        Flow.Publisher<String> flow() {
            return FlowAdapters.toFlowPublisher(Flux.just("one"));
        }

        @MayflyJob(name = "many", maxAttempts = 1)
        Flux<Integer> many() {
            return Flux.range(0, 3).doOnCancel(() -> cancelled.set(true));
        }

        @MayflyJob(name = "second-try", maxAttempts = 2, initialDelay = "1ms")
        Mono<String> secondTry(JobContext job) {
            return job.attempt() == 1
                    ? Mono.error(new IOException("line busy"))
                    : Mono.just("attempt " + job.attempt());
        }

        @MayflyJob(name = "endless")
        Mono<String> endless() {
            return Mono.<String>never().doOnCancel(() -> cancelled.set(true));
        }

        @MayflyJob(name = "endless-stage")
        CompletableFuture<String> endlessStage() {
            return never;
        }

        @MayflyJob(name = "nothing", maxAttempts = 1)
        @SuppressWarnings("NullAway") // what a method may do that nobody checks
        CompletableFuture<String> nothing() {
            return null;
        }
    }

    @Component("handler")
    @MayflyJob(name = "handler")
    static class Handler implements AsyncJobHandler<Order, Invoice> {
        @Override
        public CompletionStage<Invoice> start(Order order, JobContext job) {
            return CompletableFuture.completedFuture(new Invoice(order.customer()));
        }
    }

    private static ApplicationContextRunner on(String engine) {
        return Runners.jobs()
                .withUserConfiguration(Later.class, Handler.class)
                .withPropertyValues("mayfly.queues.default.engine=" + engine);
    }

    private static <R> R result(ApplicationContext context, String job, Object payload)
            throws Exception {
        JobHandle<R> handle = context.getBean(Mayfly.class).submit(job, payload);
        return handle.await(LIMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "coroutine", "threaded"})
    void theValueIsTheResult(String engine) {
        on(engine)
                .run(context -> {
                    context.getBean(Scheduler.class).resume("default");
                    Invoice ada = new Invoice("Ada");
                    assertThat(AsyncMethodTests.<Invoice>result(context, "stage", ORDER))
                            .isEqualTo(ada);
                    assertThat(AsyncMethodTests.<List<Invoice>>result(context, "list", ORDER))
                            .containsExactly(ada);
                    assertThat(AsyncMethodTests.<Invoice>result(context, "mono", ORDER))
                            .isEqualTo(ada);
                    assertThat(AsyncMethodTests.<Invoice>result(context, "handler", ORDER))
                            .isEqualTo(ada);
                    assertThat(AsyncMethodTests.<String>result(context, "flow", null))
                            .isEqualTo("one");
                    assertThat(AsyncMethodTests.<Object>result(context, "empty", null)).isNull();
                });
    }

    @Test
    void theTypeOfTheResultIsReadFromTheDeclaration() {
        on("async")
                .run(context -> {
                    JobRegistry registry = context.getBean(JobRegistry.class);
                    assertThat(registry.get("stage").resultType()).isEqualTo(Invoice.class);
                    assertThat(registry.get("mono").resultType()).isEqualTo(Invoice.class);
                    assertThat(registry.get("empty").resultType()).isEqualTo(Void.class);
                    assertThat(registry.get("list").resultType().getTypeName())
                            .isEqualTo("java.util.List<" + Invoice.class.getTypeName() + ">");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "coroutine"})
    void aSecondElementFailsTheJobAndEndsTheSubscription(String engine) {
        on(engine)
                .run(context -> {
                    context.getBean(Scheduler.class).resume("default");
                    assertThatThrownBy(() -> result(context, "many", null))
                            .isInstanceOf(JobFailedException.class)
                            .hasMessageContaining("the publisher sent more than one element");
                    assertThat(context.getBean(Later.class).cancelled).isTrue();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "coroutine"})
    void aFailedPublisherIsSubscribedToAgainByTheNextAttempt(String engine) {
        on(engine)
                .run(context -> {
                    context.getBean(Scheduler.class).resume("default");
                    assertThat(AsyncMethodTests.<String>result(context, "second-try", null))
                            .isEqualTo("attempt 2");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "coroutine", "threaded"})
    void cancellingTheJobCancelsTheSubscriptionAndTheStage(String engine) {
        on(engine)
                .run(context -> {
                    Scheduler scheduler = context.getBean(Scheduler.class);
                    scheduler.resume("default");
                    Later later = context.getBean(Later.class);
                    cancelled(context, "endless", later.cancelled::get);
                    cancelled(context, "endless-stage", later.never::isCancelled);
                });
    }

    private static void cancelled(ApplicationContext context, String job, BooleanSupplier heard) {
        JobHandle<String> handle = context.getBean(Mayfly.class).submit(job);
        awaitStage(context.getBean(Scheduler.class));
        handle.cancel();
        assertThatThrownBy(() -> handle.await(LIMIT)).isInstanceOf(JobCancelledException.class);
        assertThat(heard.getAsBoolean()).isTrue();
    }

    private static void awaitStage(Scheduler scheduler) {
        Conditions.await(() ->
                scheduler.snapshot().tasks().stream()
                        .anyMatch(task ->
                                task.state() == TaskState.WAITING
                                        && task.reason().contains("its stage")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "coroutine"})
    void aTimeOutCancelsTheSubscription(String engine) {
        on(engine)
                .run(context -> {
                    context.getBean(Scheduler.class).resume("default");
                    JobOptions options =
                            JobOptions.DEFAULTS
                                    .withTimeout(Duration.ofMillis(20))
                                    .withRetry(RetryPolicy.NONE);
                    JobHandle<String> handle =
                            context.getBean(Mayfly.class).submit("endless", null, options);
                    assertThatThrownBy(() -> handle.await(LIMIT))
                            .isInstanceOf(JobFailedException.class)
                            .hasMessageContaining("time-out of PT0.02S");
                    assertThat(context.getBean(Later.class).cancelled).isTrue();
                });
    }

    @Test
    void aThousandSubscriptionsNeedOneThread() {
        on("async")
                .withPropertyValues("mayfly.engines.async.parallelism=1")
                .run(context -> {
                    Scheduler scheduler = context.getBean(Scheduler.class);
                    scheduler.resume("default");
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    List<JobHandle<String>> handles =
                            java.util.stream.IntStream.range(0, 1_000)
                                    .mapToObj(i -> mayfly.<String>submit("endless"))
                                    .toList();
                    Conditions.await(() ->
                            scheduler.snapshot().tasks().stream()
                                            .filter(task -> task.reason().contains("its stage"))
                                            .count()
                                    == 1_000);
                    handles.forEach(JobHandle::cancel);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "coroutine"})
    void nullInPlaceOfAStageIsAFailureThatNamesTheMethod(String engine) {
        on(engine)
                .run(context -> {
                    context.getBean(Scheduler.class).resume("default");
                    assertThatThrownBy(() -> result(context, "nothing", null))
                            .isInstanceOf(JobFailedException.class)
                            .hasMessageContaining("nothing() returned null");
                });
    }

    /** The compiler would make a {@code JobHandle<Mono<Invoice>>} of it. */
    @Test
    void aReferenceToSuchAMethodIsRefusedWithTheNameToSubmitBy() {
        on("async")
                .run(context -> {
                    Later later = context.getBean(Later.class);
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    assertThatThrownBy(() -> mayfly.submit(later::stage, ORDER))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("returns a CompletionStage")
                            .hasMessageContaining("mayfly.submit(\"stage\", payload)");
                });
    }

    @Component("plain")
    static class Plain {
        @MayflyJob(name = "plain")
        CompletableFuture<String> plain() {
            return CompletableFuture.completedFuture("yes");
        }
    }

    @Test
    void stagesNeedNoReactiveStreams() {
        Runners.jobs()
                .withUserConfiguration(Plain.class)
                .withClassLoader(
                        new FilteredClassLoader("org.reactivestreams", "reactor.core.publisher"))
                .run(context ->
                        assertThat(AsyncMethodTests.<String>result(context, "plain", null))
                                .isEqualTo("yes"));
    }
}
