package dev.mayfly.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.supervise.ChildSpec;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What ran when, and who started whom, as they are sent to a browser. */
@Timeout(120)
@SpringBootTest(
        classes = ConsoleTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"spring.main.web-application-type=reactive", "spring.application.name=views"})
class TaskViewsTests {
    private static final String HOSTILE = ConsoleTestApplication.HOSTILE;

    @LocalServerPort int port;

    @BeforeAll
    static void play(@Autowired Scheduler scheduler, @LocalServerPort int port) throws Exception {
        client(port)
                .get()
                .uri("/mayfly/tasks/timeline")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody();
        TaskOptions named = TaskOptions.DEFAULTS.withName(HOSTILE);
        scheduler.submit(HOSTILE, named, task -> "done").await();
        scheduler.submit(HOSTILE, named, task -> task.awaitSignal("over", Duration.ofHours(1)));
        TaskHandle<?> failed =
                scheduler.submit(
                        "default",
                        TaskOptions.DEFAULTS.withName("fails"),
                        task -> {
                            throw new IllegalStateException("top-secret");
                        });
        failed.await();
        scheduler.supervise(
                HOSTILE,
                s ->
                        s.child(
                                ChildSpec.worker(
                                        HOSTILE,
                                        task -> task.awaitSignal(HOSTILE, Duration.ofHours(1)))));
        // Pictures are shared for a moment by all who look.
        Await.until(
                "all are seen",
                () ->
                        read(port, "/mayfly/tasks/timeline?span=3600s").contains(">fails</a>")
                                && read(port, "/mayfly/tasks/tree").contains(">1 supervisor<"));
    }

    @AfterAll
    static void end(@Autowired Scheduler scheduler) {
        var _ = scheduler.signal("over");
        scheduler.snapshot().supervisors().forEach(each -> scheduler.cancel(each.id()));
    }

    private static WebTestClient client(int port) {
        return WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .responseTimeout(Duration.ofSeconds(60))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(4 << 20))
                .build();
    }

    private String page(String path) {
        return read(port, path);
    }

    private static String read(int port, String path) {
        return client(port)
                .get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .value(
                        "Content-Security-Policy",
                        policy -> assertThat(policy).doesNotContain("unsafe"))
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
    }

    @Test
    void whatRanIsDrawnAndSaidInATable() {
        assertThat(page("/mayfly/tasks/timeline?span=3600s"))
                .contains(
                        "<title>Timeline · Mayfly</title>",
                        "What ran in the last hour",
                        "recorded since ",
                        ">default</a>",
                        "viewBox=\"0 0 1000 14\"",
                        "class=\"r-blank\"",
                        "The longest runs",
                        ">fails</a>",
                        "<span>Failed</span>",
                        "<span>Waiting</span>",
                        "href=\"/mayfly/tasks\" aria-current=\"page\"",
                        "data-live=\"/tasks/timeline?by=queues&amp;span=3600s\"")
                .doesNotContain("top-secret");
        assertThat(page("/mayfly/tasks/timeline?by=carriers&span=3600s"))
                .contains("-carrier-", "% busy");
    }

    @Test
    void supervisorsAreShownWithTheirChildren() {
        assertThat(page("/mayfly/tasks/tree"))
                .contains(
                        "<title>Tree · Mayfly</title>",
                        ">1 supervisor</h1>",
                        ">Supervisor</span>",
                        ">Child</span>",
                        "1 of 1 restart left within 5 s",
                        "data-live=\"/tasks/tree\"");
    }

    @Test
    void aPictureOfThePastStandsStill() {
        assertThat(page("/mayfly/tasks/timeline?span=5s&until=1000000"))
                .contains("What ran in 5 s", "Nothing ran in this stretch", ">Follow</a>")
                .doesNotContain("data-live", "id=\"live\"");
    }

    @Test
    void everyValueIsText() {
        for (String path :
                new String[] {
                    "/mayfly/tasks/timeline?span=3600s",
                    "/mayfly/tasks/timeline?by=carriers&span=3600s",
                    "/mayfly/tasks/timeline?span=60s&until=99999999999999",
                    "/mayfly/tasks/tree"
                }) {
            assertThat(page(path))
                    .as(path)
                    .doesNotContain("<img", "<script>", "onerror=alert(1)>")
                    .doesNotContainPattern("(?i)\\son[a-z]+=\"")
                    .doesNotContainPattern("(?i)<style|\\sstyle=");
        }
        assertThat(page("/mayfly/tasks/tree")).contains("&lt;script&gt;alert(2)&lt;/script&gt;");
        assertThat(page("/mayfly/tasks/timeline?span=3600s"))
                .contains("&lt;script&gt;alert(2)&lt;/script&gt;");
    }

    @Test
    void theRecordingIsAFileForPerfetto() {
        byte[] file =
                client(port)
                        .get()
                        .uri("/mayfly/tasks/timeline.json")
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectHeader()
                        .contentType(MediaType.APPLICATION_JSON)
                        .expectHeader()
                        .valueEquals(
                                "Content-Disposition", "attachment; filename=\"mayfly-trace.json\"")
                        .expectHeader()
                        .valueEquals("X-Content-Type-Options", "nosniff")
                        .expectBody()
                        .returnResult()
                        .getResponseBody();
        JsonNode trace = JsonMapper.builder().build().readTree(file);
        assertThat(trace.get("otherData").get("application").asString()).startsWith("views on ");
        assertThat(trace.get("traceEvents"))
                .anyMatch(event ->
                        event.get("ph").asString().equals("X")
                                && event.get("name").asString().equals(HOSTILE))
                .anyMatch(event ->
                        event.get("name").asString().equals("fails")
                                && event.get("args").get("state").asString().equals("failed"));
        assertThat(new String(file, StandardCharsets.UTF_8)).doesNotContain("top-secret");
    }

    @Test
    void nobodyWhoMayNotLookIsGivenTheFile() {
        client(port)
                .get()
                .uri("/mayfly/tasks/timeline.json")
                .header("X-Forwarded-For", "203.0.113.9")
                .exchange()
                .expectStatus()
                .isForbidden()
                .expectBody();
    }
}
