package dev.mayfly.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mayfly.jobs.JobRequest;
import dev.mayfly.jobs.batch.BatchHandle;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Many jobs at once: the question with its count, the answer, and batches. */
@SpringBootTest(
        classes = ConsoleTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.web-application-type=reactive",
            "mayfly.console.actions=all",
            "mayfly.retry.max-attempts=1",
            "mayfly.queues.mail.concurrency=1",
            "mayfly.queues.other.concurrency=1"
        })
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
class BulkPagesTests extends PageTestBase {

    private static final JobOptions MAIL = JobOptions.DEFAULTS.withQueue("mail");

    private void submit(int count, String job, JobOptions options) {
        for (int i = 0; i < count; i++) {
            jobs.submit(job, "x", options);
        }
    }

    private long count(String queue, JobState state) {
        return jobs.counters().get(queue).current(state);
    }

    @Test
    void failedJobsOfAQueueAreCountedAndRetried() {
        submit(3, "breaks", MAIL);
        submit(2, "breaks", JobOptions.DEFAULTS.withQueue("other"));
        Await.until("all have failed", () -> count("mail", JobState.FAILED) == 3);
        Await.until("all have failed", () -> count("other", JobState.FAILED) == 2);
        String list = reader.page("/mayfly/jobs?queue=mail&state=failed");
        assertThat(list)
                .contains("href=\"/mayfly/bulk?verb=retry&amp;queue=mail&amp;state=failed\"")
                .doesNotContain("verb=cancel");
        String question = reader.page("/mayfly/bulk?verb=retry&queue=mail&state=failed");
        assertThat(question)
                .contains(
                        "Retry 3 jobs?",
                        ">mail</dd>",
                        ">Failed</dd>",
                        "<dt>Counted</dt><dd><time datetime=",
                        "action=\"/mayfly/bulk/retry?queue=mail&amp;state=failed\"")
                .doesNotContain("sse-connect", "id=\"live\"");

        String after = reader.follow("/mayfly/bulk/retry?queue=mail&state=failed", Map.of());

        assertThat(after).contains("3 jobs are ready again.");
        Await.until(
                "they have failed again",
                () -> jobs.counters().get("mail").entered(JobState.FAILED) == 6);
        assertThat(jobs.counters().get("other").entered(JobState.FAILED)).isEqualTo(2);
        assertThat(application.actions)
                .filteredOn(action -> action.verb().equals("retry-all"))
                .extracting(ConsoleAction::target, ConsoleAction::reason, ConsoleAction::changed)
                .containsExactly(
                        tuple("/jobs?queue=mail&state=failed", "counted: 3", false),
                        tuple("/jobs?queue=mail&state=failed", "jobs: 3", true));
        assertThat(reader.page("/mayfly/bulk?verb=retry&queue=other&state=succeeded"))
                .contains("There is no job to retry")
                .doesNotContain("action=\"/mayfly/bulk");
    }

    @Test
    void stepsOfManyJobsAreForgottenOnlyWhereItIsAskedFor() {
        JobHandle<?> job = jobs.submit("approves", "x");
        Await.until("it waits", () -> job.state() == JobState.AWAITING_SIGNAL);
        job.cancel();
        reader.page("/mayfly/bulk?verb=retry&state=cancelled");
        reader.follow("/mayfly/bulk/retry?state=cancelled", Map.of());
        Await.until("it waits again", () -> job(job).equals(JobState.AWAITING_SIGNAL));
        assertThat(jobs.steps(job.id()).getFirst().attempt()).isEqualTo(1);
        jobs.cancel(job.id());
        assertThat(reader.follow("/mayfly/bulk/retry?state=cancelled", Map.of("fresh", "yes")))
                .contains("1 job is ready again, and has forgotten its steps.");
        Await.until("it waits again", () -> job(job).equals(JobState.AWAITING_SIGNAL));
        assertThat(jobs.steps(job.id())).hasSize(1);
        assertThat(application.actions)
                .anyMatch(action -> action.verb().equals("retry-from-the-start-all"));
    }

    private JobState job(JobHandle<?> job) {
        return jobs.find(job.id()).orElseThrow().state();
    }

    @Test
    void waitingJobsOfANameAreCountedToABoundAndCancelled() {
        submit(1_100, "works", MAIL.withDelay(Duration.ofHours(1)));
        submit(2, "waits", MAIL.withDelay(Duration.ofHours(1)));
        assertThat(reader.page("/mayfly/jobs?name=works"))
                .contains("href=\"/mayfly/bulk?verb=cancel&amp;name=works\"")
                .doesNotContain("verb=retry");
        assertThat(reader.page("/mayfly/bulk?verb=cancel&name=works"))
                .contains("Cancel more than 1\u202f000 jobs?", "Cancel all of them");
        assertThat(reader.follow("/mayfly/bulk/cancel?name=works", Map.of()))
                .containsAnyOf("1\u202f100 jobs were asked to stop.", "it goes on");
        Await.until("all are cancelled", () -> count("mail", JobState.CANCELLED) == 1_100);
        assertThat(application.actions.getFirst().reason()).isEqualTo("counted: more than 1000");
        assertThat(count("mail", JobState.SCHEDULED)).isEqualTo(2);
    }

