package dev.mayfly.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;

import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class ConsoleAccessTests {
    private static final Pattern TOKEN = Pattern.compile("name=\"_mayfly\" value=\"([^\"]+)\"");

    /** What both applications share. */
    abstract static class Base {
        @Autowired Jobs jobs;
        @Autowired Scheduler scheduler;
        @Autowired ConsoleTestApplication application;
        @LocalServerPort int port;
        WebTestClient client;

        @BeforeEach
        void connect() {
            client =
                    WebTestClient.bindToServer()
                            .baseUrl("http://localhost:" + port)
                            .responseTimeout(Duration.ofSeconds(60))
                            .build();
        }

        HttpStatus post(String path, String cookie, String token) {
            return post(path, cookie, token, "");
        }

        HttpStatus post(String path, String cookie, String token, String reason) {
            return HttpStatus.valueOf(
                    client.post()
                            // As it stands: a template would encode the percent signs again.
                            .uri(URI.create("http://localhost:" + port + path))
                            .cookie("mayfly-console", cookie)
                            .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                            .body(
                                    BodyInserters.fromFormData("_mayfly", token)
                                            .with("reason", reason))
                            .exchange()
                            .expectBody() // a body that nobody reads is never released
                            .returnResult()
                            .getStatus()
                            .value());
        }

        /** A cookie and the token that the page's forms hold for it. */
        String[] visit(String path) {
            EntityExchangeResult<String> result =
                    client.get().uri(path).exchange().expectBody(String.class).returnResult();
            Matcher token = TOKEN.matcher(String.valueOf(result.getResponseBody()));
            assertThat(token.find()).as("form on " + path).isTrue();
            var cookie = result.getResponseCookies().getFirst("mayfly-console");
            assertThat(cookie).isNotNull();
            return new String[] {cookie.getValue(), token.group(1)};
        }

        boolean paused(String queue) {
            return scheduler.snapshot().queues().stream()
                    .filter(q -> q.name().equals(queue))
                    .anyMatch(QueueSnapshot::paused);
        }
    }

    @Nested
    @SpringBootTest(
            classes = ConsoleTestApplication.class,
            webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
            properties = {
                "spring.main.web-application-type=reactive",
                "mayfly.console.path=/ops/jobs"
            })
    class ReadOnly extends Base {

        @Test
        void aForwardingHeaderMeansRemoteAndTheRefusalNamesTheProperty() {
            for (String header :
                    new String[] {
                        "X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Host", "Via"
                    }) {
                client.get()
                        .uri("/ops/jobs")
                        .header(header, "127.0.0.1")
                        .accept(MediaType.TEXT_HTML)
                        .exchange()
                        .expectStatus()
                        .isForbidden()
                        .expectBody(String.class)
                        .value(html ->
                                assertThat(html)
                                        .as(header)
                                        .contains(
                                                "This console answers only its own machine",
                                                "mayfly.console.remote=authenticated"));
            }
        }

        @Test
        void aForeignHostIsRefusedForPagesFilesStreamsAndActions() {
            for (String path :
                    new String[] {
                        "/ops/jobs",
                        "/ops/jobs/stream?view=/",
                        "/ops/jobs/assets/x/mayfly.js",
                        "/ops/jobs/tasks/timeline.json"
                    }) {
                client.get()
                        .uri(path)
                        .header("Host", "evil.example")
                        .exchange()
                        .expectStatus()
                        .isForbidden()
                        .expectBody();
            }
            client.post()
                    .uri("/ops/jobs/queues/pause?queue=default")
                    .header("Host", "evil.example")
                    .exchange()
                    .expectStatus()
                    .isForbidden()
                    .expectBody();
        }

        @Test
        void aClientThatIsNoBrowserGetsPlainText() {
            client.get()
                    .uri("/ops/jobs")
                    .header("Host", "evil.example")
                    .exchange()
                    .expectHeader()
                    .contentType("text/plain;charset=UTF-8")
                    .expectBody(String.class)
                    .value(text ->
                            assertThat(text).contains("mayfly.console.allowed-hosts=evil.example"));
        }

        @Test
        void actionsAreRefusedAndChangeNothing() {
            assertThat(post("/ops/jobs/queues/pause?queue=default", "x", "y"))
                    .isEqualTo(HttpStatus.FORBIDDEN);
            assertThat(paused("default")).isFalse();
            assertThat(post("/ops/jobs/recurring/pause?id=x", "x", "y", "why"))
                    .isEqualTo(HttpStatus.FORBIDDEN);
            assertThat(application.actions).isEmpty();
        }

        @Test
        void otherMethodsAreRefused() {
            client.delete()
                    .uri("/ops/jobs/jobs")
                    .exchange()
                    .expectStatus()
                    .isEqualTo(HttpStatus.METHOD_NOT_ALLOWED)
                    .expectBody();
        }
    }

    @Nested
    @SpringBootTest(
            classes = ConsoleTestApplication.class,
            webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
            properties = {
                "spring.main.web-application-type=reactive",
                "mayfly.console.actions=all"
            })
    class Acting extends Base {

        @Test
        void aQueueIsPausedAndResumedAndBothAreRecorded() {
            String[] visit = visit("/mayfly/jobs?queue=default");
            String pause = "/mayfly/queues/pause?queue=default";
            assertThat(post(pause, visit[0], visit[1], " ")).isEqualTo(HttpStatus.BAD_REQUEST);
            assertThat(paused("default")).isFalse();
            assertThat(post(pause, visit[0], visit[1], "<no> paper"))
                    .isEqualTo(HttpStatus.SEE_OTHER);
            assertThat(paused("default")).isTrue();
            assertThat(
                            client.get()
                                    .uri("/mayfly/jobs?queue=default")
                                    .exchange()
                                    .expectBody(String.class)
                                    .returnResult()
                                    .getResponseBody())
                    .contains("Paused by anonymous", "&lt;no&gt; paper", "Recovery bound");
            assertThat(post("/mayfly/queues/resume?queue=default", visit[0], visit[1]))
                    .isEqualTo(HttpStatus.SEE_OTHER);
            assertThat(paused("default")).isFalse();
            assertThat(application.actions)
                    .extracting(ConsoleAction::verb)
                    .contains("pause", "resume");
            assertThat(application.actions)
                    .allSatisfy(action -> assertThat(action.user()).isEqualTo("anonymous"));
        }

        @Test
        void aRecurringJobIsPausedWithReasonAndAuthorAndResumed() {
            Schedule nightly = Schedule.cron("0 3 * * *", ZoneId.of("Europe/Berlin"));
            jobs.recurring().schedule("a&b", "works", nightly, "x", JobOptions.DEFAULTS);
            String[] visit = visit("/mayfly/recurring");
            String path = "/mayfly/recurring/pause?id=a%26b";
            assertThat(post(path, visit[0], visit[1], " ")).isEqualTo(HttpStatus.BAD_REQUEST);
            assertThat(post(path, visit[0], visit[1], "x".repeat(501)))
                    .isEqualTo(HttpStatus.BAD_REQUEST);
            assertThat(post(path, visit[0], "", "why")).isEqualTo(HttpStatus.FORBIDDEN);
            assertThat(jobs.recurring().find("a&b").orElseThrow().isPaused()).isFalse();
            assertThat(post(path, visit[0], visit[1], "the <b>disk</b>\nis full"))
                    .isEqualTo(HttpStatus.SEE_OTHER);
            Pause pause = jobs.recurring().find("a&b").orElseThrow().pause();
            assertThat(pause).isNotNull();
            assertThat(pause.by()).isEqualTo("anonymous");
            assertThat(body("/mayfly/recurring"))
                    .contains(
                            "No run until it is resumed",
                            "by <span>anonymous</span>",
                            "the &lt;b&gt;disk&lt;/b&gt;",
                            "action=\"/mayfly/recurring/resume?id=a%26b\"");
            assertThat(post("/mayfly/recurring/resume?id=a%26b", visit[0], visit[1]))
                    .isEqualTo(HttpStatus.SEE_OTHER);
            assertThat(jobs.recurring().find("a&b").orElseThrow().isPaused()).isFalse();
            assertThat(application.actions)
                    .filteredOn(action -> action.target().equals("a&b"))
                    .extracting(ConsoleAction::verb, ConsoleAction::reason)
                    .containsExactly(
                            tuple("pause-recurring", "the <b>disk</b>\nis full"),
                            tuple("resume-recurring", null));
        }

        private String body(String path) {
            return String.valueOf(
                    client.get()
                            .uri(path)
                            .exchange()
                            .expectBody(String.class)
                            .returnResult()
                            .getResponseBody());
        }

        @Test
        void aRunningJobIsCancelledAndReadyAgainAfterARetry() {
            JobHandle<?> job = jobs.submit("waits", "x");
            String[] visit = visit("/mayfly/jobs/" + job.id());
            assertThat(post("/mayfly/jobs/" + job.id() + "/cancel", visit[0], visit[1]))
                    .isEqualTo(HttpStatus.SEE_OTHER);
            job.future().handle((result, error) -> error).orTimeout(60, TimeUnit.SECONDS).join();
            assertThat(job.state()).isEqualTo(JobState.CANCELLED);
            application.release.countDown();
            assertThat(post("/mayfly/jobs/" + job.id() + "/retry", visit[0], visit[1]))
                    .isEqualTo(HttpStatus.SEE_OTHER);
            assertThat(jobs.find(job.id()))
                    .get()
                    .extracting(JobRecord::state)
                    .isNotEqualTo(JobState.CANCELLED);
        }

        @Test
        void aFormWithoutItsTokenIsRefused() {
            String[] visit = visit("/mayfly/jobs?queue=default");
            String path = "/mayfly/queues/pause?queue=default";
            assertThat(post(path, visit[0], "")).isEqualTo(HttpStatus.FORBIDDEN);
            assertThat(post(path, "", visit[1])).isEqualTo(HttpStatus.FORBIDDEN);
            assertThat(post(path, "A".repeat(24), visit[1])).isEqualTo(HttpStatus.FORBIDDEN);
            assertThat(paused("default")).isFalse();
        }

        @Test
        void aFormFromAnotherSiteIsRefusedEvenWithItsToken() {
            String[] visit = visit("/mayfly/jobs?queue=default");
            client.post()
                    .uri("/mayfly/queues/pause?queue=default")
                    .cookie("mayfly-console", visit[0])
                    .header("Origin", "http://evil.example")
                    .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                    .body(BodyInserters.fromFormData("_mayfly", visit[1]))
                    .exchange()
                    .expectStatus()
                    .isForbidden()
                    .expectBody();
            assertThat(paused("default")).isFalse();
        }

        @Test
        void anActionOnNothingIsNotFound() {
            String[] visit = visit("/mayfly/jobs?queue=default");
            for (String path :
                    new String[] {
                        "/mayfly/jobs/none/cancel",
                        "/mayfly/queues/pause?queue=none",
                        "/mayfly/recurring/pause?id=none",
                        "/mayfly/recurring/pause",
                        "/mayfly/queues/destroy?queue=default",
                        "/mayfly/jobs/a/b/c"
                    }) {
                assertThat(post(path, visit[0], visit[1])).as(path).isEqualTo(HttpStatus.NOT_FOUND);
            }
        }
    }
}
