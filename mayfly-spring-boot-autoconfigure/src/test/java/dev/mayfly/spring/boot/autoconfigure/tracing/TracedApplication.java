package dev.mayfly.spring.boot.autoconfigure.tracing;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.syscall.SystemCall;
import dev.mayfly.kernel.syscall.SystemCallType;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;
import dev.mayfly.spring.boot.autoconfigure.Conditions;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.sdk.trace.SdkTracerProvider;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An application that sends its traces to a receiver, as one in production does. */
final class TracedApplication implements AutoCloseable {

    private static final Duration LONG = Duration.ofHours(1);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Work.class)
    static class Application {}

    static class Work {
        private final Mayfly mayfly;

        Work(Mayfly mayfly) {
            this.mayfly = mayfly;
        }

        @MayflyJob(name = "order", maxAttempts = 2, initialDelay = "1ms")
        void order(JobContext job) throws Exception {
            job.step("charge", () -> {});
            if (job.attempt() == 1) {
                throw new IllegalStateException("no printer");
            }
            mayfly.submit("invoice");
            var pack =
                    job.task()
                            .spawn(
                                    TaskOptions.named("pack"),
                                    task -> task.awaitSignal("packed", LONG));
            job.task().join(pack).get();
        }

        @MayflyJob(name = "invoice")
        void invoice() {}

        @MayflyJob(name = "approve")
        String approve(JobContext job) throws Exception {
            job.step("ask", () -> {});
            return job.awaitSignal("approved", LONG).isPresent() ? "yes" : "no";
        }

        @MayflyJob(name = "later", queue = "stages")
        CompletionStage<String> later() {
            return CompletableFuture.supplyAsync(() -> "done");
        }

        @MayflyJob(name = "stuck")
        void stuck(JobContext job) throws Exception {
            job.progress(1, 2, "is there");
            new CountDownLatch(1).await(); // until it is interrupted
        }

        @MayflyJob(name = "stuck-later", queue = "stages")
        CompletionStage<String> stuckLater(JobContext job) {
            job.progress(1, 2, "is there");
            return new CompletableFuture<>();
        }

        @MayflyJob(name = "late", timeout = "20ms", maxAttempts = 1)
        void late() throws Exception {
            new CountDownLatch(1).await(); // until it is interrupted
        }

        @MayflyJob(name = "late-later", queue = "stages", timeout = "20ms", maxAttempts = 1)
        CompletionStage<String> lateLater() {
            return new CompletableFuture<>();
        }

        @MayflyJob(name = "hands-on", maxAttempts = 1)
        void handsOn(JobContext job) {
            var child = job.task().spawn(task -> task.awaitSignal("never", LONG));
            child.cancel();
            job.task().join(child).get(); // throws that somebody else was cancelled
        }
    }

    private final ConfigurableApplicationContext context;

    TracedApplication(OtlpReceiver receiver, List<Class<?>> more, String... properties) {
        context =
                new SpringApplicationBuilder(Application.class)
                        .sources(more.toArray(Class<?>[]::new))
                        .web(WebApplicationType.NONE)
                        .properties(
                                Stream.concat(
                                                Stream.of(
                                                        "management.tracing.sampling.probability=1",
                                                        "management.opentelemetry.tracing.export.otlp.endpoint="
                                                                + receiver.endpoint(),
                                                        "mayfly.queues.stages.engine=async"),
                                                Stream.of(properties))
                                        .toArray(String[]::new))
                        .run();
    }

    Mayfly mayfly() {
        return context.getBean(Mayfly.class);
    }

    Jobs jobs() {
        return context.getBean(Jobs.class);
    }

    Scheduler scheduler() {
        return context.getBean(Scheduler.class);
    }

    /** The result of a call, and the trace it was made in. */
    record Request<R>(String traceId, R result) {}

    /** Calls within a span, as a controller is called. */
    <R> Request<R> request(Callable<R> call) throws Exception {
        Tracer tracer = context.getBean(Tracer.class);
        Span span = tracer.nextSpan().name("request").start();
        try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
            return new Request<>(span.context().traceId(), call.call());
        } finally {
            span.end();
        }
    }

    /** Waits until there are tasks that are blocked in calls of each of these types. */
    void awaitBlocked(SystemCallType... calls) {
        Conditions.await(() ->
                scheduler().snapshot().tasks().stream()
                        .filter(task -> !task.system())
                        .map(TaskSnapshot::call)
                        .filter(Objects::nonNull)
                        .map(SystemCall::type)
                        .collect(Collectors.toSet())
                        .containsAll(Set.of(calls)));
    }

    /** Sends what has been recorded. */
    void flush() {
        context.getBean(SdkTracerProvider.class)
                .forceFlush()
                .join(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        context.close();
    }
}
