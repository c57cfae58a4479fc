package dev.mayfly.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;

import java.time.Duration;
import java.util.Map;

@SpringBootTest(
        classes = ConsoleTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.web-application-type=reactive",
            "mayfly.console.actions=all",
            "mayfly.console.payloads=shown"
        })
class SignalFormTests extends PageTestBase {

    private JobHandle<?> waiting() {
        JobHandle<?> job = jobs.submit("approves", "x");
        Await.until("it waits", () -> job.state() == JobState.AWAITING_SIGNAL);
        return job;
    }

    private String page(JobHandle<?> job) {
        return reader.page("/mayfly/jobs/" + job.id());
    }

    private int send(JobHandle<?> job, String signal, String payload) {
        return send(reader, job, signal, payload);
    }

    private static int send(FormClient by, JobHandle<?> job, String signal, String payload) {
        var fields = Map.of("signal", signal, "payload", payload);
        return by.post("/mayfly/jobs/" + job.id() + "/signal", fields).status();
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

        assertThat(send(job, "approved", "\"yes\"")).isEqualTo(303);

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
        assertThat(send(job, "approved", "{")).isEqualTo(400);
        assertThat(send(job, "", "")).isEqualTo(400);
        assertThat(job.state()).isEqualTo(JobState.AWAITING_SIGNAL);
        var stranger = new FormClient(port); // has no page, and so no token
        assertThat(send(stranger, job, "approved", "")).isEqualTo(403);
        job.cancel();
        assertThat(send(job, "approved", "")).isEqualTo(409);
    }

    @Test
    void jobsThatWaitAreInTheListsFilter() {
        JobHandle<?> job = waiting();
        String list = reader.page("/mayfly/jobs?state=awaiting_signal");
        assertThat(list).contains(job.id().value(), "Waits for signal");
    }
}
