package dev.mayfly.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.handler.JobFailedException;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobHandler;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.handler.PermanentFailureException;
import dev.mayfly.jobs.model.Attempt;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.model.RetryPreview;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.kernel.task.TaskTimeoutException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

class RetryTests {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final RetryPolicy THREE =
            RetryPolicy.DEFAULT
                    .withMaxAttempts(3)
                    .withDelays(SECOND, 2.0, Duration.ofMinutes(1))
                    .withJitter(0);

    private static Harness with(RetryPolicy retry, JobHandler<String, String> handler) {
        return new Harness(jobs ->
                jobs.define(
                        Harness.text("job", handler)
                                .withSettings(JobSettings.DEFAULTS.withRetry(retry))));
    }

    private static int overflow(int depth) {
        return overflow(depth + 1) + 1;
    }

    @Test
    void triesAgainAfterExactlyTheWaitAndNotBefore() throws Exception {
        try (var h =
                with(
                        THREE,
                        (payload, job) -> {
                            if (job.attempt() < 3) {
                                throw new IOException("attempt " + job.attempt());
                            }
                            return "third time lucky";
                        })) {
            JobHandle<String> handle = h.jobs.submit("job", "");
            h.awaitState(handle, JobState.AWAITING_RETRY);
            assertThat(h.find(handle.id()).dueAt()).isEqualTo(Harness.START.plusSeconds(1));
            h.step(Duration.ofMillis(999));
            assertThat(h.find(handle.id()).attempts()).isEqualTo(1);
            h.step(Duration.ofMillis(1));
            Harness.until("twice", () -> h.find(handle.id()).failures() == 2);
            h.step(Duration.ofMillis(1_999));
            assertThat(h.state(handle.id())).isEqualTo(JobState.AWAITING_RETRY);
            assertThat(h.jobs.reason(handle.id()).orElseThrow())
                    .isEqualTo(
                            "waits until 2026-01-01T00:00:03Z, then attempt 3; failure 2 of 3"
                                    + " allowed was java.io.IOException: attempt 2");
            h.step(Duration.ofMillis(1));
            assertThat(handle.await()).isEqualTo("third time lucky");
            assertThat(h.find(handle.id()).history())
                    .extracting(Attempt::outcome)
                    .containsExactly(
                            Attempt.Outcome.FAILED,
                            Attempt.Outcome.FAILED,
                            Attempt.Outcome.SUCCEEDED);
            assertThat(h.find(handle.id()).epoch()).isEqualTo(3);
        }
    }

    @Test
    void failsForGoodWhenTheAttemptsAreUsedUp() {
        var thrown = new IOException("always");
        try (var h =
                with(
                        THREE.withDelays(Duration.ZERO, 1, Duration.ZERO),
                        (payload, job) -> {
                            throw thrown;
                        })) {
            JobHandle<String> handle = h.jobs.submit("job", "");
            assertThatThrownBy(handle::await)
                    .isInstanceOf(JobFailedException.class)
                    .hasMessage(
                            "job \"job\" (" + handle.id() + ") failed: java.io.IOException: always")
                    .cause()
                    .isSameAs(thrown);
            JobRecord record = h.find(handle.id());
            assertThat(record.state()).isEqualTo(JobState.FAILED);
            assertThat(record.attempts()).isEqualTo(3);
            assertThat(record.error().trace()).contains("RetryTests");
            assertThat(handle.future()).isCompletedExceptionally();
            assertThatThrownBy(() -> h.jobs.handle(handle.id()).orElseThrow().await())
                    .isInstanceOf(JobFailedException.class);
        }
    }

    @Test
    void takesTheJitterFromTheGivenGenerator() {
        RandomGenerator half = () -> Long.MIN_VALUE;
        try (var h =
                new Harness(jobs ->
                        jobs.random(half)
                                .defaults(JobSettings.DEFAULTS.withRetry(THREE.withJitter(0.5)))
                                .define(
                                        Harness.text(
                                                "job",
                                                (payload, job) -> {
                                                    throw new IOException();
                                                })))) {
            JobHandle<String> handle = h.jobs.submit("job", "");
            h.awaitState(handle, JobState.AWAITING_RETRY);
            assertThat(h.find(handle.id()).dueAt()).isEqualTo(Harness.START.plusMillis(750));
        }
    }

    @Test
    void lapsesARetryThatTheRulesForExceptionsForbid() {
        try (var h =
                with(
                        THREE.withNoRetryOn(Set.of("java.io.IOException")),
                        (payload, job) -> {
                            throw new java.io.FileNotFoundException("gone");
                        })) {
            JobHandle<String> handle = h.jobs.submit("job", "");
            assertThatThrownBy(handle::await).isInstanceOf(JobFailedException.class);
            assertThat(h.find(handle.id()).attempts()).isEqualTo(1);
        }
    }

