package dev.mayfly.spring.boot.autoconfigure.tracing;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobInterceptor;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.BaggageInScope;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** Baggage and what is on log lines: there for the whole of a job, and gone after it. */
class TraceContextTests {

    /** Enough for every thread to have had its turn. */
    private static final int MANY = 200;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Work.class)
    static class Application {}

    static class Work {
        private final Mayfly mayfly;
        private final Tracer tracer;

        Work(Mayfly mayfly, Tracer tracer) {
            this.mayfly = mayfly;
            this.tracer = tracer;
        }

        /** What the tenant is at every turn of the job, of its child and in its second attempt. */
        @MayflyJob(name = "turns", maxAttempts = 2, initialDelay = "1ms")
        List<String> turns(JobContext job) throws Exception {
            var seen = new ArrayList<String>();
            for (int i = 0; i < 20; i++) {
                seen.add(tenant());
                job.task().sleep(Duration.ofMillis(1)); // whoever is free goes on with it
            }
            if (job.attempt() == 1) {
                throw new IllegalStateException("not yet");
            }
            seen.add(job.task().join(job.task().spawn(task -> tenant())).get());
            seen.add(job.step("look", String.class, this::tenant));
            return seen;
        }

        @MayflyJob(name = "parent")
        String parent() {
            return mayfly.submit("turns").id().value();
        }

        @MayflyJob(name = "tenant", queue = "threads")
        String onAPool() {
            return tenant();
        }

        @MayflyJob(name = "ids")
        String ids() {
            return MDC.get("traceId") + " " + MDC.get("spanId");
        }

        @MayflyJob(name = "quick")
        String quick() {
            return tenant();
        }

        private String tenant() {
            String baggage = tracer.getAllBaggage().get("tenant");
            return baggage + " " + MDC.get("tenant") + " " + (MDC.get("traceId") != null);
        }
    }

    /** Leaves on the thread what it puts there. */
    @Configuration(proxyBeanMethods = false)
    static class Leak {
        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        JobInterceptor leaky(Tracer tracer) {
            return new JobInterceptor() {
                @Override
                public <R extends @Nullable Object> R around(JobRecord job, Callable<R> attempt)
                        throws Exception {
                    tracer.withSpan(tracer.nextSpan().start());
                    tracer.createBaggageInScope("tenant", "left");
                    return attempt.call();
                }
            };
        }
    }

    private static ConfigurableApplicationContext start(double sampled, Class<?>... sources) {
        return start("management.tracing.sampling.probability=" + sampled, sources);
    }

    private static ConfigurableApplicationContext start(String property, Class<?>... sources) {
        return new SpringApplicationBuilder(Application.class)
                .sources(sources)
                .web(WebApplicationType.NONE)
                .properties(
                        property,
                        "management.tracing.export.otlp.enabled=false",
                        "management.tracing.baggage.remote-fields=tenant",
                        "management.tracing.baggage.correlation.fields=tenant",
                        "mayfly.engines.one.type=threaded",
                        "mayfly.engines.one.parallelism=1",
                        "mayfly.queues.threads.engine=one")
                .run();
    }

    private static <R> JobHandle<R> submit(
            ConfigurableApplicationContext context, String job, String tenant) {
        Tracer tracer = context.getBean(Tracer.class);
        Span span = tracer.nextSpan().name("request").start();
        try (Tracer.SpanInScope scope = tracer.withSpan(span);
                BaggageInScope baggage = tracer.createBaggageInScope("tenant", tenant)) {
            return context.getBean(Mayfly.class).submit(job);
        } finally {
            span.end();
        }
    }

    /** Everything that tasks from outside find on their threads, which should be nothing. */
    private static TreeSet<String> found(ConfigurableApplicationContext context, String queue)
            throws Exception {
        Tracer tracer = context.getBean(Tracer.class);
        ObservationRegistry observations = context.getBean(ObservationRegistry.class);
        Scheduler scheduler = context.getBean(Scheduler.class);
        var found = new TreeSet<String>();
        for (int i = 0; i < MANY; i++) {
            found.addAll(
                    scheduler
                            .submit(
                                    queue,
                                    task -> {
                                        var left = new ArrayList<String>();
                                        Map<String, String> mdc = MDC.getCopyOfContextMap();
                                        left.addAll(mdc == null ? List.of() : mdc.keySet());
                                        left.addAll(tracer.getAllBaggage().keySet());
                                        if (tracer.currentSpan() != null) {
                                            left.add("span");
                                        }
                                        if (observations.getCurrentObservation() != null) {
                                            left.add("observation");
                                        }
                                        return left;
                                    })
                            .await(LIMIT)
                            .get());
        }
        return found;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void baggageAndLogLinesGoWithTheJobWhereverItGoesOn(double sampled) throws Exception {
        try (ConfigurableApplicationContext context = start(sampled)) {
            List<JobHandle<List<String>>> handles = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                handles.add(submit(context, "turns", "tenant-" + i));
            }
            for (int i = 0; i < handles.size(); i++) {
                String tenant = "tenant-" + i;
                assertThat(handles.get(i).await(LIMIT))
                        .hasSize(22)
                        .containsOnly(tenant + " " + tenant + " true");
            }
            JobHandle<String> parent = submit(context, "parent", "acme");
            JobHandle<?> child =
                    context.getBean(Jobs.class)
                            .handle(new JobId(parent.await(LIMIT)))
                            .orElseThrow();
            assertThat(child.await(LIMIT).toString()).contains("acme acme true");
        }
    }

    @Test
    void nothingOfAJobIsLeftForWhatItsThreadDoesNext() throws Exception {
        try (ConfigurableApplicationContext context = start(1)) {
            List<JobHandle<String>> handles = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                handles.add(submit(context, "quick", "acme"));
            }
            for (JobHandle<String> handle : handles) {
                assertThat(handle.await(LIMIT)).isEqualTo("acme acme true");
            }
            assertThat(TraceContextTests.<String>submit(context, "tenant", "acme").await(LIMIT))
                    .isEqualTo("acme acme true");
            assertThat(found(context, "default")).isEmpty();
            assertThat(found(context, "threads")).isEmpty();
        }
    }

    @Test
    void whereExportIsOffNothingIsStoredAndLogLinesHaveIdsAllTheSame() throws Exception {
        try (ConfigurableApplicationContext context =
                start("management.tracing.export.enabled=false")) {
            JobHandle<String> job = submit(context, "ids", "acme");
            assertThat(job.await(LIMIT)).matches("[0-9a-f]{32} [0-9a-f]{16}");
            assertThat(context.getBean(Jobs.class).find(job.id()).orElseThrow().envelope())
                    .extracting(JobEnvelope::traceContext)
                    .isEqualTo(Map.of());
        }
    }

    @Test
    void whatIsLeftIsFound() throws Exception {
        try (ConfigurableApplicationContext context = start(1, Leak.class)) {
            TraceContextTests.<String>submit(context, "tenant", "acme").await(LIMIT);
            assertThat(found(context, "threads")).contains("span", "tenant");
        }
    }
}
