package dev.mayfly.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.schedule.Schedule;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

@SpringBootTest(
        classes = ConsoleTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.web-application-type=reactive",
            "spring.application.name=tests",
            "mayfly.retry.max-attempts=1",
            "mayfly.queues.default.concurrency=4"
        })
class ConsolePagesTests {
    private static final Pattern ASSET = Pattern.compile("(/mayfly/assets/[0-9a-f]{12})/");

    @Autowired Jobs jobs;
    @Autowired ConsoleTestApplication application;
    @LocalServerPort int port;
    private WebTestClient client;

    @BeforeEach
    void connect() {
        client =
                WebTestClient.bindToServer()
                        .baseUrl("http://localhost:" + port)
                        .responseTimeout(Duration.ofSeconds(60))
                        .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(4 << 20))
                        .build();
    }

    private String page(String path) {
        EntityExchangeResult<String> result =
                client.get()
                        .uri(URI.create("http://localhost:" + port + path))
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectHeader()
                        .contentType("text/html;charset=UTF-8")
                        .expectBody(String.class)
                        .returnResult();
        String html = result.getResponseBody();
        assertThat(html).isNotNull();
        return html;
    }

    private static void end(JobHandle<?> job) throws Exception {
        try {
            job.future().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            assertThat(job.state()).isEqualTo(JobState.FAILED);
        }
    }

    @Test
    void theOverviewShowsEachQueueAndWhatACrashLoses() {
        assertThat(page("/mayfly"))
                .contains(
                        "<title>Overview · Mayfly</title>",
                        ">default</a>",
                        "jobs in memory, lost when the process ends",
                        "owned mode")
                .contains("Read-only")
                .contains("mayfly.console.actions=all");
        assertThat(page("/mayfly/")).contains("<title>Overview");
    }

    @Test
    void theListShowsAJobsStateAndWhatItSays() throws Exception {
        JobHandle<?> job = jobs.submit("works", "x");
        end(job);
        assertThat(page("/mayfly/jobs?queue=default"))
                .contains("id=\"job-" + job.id() + "\"", "Succeeded", ">works</a>", "1 of 1");
        assertThat(page("/mayfly/jobs?state=succeeded")).contains(job.id().value());
        assertThat(page("/mayfly/jobs?state=cancelled")).doesNotContain(job.id().value());
    }

    @Test
    void aListIsFilteredByStateAndNameAndKeepsBothInItsLinksAndItsStream() throws Exception {
        JobHandle<?> good = jobs.submit("works", "x");
        JobHandle<?> bad = jobs.submit("breaks", "x");
        end(good);
        end(bad);
        assertThat(page("/mayfly/jobs?name=works"))
                .contains(good.id().value())
                .doesNotContain(bad.id().value());
        assertThat(page("/mayfly/jobs?queue=default&state=failed&name=+breaks+"))
                .contains(bad.id().value())
                .doesNotContain(good.id().value())
                .contains(
                        "value=\"queue:default state:failed name:breaks\"",
                        "href=\"/mayfly/jobs?queue=default&amp;state=ready&amp;name=breaks\"",
                        "data-live=\"/jobs?queue=default&amp;state=failed&amp;name=breaks\"");
        assertThat(page("/mayfly/jobs?state=cancelled&name=works"))
                .contains("No job of this name is here", "In every state")
                .doesNotContain(good.id().value());
        assertThat(page("/mayfly/jobs?name=reak"))
                .contains("No job is called &quot;reak&quot;", "href=\"/mayfly/jobs?name=breaks\"");
        String hostile = URLEncoder.encode(ConsoleTestApplication.HOSTILE, StandardCharsets.UTF_8);
        assertThat(page("/mayfly/jobs?name=" + hostile)).doesNotContain("<img", "<script>");
    }

    @Test
    void aFilterThatIsTypedFindsJobsByErrorLabelAndTime() throws Exception {
        JobHandle<?> good = jobs.submit("works", "x", JobOptions.DEFAULTS.withLabel("t", "a b"));
        JobHandle<?> bad = jobs.submit("breaks", "x");
        end(good);
        end(bad);
        assertThat(filtered("label:\"t=a b\" after:1h state:succeeded"))
                .contains(good.id().value())
                .doesNotContain(bad.id().value())
                .contains(
                        "value=\"state:succeeded label:&quot;t=a b&quot; after:1h\"",
                        "data-live=\"/jobs?state=succeeded&amp;q=label%3A%22t%3Da+b%22+after%3A1h\"",
                        "href=\"/mayfly/jobs\">Clear");
        assertThat(filtered("error:WRAP queue:default"))
                .contains(bad.id().value())
                .doesNotContain(good.id().value())
                .contains(
                        "href=\"/mayfly/jobs?queue=default&amp;state=failed&amp;q=error%3AWRAP\"");
        assertThat(filtered("error:breaks")).contains("No job matches");
        assertThat(filtered("before:2001-01-01")).contains("No job matches", "At any time");
    }

    private String filtered(String typed) {
        return page("/mayfly/jobs?q=" + URLEncoder.encode(typed, StandardCharsets.UTF_8));
    }

    @Test
    void aFilterWithAMistakeShowsNoJobAndOffersNothingToBeDoneWithThem() throws Exception {
        JobHandle<?> bad = jobs.submit("breaks", "x");
        end(bad);
        assertThat(filtered("stat:failed"))
                .contains(
                        "There is no qualifier &quot;stat:&quot;. There are state:, queue:,",
                        "aria-invalid=\"true\"",
                        "value=\"stat:failed\"",
                        "No job is shown")
                .doesNotContain(bad.id().value(), "/mayfly/bulk");
        assertThat(filtered("queue:nowhere"))
                .contains("There is no queue &quot;nowhere&quot;. There are", "default")
                .doesNotContain(bad.id().value(), "/mayfly/bulk");
        assertThat(filtered(ConsoleTestApplication.HOSTILE)).doesNotContain("<img", "<script>");
    }

    @Test
    void aJobThatSaysNothingIsToldFromOthersByItsLabels() throws Exception {
        JobHandle<?> job =
                jobs.submit(
                        "silent",
                        null,
                        JobOptions.DEFAULTS
                                .withLabel("jar", "guava-33.jar")
                                .withLabel("mayfly.own", "hidden"));
        end(job);
        assertThat(page("/mayfly/jobs?name=silent"))
                .contains(">jar guava-33.jar</span>")
                .doesNotContain("mayfly.own");
    }

    @Test
    void aFailedJobBeginsWithTheInnermostCause() throws Exception {
        JobHandle<?> job = jobs.submit("breaks", "x");
        end(job);
        assertThat(page("/mayfly/jobs/" + job.id()))
                .contains(
                        "What went wrong",
                        "java.io.IOException",
                        "Thrown through 1 other exception",
                        "Attempt 1 failed")
                .contains("It stays here until it is retried or removed.");
    }

    @Test
    void whatAJobsPageDoesIsThereToCopyAsCalls() throws Exception {
        JobHandle<?> job = jobs.submit("breaks", "x");
        end(job);
        assertThat(page("/mayfly/jobs/" + job.id()))
                .contains(
                        "curl &quot;$ACTUATOR/mayflyjobs/" + job.id() + "&quot;",
                        "{&quot;action&quot;:&quot;retry&quot;}",
                        "jobs.retry(new JobId(&quot;" + job.id() + "&quot;));",
                        "<dt>Engine</dt><dd><span>coroutine, owned</span>")
                .doesNotContain("&quot;:&quot;cancel&quot;");
    }

    @Test
    void payloadAndResultAreHiddenUnlessConfigured() throws Exception {
        JobHandle<?> job = jobs.submit("works", "top-secret");
        end(job);
        assertThat(page("/mayfly/jobs/" + job.id()))
                .doesNotContain("top-secret")
                .contains("12 bytes, hidden. mayfly.console.payloads=shown shows it.");
    }

    @Test
    void aDelayedJobShowsWhenItIsDueAndARecurringOneItsRuns() throws Exception {
        JobHandle<?> job =
                jobs.submit("works", "x", JobOptions.DEFAULTS.withDelay(Duration.ofDays(2)));
        assertThat(page("/mayfly/jobs/" + job.id()))
                .contains("Scheduled", "<dt>Due</dt>", "in 1 d 23 h");
        jobs.recurring()
                .schedule("works", Schedule.cron("0 3 * * *", ZoneId.of("Europe/Berlin")), "x");
        assertThat(page("/mayfly/recurring"))
                .contains("0 3 * * *", "Europe/Berlin", "Never ran", "Active")
                .doesNotContain("run-bars");
        for (int run = 0; run < 3; run++) {
            end(jobs.recurring().trigger("works"));
        }
        assertThat(page("/mayfly/recurring"))
                .contains(
                        "aria-label=\"3 of the last 3 succeeded\"",
                        ": Succeeded in ",
                        "/mayfly/jobs?q=label%3Amayfly.recurring%3Dworks");
    }

    @Test
    void aReaderWhoMayNotActIsToldWhyOnceOnEachPage() throws Exception {
        JobHandle<?> job = jobs.submit("breaks", "x");
        end(job);
        for (String path :
                new String[] {
                    "/mayfly",
                    "/mayfly/jobs",
                    "/mayfly/jobs?queue=default",
                    "/mayfly/jobs/" + job.id(),
                    "/mayfly/recurring",
                    "/mayfly/agents",
                    "/mayfly/tasks",
                    "/mayfly/tasks/tree",
                    "/mayfly/tasks/timeline",
                    "/mayfly/problems"
                }) {
            assertThat(page(path))
                    .as(path)
                    .containsOnlyOnce("mayfly.console.actions=all")
                    .containsOnlyOnce("id=\"read-only\"")
                    .contains("You can look at everything and change nothing.");
        }
        assertThat(page("/mayfly/jobs/" + job.id()))
                .contains("aria-disabled=\"true\" aria-describedby=\"read-only\"");
    }

    @Test
    void theKernelsTasksAreListed() {
        assertThat(page("/mayfly/tasks"))
                .contains(Jobs.TIMEKEEPER, "the system", "coroutine engine (owned):");
    }

    @Test
    void everyValueIsText() throws Exception {
        String queue = ConsoleTestApplication.HOSTILE;
        JobHandle<?> job =
                jobs.submit(
                        "works",
                        queue,
                        JobOptions.DEFAULTS
                                .withQueue(queue)
                                .withLabel(queue, "javascript:alert(3)"));
        end(job);
        JobHandle<?> broken = jobs.submit("breaks", queue, JobOptions.DEFAULTS.withQueue(queue));
        end(broken);
        String encoded = URLEncoder.encode(queue, StandardCharsets.UTF_8);
        for (String path :
                new String[] {
                    "/mayfly",
                    "/mayfly/jobs",
                    "/mayfly/jobs?queue=" + encoded,
                    "/mayfly/jobs/" + job.id(),
                    "/mayfly/jobs/" + broken.id(),
                    "/mayfly/tasks",
                    "/mayfly/problems",
                    "/mayfly/jobs?done=" + encoded
                }) {
            assertThat(page(path))
                    .as(path)
                    .doesNotContain("<img", "<script>", "onerror=alert(1)>", "href=\"javascript:")
                    .doesNotContainPattern("(?i)\\son[a-z]+=\"")
                    .doesNotContainPattern("(?i)<style|\\sstyle=");
        }
        assertThat(page("/mayfly/jobs/" + job.id()))
                .contains("&lt;script&gt;alert(2)&lt;/script&gt;");
    }

    @Test
    void whatDoesNotExistIsSaidSo() {
        for (String path :
                new String[] {"/mayfly/nowhere", "/mayfly/jobs/none", "/mayfly/jobs?state=none"}) {
            client.get()
                    .uri(path)
                    .exchange()
                    .expectStatus()
                    .isNotFound()
                    .expectBody(String.class)
                    .value(html -> assertThat(html).as(path).contains("There is nothing here"));
        }
    }

    @Test
    void anEmptyListTeachesHowToFillIt() {
        assertThat(page("/mayfly/jobs?state=awaiting_retry")).contains("No job is in this state");
    }

    @Test
    void everyPageForbidsInlineCodeFramesAndCaches() {
        client.get()
                .uri("/mayfly")
                .exchange()
                .expectHeader()
                .value(
                        "Content-Security-Policy",
                        policy ->
                                assertThat(policy)
                                        .contains("default-src 'none'", "frame-ancestors 'none'")
                                        .doesNotContain("unsafe"))
                .expectHeader()
                .valueEquals("X-Content-Type-Options", "nosniff")
                .expectHeader()
                .valueEquals("Referrer-Policy", "same-origin")
                .expectHeader()
                .valueEquals("Cache-Control", "no-store")
                .expectHeader()
                .value(
                        "Set-Cookie",
                        cookie ->
                                assertThat(cookie)
                                        .containsIgnoringCase("HttpOnly")
                                        .contains("SameSite=Strict", "Path=/mayfly"))
                .expectBody();
    }

    @Test
    void staticFilesAreKeptForGoodUnderTheirHash() {
        var found = ASSET.matcher(page("/mayfly"));
        assertThat(found.find()).isTrue();
        String assets = found.group(1);
        for (String name :
                new String[] {
                    "mayfly.css",
                    "mayfly.js",
                    "icons.svg",
                    "vendor/htmx.min.js",
                    "vendor/geist-latin.woff2"
                }) {
            client.get()
                    .uri(assets + "/" + name)
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .value("Cache-Control", value -> assertThat(value).contains("immutable"))
                    .expectBody();
        }
        client.get()
                .uri("/mayfly/assets/000000000000/mayfly.css")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Cache-Control", "no-cache")
                .expectBody();
    }

    @Test
    void nothingButTheListedFilesIsGivenOut() {
        for (String path :
                new String[] {
                    "/mayfly/assets/x/../templates/layout.html",
                    "/mayfly/assets/x/%2e%2e/templates/layout.html",
                    "/mayfly/assets/x/none.css",
                    "/mayfly/assets/x"
                }) {
            client.get()
                    .uri(URI.create("http://localhost:" + port + path))
                    .exchange()
                    .expectStatus()
                    .isNotFound()
                    .expectBody();
        }
    }

    @Test
    void theHostsOwnPagesAreLeftAlone() {
        client.get()
                .uri("/mayflies")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .doesNotExist("Content-Security-Policy")
                .expectBody(String.class)
                .isEqualTo("the host's own");
    }
}
