package dev.mayfly.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.event.KernelEvent;

import org.awaitility.Awaitility;
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
import java.time.Duration;

/** A running web application, of the kind that the class path makes it. */
final class WebApplication implements AutoCloseable {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Greetings.class, GreetingController.class})
    static class Application {}

    final ConfigurableApplicationContext context;
    private final HttpClient client = HttpClient.newHttpClient();

    WebApplication() {
        context =
                new SpringApplicationBuilder(Application.class)
                        .properties(
                                "server.port=0",
                                "spring.main.banner-mode=off",
                                "management.endpoints.web.exposure.include=health,prometheus,dumpstate",
                                "management.endpoint.health.show-details=always")
                        .run();
    }

    String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).GET().build());
    }

    String post(String path) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build());
    }

    private URI uri(String path) {
        return URI.create(
                "http://localhost:"
                        + context.getEnvironment().getRequiredProperty("local.server.port")
                        + path);
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    /** What every web application with the starter and the actuator must be able to do. */
    void check() throws Exception {
        assertThat(post("/greetings/Ada"))
                .contains("\"text\":\"Hello Ada\"")
                .contains("\"job\":\"greetings-greet\"")
                .contains("\"traced\":true");
        assertThat(get("/actuator/health")).contains("\"mayfly\":{").contains("\"owned\"");
        // The answer comes from within the task, which ends a moment later.
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(get("/actuator/prometheus"))
                                .contains("mayfly_tasks_total{status=\"completed\"} 1.0")
                                .contains("mayfly_syscall_counts{type=\"wait\"}"));
        assertThat(get("/actuator/dumpstate")).contains("\"schema\":2").contains("\"succeeded\":1");
    }

    /** A job that a request has submitted ends although the application is closed meanwhile. */
    void checkDrain() throws Exception {
        JobId id = new JobId(post("/holds"));
        Greetings greetings = context.getBean(Greetings.class);
        assertThat(greetings.busy.await(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        Jobs jobs = context.getBean(Jobs.class);
        context.getBean(Scheduler.class)
                .addListener(event -> {
                    if (event instanceof KernelEvent.ShutdownBegun) {
                        greetings.done.countDown();
                    }
                });
        context.close();
        assertThat(jobs.find(id).orElseThrow().state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(jobs.handle(id).orElseThrow().await(Duration.ofSeconds(60)))
                .isEqualTo("released");
    }

    @Override
    public void close() {
        context.close();
    }
}
