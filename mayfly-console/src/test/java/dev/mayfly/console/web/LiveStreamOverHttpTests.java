package dev.mayfly.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobHandle;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class LiveStreamOverHttpTests {

    private static ConfigurableApplicationContext start(WebApplicationType host) {
        return new SpringApplicationBuilder(ConsoleTestApplication.class)
                .web(host)
                .properties(
                        "server.port=0",
                        "server.shutdown=graceful",
                        "spring.lifecycle.timeout-per-shutdown-phase=120s",
                        "mayfly.shutdown.timeout=1ms",
                        "spring.main.banner-mode=off")
                .run();
    }

    private static BufferedReader open(
            HttpClient client, ConfigurableApplicationContext context, String view)
            throws Exception {
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://localhost:" + port + "/mayfly/stream?view=" + view))
                        .build();
        HttpResponse<java.io.InputStream> response =
                client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/event-stream");
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static void awaitLine(BufferedReader lines, String part) throws Exception {
        CompletableFuture<Boolean> found =
                CompletableFuture.supplyAsync(
                        () -> lines.lines().anyMatch(line -> line.contains(part)));
        assertThat(found.get(60, TimeUnit.SECONDS)).as("a line with " + part).isTrue();
    }

    @ParameterizedTest
    @EnumSource(value = WebApplicationType.class, names = {"REACTIVE", "SERVLET"})
    void aChangeIsPushedAndAnOpenStreamDoesNotHoldUpTheShutdown(WebApplicationType host) throws Exception {
        ConfigurableApplicationContext context = start(host);
        try (HttpClient client = HttpClient.newHttpClient()) {
            Jobs jobs = context.getBean(Jobs.class);
            JobHandle<?> job = jobs.submit("waits", "x");
            BufferedReader lines = open(client, context, "/jobs/" + job.id());
            awaitLine(lines, "event:/jobs/" + job.id());
            jobs.cancel(job.id());
            awaitLine(lines, "Cancelled");

            CompletableFuture<Void> closed = CompletableFuture.runAsync(context::close);
            CompletableFuture<Long> rest =
                    CompletableFuture.supplyAsync(() -> lines.lines().count());
            rest.get(60, TimeUnit.SECONDS);
            // Half of what the web server would wait for an open request.
            closed.get(60, TimeUnit.SECONDS);
        } finally {
            context.close();
        }
    }

    @ParameterizedTest
    @EnumSource(value = WebApplicationType.class, names = {"REACTIVE", "SERVLET"})
    void aStreamOfNothingIsNotFound(WebApplicationType host) throws Exception {
        try (ConfigurableApplicationContext context = start(host);
                HttpClient client = HttpClient.newHttpClient()) {
            String port = context.getEnvironment().getRequiredProperty("local.server.port");
            String question = "?view=%2Fbulk%3Fverb%3Dretry"; // it stands still
            for (String query : new String[] {"", "?view=/nowhere", "?view=/jobs/none", question}) {
                HttpRequest request =
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://localhost:"
                                                        + port
                                                        + "/mayfly/stream"
                                                        + query))
                                .timeout(Duration.ofSeconds(60))
                                .build();
                assertThat(
                                client.send(request, HttpResponse.BodyHandlers.discarding())
                                        .statusCode())
                        .isEqualTo(404);
            }
        }
    }
}