    /** The answer is about the jobs that were counted, however long the reader takes. */
    @Test
    void aQuestionAboutATimeThatMovesIsAskedForTheTimeThatItWas() {
        submit(3, "works", MAIL.withDelay(Duration.ofHours(1)));
        String page = reader.page("/mayfly/bulk?verb=cancel&queue=mail&q=after%3A1h");
        assertThat(page).contains("Cancel 3 jobs?", "href=\"/mayfly/jobs?queue=mail&amp;q=after");
        Matcher answer = Pattern.compile("action=\"(/mayfly/bulk/cancel[^\"]*)\"").matcher(page);
        assertThat(answer.find()).isTrue();
        String address = answer.group(1).replace("&amp;", "&");
        assertThat(address).matches(".*q=after%3A20[0-9]{2}-.*Z");
        assertThat(reader.post("/mayfly/bulk/cancel?queue=mail&q=after%3A1h", Map.of()).status())
                .isEqualTo(404);
        assertThat(reader.post("/mayfly/bulk/cancel?q=stat%3Ax", Map.of()).status()).isEqualTo(404);
        assertThat(count("mail", JobState.SCHEDULED)).isEqualTo(3);
        assertThat(reader.follow(address, Map.of())).contains("3 jobs were asked to stop.");
    }

    @Test
    void aQuestionOfNoListIsNone() {
        reader.page("/mayfly/jobs");
        assertThat(reader.post("/mayfly/bulk/burn?queue=mail", Map.of()).status()).isEqualTo(404);
        assertThat(reader.post("/mayfly/bulk/cancel?state=sleepy", Map.of()).status())
                .isEqualTo(404);
        assertThat(reader.post("/mayfly/batches/cancel?batch=none", Map.of()).status())
                .isEqualTo(404);
    }

    /** Four jobs one after the other: one succeeds, one fails, one runs until it is cancelled. */
    private BatchHandle halfDone() {
        BatchHandle batch =
                jobs.batch(
                        "imports",
                        b ->
                                b.add(new JobRequest("works", "1", MAIL))
                                        .add(new JobRequest("breaks", "2", MAIL))
                                        .add(new JobRequest("waits", "3", MAIL))
                                        .add(new JobRequest("works", "4", MAIL))
                                        .onCompletion(new JobRequest("silent", null)));
        Await.until("the third runs", () -> count(JobQuery.ALL, JobState.RUNNING) == 1);
        return batch;
    }

    private int count(JobQuery query, JobState state) {
        return jobs.query(query.withStates(Set.of(state))).jobs().size();
    }

    @Test
    void aBatchShowsHowItStands() {
        BatchHandle batch = halfDone();
        String completion = batch.state().orElseThrow().onCompletion().value();
        assertThat(reader.page("/mayfly/jobs?batch=" + batch.id()))
                .contains(
                        "imports",
                        "2 of 4 ended",
                        "class=\"r-done\" x=\"0.0\" y=\"0\" width=\"250.0\"",
                        "class=\"r-fail\" x=\"250.0\" y=\"0\" width=\"250.0\"",
                        "class=\"r-alive\" x=\"500.0\" y=\"0\" width=\"250.0\"",
                        "When all have ended",
                        "href=\"/mayfly/jobs/" + completion + "\"",
                        "2 of 4 jobs have not ended",
                        "Cancel 2 jobs");
    }

    @Test
    void aBatchIsCancelledAndWhatIsToRunOnCompletionRuns() throws Exception {
        BatchHandle batch = halfDone();
        reader.page("/mayfly/jobs?batch=" + batch.id());
        assertThat(reader.follow("/mayfly/batches/cancel?batch=" + batch.id(), Map.of()))
                .contains("2 jobs were asked to stop.");
        batch.await(Duration.ofSeconds(60));
        JobQuery completion = JobQuery.ALL.withName("silent");
        Await.until("it has run", () -> count(completion, JobState.SUCCEEDED) == 1);
        assertThat(application.actions)
                .filteredOn(action -> action.verb().equals("cancel-batch"))
                .extracting(ConsoleAction::target, ConsoleAction::reason)
                .containsExactly(tuple(batch.id(), "counted: 2"), tuple(batch.id(), "jobs: 2"));
        assertThat(reader.page("/mayfly/jobs?batch=" + batch.id()))
                .contains("4 of 4 ended", "all have ended")
                .doesNotContain("batches/cancel");
    }
}
