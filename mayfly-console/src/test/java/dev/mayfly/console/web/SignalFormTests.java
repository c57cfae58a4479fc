package dev.mayfly.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

@SpringBootTest(
        classes = ConsoleTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.web-application-type=reactive",
            "mayfly.console.actions=all",
            "mayfly.console.payloads=shown"
        })
class SignalFormTests {
    private static final Pattern TOKEN = Pattern.compile("name=\"_mayfly\" value=\"([^\"]+)\"");

    @Autowired Jobs jobs;
    @Autowired ConsoleTestApplication application;
    @LocalServerPort int port;
    private WebTestClient client;
    private String cookie = "";
    private String token = "";

    @BeforeEach
    void connect() {
        client =
                WebTestClient.bindToServer()
                        .baseUrl("http://localhost:" + port)
                        .responseTimeout(Duration.ofSeconds(60))
                        .build();
    }

    private JobHandle<?> waiting() {
        JobHandle<?> job = jobs.submit("approves", "x");
        Await.until("it waits", () -> job.state() == JobState.AWAITING_SIGNAL);
        return job;
    }

    private String page(JobHandle<?> job) {
        EntityExchangeResult<String> result =
                client.get()
                        .uri("/mayfly/jobs/" + job.id())
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectBody(String.class)
                        .returnResult();
        String html = String.valueOf(result.getResponseBody());
        Matcher found = TOKEN.matcher(html);
        var kept = result.getResponseCookies().getFirst("mayfly-console");
        if (found.find() && kept != null) {
            token = found.group(1);
            cookie = kept.getValue();
        }
        return html;
    }

    private HttpStatus send(JobHandle<?> job, String signal, String payload) {
        return HttpStatus.valueOf(
                client.post()
                        .uri("/mayfly/jobs/" + job.id() + "/signal")
                        .cookie("mayfly-console", cookie)
                        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                        .body(
                                BodyInserters.fromFormData("_mayfly", token)
                                        .with("signal", signal)
                                        .with("payload", payload))
                        .exchange()
                        .returnResult(String.class)
                        .getStatus()
                        .value());
    }

    @Test
    void aJobThatWaitsShowsItsStepsAndTheFormThatWakesIt() throws Exception {
        JobHandle<?> job = waiting();
        assertThat(page(job))
                .contains(
                        "Waits for signal",
                        "aits for signal &quot;approved&quot; until ",
                        "Steps and signals",
                        ">charge</span>",
                        "Step, attempt 1",
                        "action=\"/mayfly/jobs/" + job.id() + "/signal\"",
                        "Send signal approved")
                .doesNotContain("<img src=x");

        assertThat(send(job, "approved", "\"yes\"")).isEqualTo(HttpStatus.SEE_OTHER);

        assertThat(job.await(Duration.ofSeconds(60))).isEqualTo("yes by anonymous");
        assertThat(application.actions)
                .anyMatch(action ->
                        action.verb().equals("signal")
                                && action.target().equals(job.id().value())
                                && "approved".equals(action.reason())
                                && action.changed());
        assertThat(page(job))
                .contains("Signal from anonymous, attempt 1")
                .doesNotContain("Send signal approved");
    }

    @Test
    void whatCannotBeSentIsRefusedWithTheReason() {
        JobHandle<?> job = waiting();
        page(job);
        assertThat(send(job, "approved", "{")).isEqualTo(HttpStatus.BAD_REQUEST);
        assertThat(send(job, "", "")).isEqualTo(HttpStatus.BAD_REQUEST);
        assertThat(job.state()).isEqualTo(JobState.AWAITING_SIGNAL);
        String right = token;
        token = "";
        assertThat(send(job, "approved", "")).isEqualTo(HttpStatus.FORBIDDEN);
        token = right;
        job.cancel();
        assertThat(send(job, "approved", "")).isEqualTo(HttpStatus.CONFLICT);
    }

    @Test
    void jobsThatWaitAreInTheListsFilter() {
        JobHandle<?> job = waiting();
        String list =
                String.valueOf(
                        client.get()
                                .uri("/mayfly/jobs?state=awaiting_signal")
                                .exchange()
                                .expectStatus()
                                .isOk()
                                .expectBody(String.class)
                                .returnResult()
                                .getResponseBody());
        assertThat(list).contains(job.id().value(), "Waits for signal");
    }
}
