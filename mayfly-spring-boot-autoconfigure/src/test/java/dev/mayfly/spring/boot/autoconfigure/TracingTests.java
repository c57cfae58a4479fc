package dev.mayfly.spring.boot.autoconfigure;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;
import dev.mayfly.spring.boot.autoconfigure.tracing.TracingJobInterceptor;
import dev.mayfly.spring.boot.autoconfigure.tracing.TracingSubmitInterceptor;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Follows traces through a whole application with OpenTelemetry, every trace recorded. */
class TracingTests {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Work.class)
    static class Application {
        @Bean
        InMemorySpanExporter exporter() {
            return InMemorySpanExporter.create();
        }

        @Bean
        SpanProcessor processor(InMemorySpanExporter exporter) {
            return SimpleSpanProcessor.create(exporter);
        }
    }

    static class Work {
        private final Mayfly mayfly;
        private final Scheduler scheduler;

        Work(Mayfly mayfly, Scheduler scheduler) {
            this.mayfly = mayfly;
            this.scheduler = scheduler;
        }

        @MayflyJob(name = "ids")
        Map<String, String> ids() {
            return mdc();
        }

        @MayflyJob(name = "twice", maxAttempts = 2, initialDelay = "1ms")
        void twice(JobContext job) {
            if (job.attempt() == 1) {
                throw new IllegalStateException("not yet");
            }
        }

        @MayflyJob(name = "child-task")
        Map<String, String> childTask(JobContext job) {
            return job.task().join(job.task().spawn(task -> mdc())).get();
        }

        @MayflyJob(name = "child-job")
        String childJob() {
            return mayfly.submit(this::ids).id().value();
        }

        @MayflyJob(name = "threaded-ids", queue = "threads")
        Map<String, String> threadedIds() {
            return mdc();
        }
    }

    static class LaterWork {
        @MayflyJob(name = "later-ids", queue = "stages", maxAttempts = 2, initialDelay = "1ms")
        CompletionStage<Map<String, String>> laterIds(JobContext job) {
            Map<String, String> ids = mdc();
            return CompletableFuture.supplyAsync(() -> {
                exporter.reset(); // a span that had ended with the start would stay away
                if (job.attempt() == 1) {
                    throw new IllegalStateException("not yet");
                }
                return ids;
            });
        }
    }

    static Map<String, String> mdc() {
        Map<String, String> map = MDC.getCopyOfContextMap();
        return map == null ? Map.of() : new TreeMap<>(map);
    }

    private static ConfigurableApplicationContext context;
    private static Mayfly mayfly;
    private static Tracer tracer;
    private static InMemorySpanExporter exporter;

    @BeforeAll
    static void start() {
        context =
                new SpringApplicationBuilder(Application.class, LaterWork.class)
                        .web(WebApplicationType.NONE)
                        .properties(
                                "management.tracing.sampling.probability=1",
                                "management.tracing.export.otlp.enabled=false",
                                "mayfly.engines.one.type=threaded",
                                "mayfly.engines.one.parallelism=1",
                                "mayfly.queues.stages.engine=async",
                                "mayfly.queues.threads.engine=one")
                        .run();
        mayfly = context.getBean(Mayfly.class);
        tracer = context.getBean(Tracer.class);
        exporter = context.getBean(InMemorySpanExporter.class);
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @BeforeEach
    void reset() {
        exporter.reset();
    }

    /** Submits within a span, and gives the span and the job's end. */
    private record Traced<R>(Span span, JobHandle<R> handle, R result) {}

    private static <R> Traced<R> traced(String job) throws Exception {
        Span span = tracer.nextSpan().name("request").start();
        JobHandle<R> handle;
        try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
            handle = mayfly.submit(job);
        } finally {
            span.end();
        }
        return new Traced<>(span, handle, handle.await(LIMIT));
    }

    /** The exported spans of a job; the span of an attempt ends just before the job does. */
    private static List<SpanData> spans(String job) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals("run " + job))
                .toList();
    }

    /** The parent of the span of the submission that a run belongs to. */
    private static String submitter(SpanData run) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getSpanId().equals(run.getParentSpanId()))
                .filter(span -> span.getName().startsWith("submit "))
                .findFirst()
                .orElseThrow()
                .getParentSpanId();
    }

    @Test
    void jobIsAChildOfTheSubmittersSpanAndItsLogsCarryTheIds() throws Exception {
        Traced<Map<String, String>> run = traced("ids");
        SpanData span = spans("ids").getFirst();
        assertThat(span.getTraceId()).isEqualTo(run.span().context().traceId());
        assertThat(submitter(span)).isEqualTo(run.span().context().spanId());
        assertThat(run.result())
                .containsEntry("traceId", span.getTraceId())
                .containsEntry("spanId", span.getSpanId())
                .containsEntry("jobId", run.handle().id().value())
                .containsEntry("jobName", "ids");
        assertThat(span.getAttributes().asMap().toString())
                .contains("job=ids")
                .contains("queue=default")
                .contains("messaging.message.id=" + run.handle().id().value())
                .contains("mayfly.job.attempt=1");
    }

    @Test
    void envelopeCarriesTheTraceInW3cFormat() throws Exception {
        Traced<Map<String, String>> run = traced("ids");
        var envelope = context.getBean(Jobs.class).find(run.handle().id()).orElseThrow().envelope();
        // The flags say that it is recorded (1), and may say that the id is random (2).
        assertThat(envelope.traceContext().get("traceparent"))
                .matches(
                        "00-"
                                + run.span().context().traceId()
                                + "-"
                                + spans("ids").getFirst().getParentSpanId()
                                + "-0[13]");
    }

    @Test
    void attemptWithoutAThreadIsASpanUntilItsStageEnds() throws Exception {
        Traced<Map<String, String>> run = traced("later-ids");
        // That of the first attempt was exported between the two, and taken away by the second.
        SpanData span = spans("later-ids").getFirst();
        assertThat(spans("later-ids")).hasSize(1);
        assertThat(span.getTraceId()).isEqualTo(run.span().context().traceId());
        var envelope = context.getBean(Jobs.class).find(run.handle().id()).orElseThrow().envelope();
        assertThat(envelope.traceContext().get("traceparent")).contains(span.getParentSpanId());
        assertThat(span.getAttributes().asMap().toString()).contains("mayfly.job.attempt=2");
        assertThat(run.result())
                .containsEntry("traceId", span.getTraceId())
                .containsEntry("spanId", span.getSpanId())
                .containsEntry("jobName", "later-ids");
    }

    @Test
    void eachAttemptHasTheSameParent() throws Exception {
        Traced<Object> run = traced("twice");
        assertThat(spans("twice"))
                .hasSize(2)
                .allMatch(span -> span.getTraceId().equals(run.span().context().traceId()))
                .allMatch(span -> submitter(span).equals(run.span().context().spanId()))
                .extracting(span -> span.getStatus().getStatusCode().name())
                .containsExactly("ERROR", "UNSET");
    }

    @Test
    void childTaskIsAChildOfItsJobsSpan() throws Exception {
        Traced<Map<String, String>> run = traced("child-task");
        SpanData span = spans("child-task").getFirst();
        SpanData child =
                exporter.getFinishedSpanItems().stream()
                        .filter(each -> each.getName().equals("task"))
                        .findFirst()
                        .orElseThrow();
        assertThat(child.getParentSpanId()).isEqualTo(span.getSpanId());
        assertThat(run.result())
                .containsEntry("traceId", span.getTraceId())
                .containsEntry("spanId", child.getSpanId());
    }

    @Test
    void childJobIsAChildOfItsJobsSpan() throws Exception {
        Traced<String> run = traced("child-job");
        JobHandle<?> child =
                context.getBean(Jobs.class).handle(new JobId(run.result())).orElseThrow();
        child.await(LIMIT);
        assertThat(submitter(spans("ids").getFirst()))
                .isEqualTo(spans("child-job").getFirst().getSpanId());
        assertThat(spans("ids").getFirst().getTraceId()).isEqualTo(run.span().context().traceId());
    }

    @Test
    void observationIsAParentLikeASpan() throws Exception {
        ObservationRegistry registry = context.getBean(ObservationRegistry.class);
        JobHandle<Map<String, String>> handle =
                Observation.createNotStarted("request", registry)
                        .observe(() -> mayfly.submit("ids"));
        handle.await(LIMIT);
        SpanData request =
                exporter.getFinishedSpanItems().stream()
                        .filter(span -> span.getName().equals("request"))
                        .findFirst()
                        .orElseThrow();
        assertThat(submitter(spans("ids").getFirst())).isEqualTo(request.getSpanId());
    }

    @Test
    void plainTaskSeesTheSubmittersSpan() throws Exception {
        Scheduler scheduler = context.getBean(Scheduler.class);
        Span span = tracer.nextSpan().name("request").start();
        try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
            assertThat(scheduler.spawn(task -> mdc()).await(LIMIT).get())
                    .containsEntry("traceId", span.context().traceId())
                    .containsEntry("spanId", span.context().spanId());
        } finally {
            span.end();
        }
        assertThat(scheduler.spawn(task -> mdc()).await(LIMIT).get())
                .doesNotContainKeys("traceId", "spanId");
    }

    @Test
    void jobWithoutSubmittersSpanBeginsATraceOfItsOwn() throws Exception {
        JobHandle<Map<String, String>> handle = mayfly.submit("ids");
        Map<String, String> ids = handle.await(LIMIT);
        SpanData span = spans("ids").getFirst();
        assertThat(SpanId.isValid(submitter(span))).isFalse();
        assertThat(ids).containsEntry("traceId", span.getTraceId());
    }

    @Test
    void threadOfAPoolForgetsTheJobBefore() throws Exception {
        Traced<Map<String, String>> run = traced("threaded-ids");
        assertThat(run.result()).containsEntry("traceId", run.span().context().traceId());
        Scheduler scheduler = context.getBean(Scheduler.class);
        assertThat(scheduler.submit("threads", task -> mdc()).await(LIMIT).get()).isEmpty();
    }

    @Test
    void withoutTracingJobsRunAndCarryNoTrace() {
        Runners.jobs()
                .withConfiguration(
                        org.springframework.boot.autoconfigure.AutoConfigurations.of(
                                MayflyTracingAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader("io.micrometer.tracing"))
                .withPropertyValues("mayfly.queues.threads.engine=threaded")
                .withUserConfiguration(Work.class)
                .run(context -> {
                    assertThat(context).doesNotHaveBean("mayflyTracingJobInterceptor");
                    JobHandle<Map<String, String>> handle =
                            context.getBean(Mayfly.class).submit("ids");
                    assertThat(handle.await(LIMIT)).containsOnlyKeys("jobId", "jobName");
                });
    }

    @Test
    void tracingBacksOffForTheApplicationsOwnInterceptors() {
        assertThat(context.getBeansOfType(TracingJobInterceptor.class)).hasSize(1);
        assertThat(context.getBeansOfType(TracingSubmitInterceptor.class)).hasSize(1);
        try (ConfigurableApplicationContext own =
                new SpringApplicationBuilder(Application.class, Own.class)
                        .web(WebApplicationType.NONE)
                        .properties(
                                "management.tracing.export.otlp.enabled=false",
                                "mayfly.queues.threads.engine=threaded")
                        .run()) {
            assertThat(own.getBeansOfType(TracingJobInterceptor.class)).containsOnlyKeys("own");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Own {
        @Bean
        TracingJobInterceptor own(
                ObservationRegistry observations,
                Tracer tracer,
                io.micrometer.tracing.propagation.Propagator propagator) {
            return new TracingJobInterceptor(observations, tracer, propagator);
        }
    }
}
