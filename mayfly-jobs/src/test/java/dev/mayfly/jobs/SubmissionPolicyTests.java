package dev.mayfly.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.batch.BatchHandle;
import dev.mayfly.jobs.handler.JobCancelledException;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.model.policy.Uniqueness;
import dev.mayfly.jobs.model.policy.Uniqueness.Then;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.jobs.store.admission.SubmissionConflictException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** Submissions that have to do with other jobs, as users meet them. */
class SubmissionPolicyTests {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final Queue<String> ran = new ConcurrentLinkedQueue<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Harness harness =
            new Harness(jobs ->
                    jobs.define(
                                    Harness.text(
                                            "note",
                                            (text, job) -> {
                                                ran.add(text);
                                                return "done " + text;
                                            }))
                            .define(
                                    Harness.text(
                                                    "hold",
                                                    (text, job) -> {
                                                        ran.add(text);
                                                        gate.await();
                                                        return text;
                                                    })
                                            .withQueue("narrow"))
                            .define(
                                    Harness.text(
                                            "fail",
                                            (text, job) -> {
                                                throw new IllegalStateException(text);
                                            }))
                            .define(
                                    Harness.text("latest", (text, job) -> "latest " + text)
                                            .withQueue("narrow")
                                            .withUnique(Uniqueness.byName().then(Then.KEEP_LAST)))
                            .define(
                                    Harness.text(
                                            "more",
                                            (text, job) -> {
                                                job.submitToBatch(
                                                        "note", "added", JobOptions.DEFAULTS);
                                                return text;
                                            }))
                            .define(
                                    Harness.text(
                                            "report",
                                            (text, job) -> {
                                                BatchRecord batch = job.batch().orElseThrow();
                                                ran.add(batch.succeeded() + "/" + batch.total());
                                                return text;
                                            })));
    private final Jobs jobs = harness.jobs;

    @AfterEach
    void close() {
        gate.countDown();
        harness.close();
    }

    private static JobOptions once() {
        return JobOptions.DEFAULTS.withRetry(RetryPolicy.DEFAULT.withMaxAttempts(1));
    }