    @Test
    void lapsesARetryThatTheHandlerKnowsToBeUseless() {
        try (var h =
                with(
                        THREE,
                        (payload, job) -> {
                            throw new PermanentFailureException("no such customer", null);
                        })) {
            JobHandle<String> handle = h.jobs.submit("job", "");
            assertThatThrownBy(handle::await).hasMessageContaining("no such customer");
            assertThat(h.find(handle.id()).attempts()).isEqualTo(1);
        }
    }

    @Test
    void prefersTheRulesOfTheSubmissionOverThoseOfTheDefinition() {
        try (var h =
                with(
                        THREE,
                        (payload, job) -> {
                            throw new IOException();
                        })) {
            JobHandle<String> handle =
                    h.jobs.submit("job", "", JobOptions.DEFAULTS.withRetry(RetryPolicy.NONE));
            assertThatThrownBy(handle::await).isInstanceOf(JobFailedException.class);
            assertThat(h.find(handle.id()).attempts()).isEqualTo(1);
        }
    }

    @Test
    void survivesErrorsOfAllKinds() throws Exception {
        try (var h =
                with(
                        RetryPolicy.NONE,
                        (payload, job) -> {
                            switch (payload) {
                                case "stack" -> overflow(0);
                                case "memory" -> throw new OutOfMemoryError("not really");
                                case "assert" -> throw new AssertionError("no");
                                case "link" -> throw new NoClassDefFoundError("a/B");
                                default -> {
                                    return "fine";
                                }
                            }
                            return "";
                        })) {
            for (String kind : new String[] {"stack", "memory", "assert", "link"}) {
                JobHandle<String> handle = h.jobs.submit("job", kind);
                assertThatThrownBy(handle::await)
                        .isInstanceOf(JobFailedException.class)
                        .hasCauseInstanceOf(Error.class);
            }
            assertThat(h.jobs.<String>submit("job", "none").await()).isEqualTo("fine");
        }
    }

    @Test
    void retriesAnErrorAsAnythingElse() throws Exception {
        try (var h =
                with(
                        THREE.withDelays(Duration.ZERO, 1, Duration.ZERO),
                        (payload, job) -> job.attempt() == 1 ? "" + overflow(0) : "fine")) {
            assertThat(h.jobs.<String>submit("job", "").await()).isEqualTo("fine");
        }
    }

    @Test
    void endsAnAttemptThatTakesTooLongAndTriesAgain() throws Exception {
        var begun = new CountDownLatch(1);
        var last = new AtomicInteger();
        try (var h =
                new Harness(jobs ->
                        jobs.define(
                                Harness.text(
                                                "slow",
                                                (payload, job) -> {
                                                    begun.countDown();
                                                    if (job.attempt() == 1) {
                                                        job.task().sleep(Duration.ofDays(1));
                                                    }
                                                    last.set(job.attempt());
                                                    return "made it";
                                                })
                                        .withSettings(
                                                new JobSettings(
                                                        THREE, Duration.ofSeconds(10), null))))) {
            JobHandle<String> handle = h.jobs.submit("slow", "");
            begun.await();
            h.step(Duration.ofMillis(9_999));
            assertThat(h.state(handle.id())).isEqualTo(JobState.RUNNING);
            h.step(Duration.ofMillis(1));
            h.awaitState(handle, JobState.AWAITING_RETRY);
            JobRecord waiting = h.find(handle.id());
            assertThat(waiting.error().type()).isEqualTo(TaskTimeoutException.class.getName());
            assertThat(waiting.history().getFirst().outcome()).isEqualTo(Attempt.Outcome.TIMED_OUT);
            h.step(SECOND);
            assertThat(handle.await()).isEqualTo("made it");
            assertThat(last).hasValue(2);
        }
    }

