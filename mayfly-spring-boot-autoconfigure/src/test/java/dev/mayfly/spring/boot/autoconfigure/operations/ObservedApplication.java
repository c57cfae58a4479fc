package dev.mayfly.spring.boot.autoconfigure.operations;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import dev.mayfly.jobs.handler.JobFailedException;
import dev.mayfly.jobs.handler.PermanentFailureException;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

/**
 * An application with a web server, jobs on a disk, agents, traces and a scrape, in which a few
 * jobs have run.
 */
final class ObservedApplication implements AutoCloseable {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Work.class)
    static class Application {}

    static class Work {

        @MayflyJob(name = "well")
        void well() {}

        @MayflyJob(name = "ill")
        void ill() {
            throw new PermanentFailureException("no", null);
        }
    }

    private final ConfigurableApplicationContext context;
    private final String traceId;

    private ObservedApplication(ConfigurableApplicationContext context, String traceId) {
        this.context = context;
        this.traceId = traceId;
    }

    static ObservedApplication start(Path folder, String... properties) throws Exception {
        ConfigurableApplicationContext context =
                new SpringApplicationBuilder(Application.class)
                        .web(WebApplicationType.REACTIVE)
                        .properties(
                                "server.port=0",
                                "server.address=127.0.0.1",
                                "management.endpoints.web.exposure.include=prometheus,dumpstate",
                                "management.tracing.sampling.probability=1",
                                "management.tracing.export.otlp.enabled=false",
                                "mayfly.node-name=one",
                                "mayfly.queues.later.paused=true",
                                "mayfly.queues.threads.engine=threaded",
                                "mayfly.store.type=file",
                                "mayfly.store.path=" + folder.resolve("jobs"))
                        .properties(properties)
                        .run();
        return new ObservedApplication(context, work(context));
    }

    private static String work(ConfigurableApplicationContext context) throws Exception {
        Mayfly mayfly = context.getBean(Mayfly.class);
        Tracer tracer = context.getBean(Tracer.class);
        Span span = tracer.nextSpan().name("request").start();
        try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
            mayfly.submit("well").await(LIMIT);
            mayfly.submit("ill").await(LIMIT);
        } catch (JobFailedException e) {
            // as it should
        } finally {
            span.end();
        }
        return span.context().traceId();
    }

    <B> B bean(Class<B> type) {
        return context.getBean(type);
    }

    /** The trace that its jobs belong to. */
    String traceId() {
        return traceId;
    }

    HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .header("Accept", accept)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /** The lines of a scrape in Prometheus' text format that are about Mayfly. */
    List<String> scrape() throws IOException, InterruptedException {
        return get("/actuator/prometheus", "text/plain")
                .body()
                .lines()
                .filter(line -> line.matches("(# (HELP|TYPE) )?mayfly_.*"))
                .toList();
    }

    @Override
    public void close() {
        context.close();
    }
}