    @Test
    void aRepeatedSubmissionHasTheResultOfTheFirst() throws Exception {
        JobOptions key = JobOptions.DEFAULTS.withIdempotencyKey("order-17");
        JobHandle<String> first = jobs.submit("note", "a", key);
        assertThat(first.await(LONG)).isEqualTo("done a");
        JobHandle<String> again = jobs.submit("note", "a", key);
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.await(LONG)).isEqualTo("done a");
        assertThat(ran).containsExactly("a");
        assertThatThrownBy(() -> jobs.submit("note", "b", key))
                .isInstanceOfSatisfying(
                        SubmissionConflictException.class,
                        e -> assertThat(e.existing()).isEqualTo(first.id()));
    }

    @Test
    void theJobThatWaitsRunsWithTheLastPayloadForAllWhoSubmitted() throws Exception {
        jobs.submit("hold", "h");
        Harness.until("it runs", () -> ran.contains("h"));
        JobHandle<String> first = jobs.submit("latest", "1");
        JobHandle<String> second = jobs.submit("latest", "2");
        assertThat(second.id()).isEqualTo(first.id());
        gate.countDown();
        assertThat(first.await(LONG)).isEqualTo("latest 2");
        assertThat(second.await(LONG)).isEqualTo("latest 2");
    }

    @Test
    void theJobThatWaitsIsCancelledForItsReplacement() throws Exception {
        jobs.submit("hold", "h");
        Harness.until("it runs", () -> ran.contains("h"));
        JobOptions rule =
                JobOptions.DEFAULTS
                        .withQueue("narrow")
                        .withUnique(Uniqueness.byName().then(Then.REPLACE));
        JobHandle<String> first = jobs.submit("note", "1", rule);
        JobHandle<String> second = jobs.submit("note", "2", rule);
        assertThatThrownBy(() -> first.await(LONG)).isInstanceOf(JobCancelledException.class);
        assertThat(jobs.reason(first.id()).orElseThrow())
                .isEqualTo("was replaced by " + second.id());
        gate.countDown();
        assertThat(second.await(LONG)).isEqualTo("done 2");
        assertThat(ran).containsExactly("h", "2");
    }

    @Test
    void aDebouncedJobRunsWhenItHasBeenQuietAndAtTheLatestAfterTheLongestWait() {
        JobOptions rule =
                JobOptions.DEFAULTS.withUnique(
                        Uniqueness.byName()
                                .debounced(Duration.ofSeconds(10), Duration.ofSeconds(25)));
        jobs.submit("note", "1", rule);
        harness.step(Duration.ofSeconds(9));
        jobs.submit("note", "2", rule);
        harness.step(Duration.ofMillis(9_999));
        assertThat(ran).isEmpty();
        harness.step(Duration.ofMillis(1));
        assertThat(ran).containsExactly("2");
        for (int i = 3; i < 6; i++) {
            jobs.submit("note", "" + i, rule);
            harness.step(Duration.ofMillis(8_333));
        }
        assertThat(ran).containsExactly("2");
        harness.step(Duration.ofMillis(1));
        assertThat(ran).containsExactly("2", "5");
    }

    @Test
    void aJobComesAfterOthersAndSaysWhatItWaitsFor() throws Exception {
        JobHandle<String> held = jobs.submit("hold", "h");
        JobHandle<String> quick = jobs.submit("note", "q");
        quick.await(LONG);
        JobHandle<String> last =
                jobs.submit("note", "last", JobOptions.DEFAULTS.after(held.id(), quick.id()));
        assertThat(last.state()).isEqualTo(JobState.BLOCKED);
        assertThat(jobs.reason(last.id()).orElseThrow())
                .startsWith("waits for 1 of 2 jobs: hold ")
                .contains(held.id().value().substring(28));
        gate.countDown();
        assertThat(last.await(LONG)).isEqualTo("done last");
    }

    @Test
    void aJobAfterAFailureIsSkippedAndItsHandleSaysSo() {
        JobHandle<String> failing = jobs.submit("fail", "f", once());
        JobHandle<String> skipped =
                jobs.submit("note", "never", JobOptions.DEFAULTS.after(failing.id()));
        JobHandle<String> anyway =
                jobs.submit(
                        "note", "anyway", JobOptions.DEFAULTS.after(List.of(failing.id()), true));
        assertThatThrownBy(() -> skipped.await(LONG)).isInstanceOf(JobCancelledException.class);
        assertThat(jobs.reason(skipped.id()).orElseThrow()).startsWith("skipped since fail ");
        Harness.until("the other has run", () -> ran.contains("anyway"));
        assertThat(ran).containsExactly("anyway");
    }

    @Test
    void aBatchCountsItsJobsAndRunsWhatComesAfter() throws Exception {
        BatchHandle batch =
                jobs.batch(
                        "import",
                        b ->
                                b.add("note", "a")
                                        .add("more", "m")
                                        .add(new JobRequest("fail", "f", once()))
                                        .onCompletion(new JobRequest("report", "r"))
                                        .onSuccess(new JobRequest("note", "never")));
        BatchRecord end = batch.await(LONG);
        assertThat(end.total()).isEqualTo(4);
        assertThat(end.succeeded()).isEqualTo(3);
        assertThat(end.failed()).isEqualTo(1);
        Harness.until("the report is there", () -> ran.contains("3/4"));
        assertThat(harness.state(end.onSuccess())).isEqualTo(JobState.CANCELLED);
        assertThat(jobs.reason(end.onSuccess()).orElseThrow())
                .isEqualTo("skipped since 1 of 4 jobs of batch import have not succeeded");
        assertThat(jobs.batch(batch.id()).orElseThrow().future()).isCompletedWithValue(end);
    }

    @Test
    void cancellingABatchCancelsItsJobsAndRunsWhatComesAfter() throws Exception {
        BatchHandle batch =
                jobs.batch(
                        "held",
                        b -> {
                            for (int i = 0; i < 5; i++) {
                                b.add("hold", "" + i);
                            }
                            b.onCompletion(new JobRequest("report", "r"));
                        });
        assertThat(jobs.reason(batch.state().orElseThrow().onCompletion()).orElseThrow())
                .isEqualTo("waits for 5 of 5 jobs of batch held");
        assertThat(batch.cancel()).isEqualTo(5);
        assertThat(batch.await(LONG).cancelled()).isEqualTo(5);
        Harness.until("the report is there", () -> ran.contains("0/5"));
        assertThatThrownBy(() -> jobs.batch("none", b -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRecurringJobHasNoPolicies() {
        assertThatThrownBy(() ->
                        jobs.recurring()
                                .schedule(
                                        "nightly",
                                        "note",
                                        Schedule.every(Duration.ofHours(1)),
                                        "x",
                                        JobOptions.DEFAULTS.withIdempotencyKey("k")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("nightly", "idempotency");
    }
}