    @Test
    void namesTheTimeOutAlsoWhereTheHandlerSawOnlyAnInterrupt() throws Exception {
        var begun = new CountDownLatch(1);
        try (var h =
                with(
                        RetryPolicy.NONE,
                        (payload, job) -> {
                            begun.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException("interrupted, says the handler", e);
                            }
                            return "";
                        })) {
            JobHandle<String> handle =
                    h.jobs.submit("job", "", JobOptions.DEFAULTS.withTimeout(SECOND));
            begun.await();
            h.clock.advance(SECOND);
            assertThatThrownBy(handle::await)
                    .hasMessageContaining(
                            "attempt of job \"job\" took longer than its time-out of PT1S")
                    .hasRootCauseInstanceOf(InterruptedException.class);
            assertThat(h.find(handle.id()).error().trace())
                    .contains("interrupted, says the handler");
        }
    }

    @Test
    void startsTheTimeOutWithTheAttemptAndNotInTheQueue() throws Exception {
        var gate = new CountDownLatch(1);
        try (var h =
                new Harness(jobs ->
                        jobs.define(
                                Harness.text(
                                                "wait",
                                                (payload, job) -> {
                                                    gate.await();
                                                    return payload;
                                                })
                                        .withQueue("narrow")))) {
            JobHandle<String> first = h.jobs.submit("wait", "a");
            h.awaitState(first, JobState.RUNNING);
            JobHandle<String> second =
                    h.jobs.submit("wait", "b", JobOptions.DEFAULTS.withTimeout(SECOND));
            h.clock.advance(Duration.ofMinutes(1));
            gate.countDown();
            assertThat(first.await()).isEqualTo("a");
            assertThat(second.await()).isEqualTo("b");
        }
    }

    @Test
    void makesAFailedJobReadyByHandWithAllItsAttemptsBack() throws Exception {
        var broken = new AtomicInteger(1);
        try (var h =
                with(
                        THREE.withDelays(Duration.ZERO, 1, Duration.ZERO),
                        (payload, job) -> {
                            if (broken.get() == 1) {
                                throw new IOException();
                            }
                            return "mended";
                        })) {
            JobHandle<String> handle = h.jobs.submit("job", "");
            assertThatThrownBy(handle::await).isInstanceOf(JobFailedException.class);
            assertThat(h.jobs.retry(handle.id())).isTrue();
            Harness.until("failed again", () -> h.find(handle.id()).attempts() == 6);
            h.awaitState(handle, JobState.FAILED);
            broken.set(0);
            assertThat(h.jobs.retry(handle.id())).isTrue();
            assertThat(h.jobs.handle(handle.id()).orElseThrow().await()).isEqualTo("mended");
            assertThat(h.find(handle.id()).attempts()).isEqualTo(7);
            assertThat(h.jobs.retry(handle.id())).isFalse();
            assertThat(handle.state()).isEqualTo(JobState.FAILED);
        }
    }

    // ---- the attempts to come

    @Test
    void theAttemptsToComeAreThoseThatCome() {
        var fail = new AtomicInteger(1);
        try (var h =
                with(
                        THREE.withMaxAttempts(4).withJitter(0.5),
                        (payload, job) -> {
                            if (fail.get() == 1) {
                                throw new IOException("down");
                            }
                            return payload;
                        })) {
            JobHandle<String> handle = h.jobs.submit("job", "");
            h.awaitState(handle, JobState.AWAITING_RETRY);
            Instant due = Objects.requireNonNull(h.find(handle.id()).dueAt());
            var next = h.jobs.nextAttempts(handle.id()).orElseThrow().attempts();
            assertThat(next).hasSize(3);
            assertThat(next.getFirst().earliest()).as("its wait was drawn").isEqualTo(due);
            assertThat(next.getFirst().isExact()).isTrue();
            assertThat(next.get(1).earliest()).isEqualTo(due.plusSeconds(1));
            assertThat(next.get(1).latest()).isEqualTo(due.plusSeconds(2));
            assertThat(next.get(2).number()).isEqualTo(4);

            h.step(due);
            assertThat(h.find(handle.id()).dueAt())
                    .isBetween(next.get(1).earliest(), next.get(1).latest());
            fail.set(0);
            h.step(Duration.ofSeconds(2));
            h.awaitState(handle, JobState.SUCCEEDED);
            assertThat(h.jobs.nextAttempts(handle.id())).contains(RetryPreview.NONE);
            assertThat(h.jobs.nextAttempts(new JobId("nobody"))).isEmpty();
        }
    }

    @Test
    void theAttemptsOfAJobThatHasNotFailedAreThoseOfAFailureNow() {
        try (var h = with(THREE, (payload, job) -> payload)) {
            JobHandle<String> handle =
                    h.jobs.submit("job", "", JobOptions.DEFAULTS.withDelay(Duration.ofHours(1)));
            assertThat(h.jobs.nextAttempts(handle.id())).contains(THREE.preview(1, Harness.START));
        }
    }

    // ---- many at once

    @Test
    void makesAllFailedJobsReadyAgainThatAQueryFinds() {
        var broken = new AtomicInteger(1);
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            if (broken.get() == 1) {
                                throw new IllegalStateException("down");
                            }
                            return payload;
                        })) {
            JobOptions once = JobOptions.DEFAULTS.withRetry(RetryPolicy.NONE);
            for (int i = 0; i < 1_200; i++) {
                h.jobs.submit("job", "x", once.withLabel("half", i % 2 == 0 ? "a" : "b"));
            }
            JobQuery failed = JobQuery.ALL.withStates(Set.of(JobState.FAILED));
            Harness.until(
                    "all have failed",
                    () -> h.jobs.counters().get("default").current(JobState.FAILED) == 1_200);
            broken.set(0);
            assertThat(h.jobs.bulk().retry(failed.withLabel("half", "a"))).isEqualTo(600);
            Harness.until(
                    "half of them have succeeded",
                    () -> h.jobs.counters().get("default").current(JobState.SUCCEEDED) == 600);
            assertThat(h.jobs.bulk().retry(failed.withLabel("half", "a"))).isZero();
            assertThat(h.jobs.bulk().retry(JobQuery.ALL.withStates(Set.of(JobState.SUCCEEDED))))
                    .isZero();
            assertThat(h.jobs.bulk().retry(JobQuery.ALL)).isEqualTo(600);
        }
    }

    @Test
    void jobsThatWereSkippedAreNotRetriedWithTheRest() {
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            throw new PermanentFailureException("broken", new IOException("gone"));
                        })) {
            JobHandle<String> first = h.jobs.submit("job", "resize");
            JobHandle<String> second =
                    h.jobs.submit("job", "publish", JobOptions.DEFAULTS.after(first.id()));
            h.awaitState(second, JobState.CANCELLED);

            assertThat(h.jobs.bulk().retry(JobQuery.ALL)).isEqualTo(1);

            assertThat(h.state(second.id())).isEqualTo(JobState.CANCELLED);
            assertThat(h.jobs.retry(second.id())).isTrue(); // by itself, by somebody who knows
        }
    }

    @Test
    void countsUpToABoundAndNoFurther() {
        try (var h = Harness.of("job", (payload, job) -> payload)) {
            for (int i = 0; i < 250; i++) {
                h.jobs.submit("job", "x", JobOptions.DEFAULTS.withDelay(Duration.ofHours(1)));
            }
            JobQuery all = JobQuery.ALL.withName("job");
            assertThat(h.jobs.bulk().count(all, 1_000)).isEqualTo(250);
            assertThat(h.jobs.bulk().count(all, 250)).isEqualTo(250);
            assertThat(h.jobs.bulk().count(all, 249)).isEqualTo(250);
            assertThat(h.jobs.bulk().count(all, 99)).isEqualTo(100);
            assertThat(h.jobs.bulk().count(all.withLimit(1), 1_000)).isEqualTo(250);
            assertThat(h.jobs.bulk().count(all.withName("other"), 1_000)).isZero();
        }
    }

    @Test
    void cancelsAllThatHaveNotEndedAndCountsEachOnce() {
        try (var h = Harness.of("job", (payload, job) -> payload)) {
            for (int i = 0; i < 600; i++) {
                h.jobs.submit("job", "x", JobOptions.DEFAULTS.withDelay(Duration.ofHours(1)));
            }
            JobHandle<String> done = h.jobs.submit("job", "x");
            h.awaitState(done, JobState.SUCCEEDED);
            JobHandle<String> other =
                    h.jobs.submit(
                            "job",
                            "x",
                            JobOptions.DEFAULTS.withDelay(Duration.ofHours(1)).withQueue("narrow"));
            JobQuery here = JobQuery.ALL.withQueue("default");
            assertThat(h.jobs.bulk().cancel(here)).isEqualTo(600);
            assertThat(h.jobs.bulk().cancel(here)).isZero();
            assertThat(h.state(done.id())).isEqualTo(JobState.SUCCEEDED);
            assertThat(h.state(other.id())).isEqualTo(JobState.SCHEDULED);
            assertThat(h.jobs.counters().get("default").current(JobState.CANCELLED)).isEqualTo(600);
        }
    }

    @Test
    void retriesFromTheStartForgetTheStepsOfAll() {
        var charged = new AtomicInteger();
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            job.step("charge", Integer.class, charged::incrementAndGet);
                            throw new IllegalStateException("down");
                        })) {
            for (int i = 0; i < 3; i++) {
                h.awaitState(
                        h.jobs.submit("job", "x", JobOptions.DEFAULTS.withRetry(RetryPolicy.NONE)),
                        JobState.FAILED);
            }
            JobQuery failed = JobQuery.ALL.withStates(Set.of(JobState.FAILED));
            assertThat(h.jobs.bulk().retry(failed)).isEqualTo(3);
            failedAgain(h, 6);
            assertThat(charged).hasValue(3);
            assertThat(h.jobs.bulk().retryFromTheStart(failed)).isEqualTo(3);
            failedAgain(h, 9);
            assertThat(charged).hasValue(6);
        }
    }

    private static void failedAgain(Harness h, long times) {
        Harness.until(
                "they have failed again",
                () -> h.jobs.counters().get("default").entered(JobState.FAILED) == times);
    }
}
