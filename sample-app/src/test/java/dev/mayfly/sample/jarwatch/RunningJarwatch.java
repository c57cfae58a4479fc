package dev.mayfly.sample.jarwatch;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** The whole application on a port of its own, and the words its tests use. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "mayfly.retry.max-attempts=2",
            "mayfly.retry.initial-delay=10ms",
            "mayfly.dump-state-on-shutdown=false"
        })
abstract class RunningJarwatch {

    @TempDir Path folder;

    /** Each context has data of its own: a file of jobs is open in one at a time. */
    @DynamicPropertySource
    static void data(DynamicPropertyRegistry registry) throws IOException {
        Path data = TestData.newFolder();
        registry.add("jarwatch.data", data::toString);
    }

    @Autowired Jobs jobs;
    @Autowired Scheduler scheduler;
    @LocalServerPort int port;

    WebTestClient client() {
        return WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(16 * 1024 * 1024))
                .responseTimeout(Await.LIMIT)
                .build();
    }

    /** Starts an audit as a program does; returns where it is shown. */
    String audit(Path of) {
        EntityExchangeResult<byte[]> answer =
                client().post()
                        .uri("/audits")
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(Map.of("folder", of.toString()))
                        .exchange()
                        .expectStatus()
                        .isAccepted()
                        .expectBody()
                        .returnResult();
        URI location = Objects.requireNonNull(answer.getResponseHeaders().getLocation());
        return location.toString();
    }

    static JobId idOf(String audit) {
        return new JobId(audit.substring(audit.lastIndexOf('/') + 1));
    }

    JobRecord job(JobId id) {
        return jobs.find(id).orElseThrow();
    }

    void awaitState(JobId id, JobState state) {
        Await.until(id + " is " + state, () -> job(id).state() == state);
    }

    String page(String path) {
        return Objects.requireNonNull(
                client().get()
                        .uri(URI.create("http://localhost:" + port + path))
                        .accept(MediaType.TEXT_HTML)
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody());
    }
}
