package dev.mayfly.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.JobRequest;
import dev.mayfly.jobs.batch.BatchHandle;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.policy.Uniqueness;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What the console says of jobs that have to do with others. Its properties differ from those of
 * {@link ConsolePagesTests}, so that it has an application of its own: that one counts its jobs.
 */
@SpringBootTest(
        classes = ConsoleTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.web-application-type=reactive",
            "spring.application.name=tests",
            "mayfly.retry.max-attempts=1",
            "mayfly.queues.default.concurrency=3"
        })
class RelatedJobsPagesTests extends PageTestBase {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static void ended(JobHandle<?> job) throws Exception {
        CompletableFuture<?> end = job.future();
        end.handle((result, failure) -> true).get(60, TimeUnit.SECONDS);
    }

    @Test
    void aJobsPageNamesWhatItComesAfterAndWhatComesAfterIt() throws Exception {
        JobHandle<?> bad = jobs.submit("breaks", "x");
        JobHandle<?> skipped =
                jobs.submit(
                        "works",
                        "x",
                        JobOptions.DEFAULTS
                                .after(bad.id())
                                .withIdempotencyKey("order-17 <b>")
                                .withUnique(Uniqueness.byName().within(Duration.ofMinutes(10))));
        ended(bad);
        ended(skipped);
        assertThat(reader.page("/mayfly/jobs/" + skipped.id()))
                .contains(
                        "skipped since breaks",
                        "order-17 &lt;b&gt;",
                        "by name within 10",
                        "href=\"/mayfly/jobs/" + bad.id() + "\"")
                .contains("It can be made ready again");
        assertThat(reader.page("/mayfly/jobs/" + bad.id()))
                .contains("href=\"/mayfly/jobs/" + skipped.id() + "\"");
        assertThat(reader.page("/mayfly/jobs?state=blocked")).contains("Blocked");
    }

    @Test
    void aBatchIsAListWithItsCounts() throws Exception {
        JobHandle<?> other = jobs.submit("works", "alone");
        ended(other);
        BatchHandle batch =
                jobs.batch(
                        "imports",
                        b ->
                                b.add("works", "1")
                                        .add("breaks", "2")
                                        .onSuccess(new JobRequest("works", "never")));
        batch.await(LONG);
        JobId after = batch.state().orElseThrow().onSuccess();
        Await.until(
                "what comes after it was skipped",
                () -> jobs.find(after).orElseThrow().state() == JobState.CANCELLED);
        String list = reader.page("/mayfly/jobs?batch=" + batch.id());
        assertThat(list)
                .contains("<h1>imports</h1>", "2 of 2 ended", "When all have succeeded")
                .contains("value=\"batch:" + batch.id() + "\"")
                .contains("skipped since 1 of 2 jobs of batch imports".substring(1))
                .doesNotContain(other.id().value());
        assertThat(reader.page("/mayfly/jobs/" + after.value()))
                .contains("After batch", "imports: 2 of 2 ended, 1 failed")
                .contains("href=\"/mayfly/jobs?batch=" + batch.id() + "\"");
        assertThat(reader.page("/mayfly/jobs?batch=nowhere")).contains("This batch is not here");
    }

    @Test
    void aJobsPageHasWhatItSubmittedAndWhatThatSubmitted() {
        submitted("root", List.of());
        for (int i = 0; i < 25; i++) {
            submitted("child-" + i, List.of(new JobId("root")));
        }
        submitted("grandchild", List.of(new JobId("root"), new JobId("child-24")));

        String page = reader.page("/mayfly/jobs/root");

        assertThat(page)
                .contains("Jobs it submitted", "Not all of them are shown")
                .contains("href=\"/mayfly/jobs?q=parent%3Aroot\"")
                .containsOnlyOnce("id=\"child-grandchild\" class=\"depth-2\"")
                .containsOnlyOnce("id=\"child-child-5\" class=\"depth-1\"")
                .containsSubsequence("id=\"child-child-24\"", "id=\"child-grandchild\"")
                .containsSubsequence("id=\"child-grandchild\"", "id=\"child-child-23\"")
                .doesNotContain("id=\"child-child-4\"");
        assertThat(reader.page("/mayfly/jobs?q=parent%3Aroot"))
                .contains("/mayfly/jobs/child-24")
                .doesNotContain("/mayfly/jobs/grandchild");
        assertThat(reader.page("/mayfly/jobs/grandchild")).doesNotContain("<h2>Jobs it submitted");
    }

    /** As if handlers had run; nobody runs these. */
    private void submitted(String id, List<JobId> lineage) {
        var envelope =
                new JobEnvelope(
                        new JobId(id),
                        "works",
                        "default",
                        10,
                        "\"x\"",
                        JobOptions.DEFAULTS,
                        Map.of(),
                        "node",
                        lineage);
        jobs.store().insert(List.of(JobRecord.submitted(envelope, Instant.now(), null)));
    }
}
