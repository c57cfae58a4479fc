package dev.mayfly.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobFailedException;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobHandler;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.model.StepTransition;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.model.step.StepRecord;
import dev.mayfly.jobs.step.JobSuspension;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.TransitionResult;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Steps of jobs, as handlers use them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StepTests {

    private static final RetryPolicy THREE =
            RetryPolicy.DEFAULT
                    .withMaxAttempts(3)
                    .withDelays(Duration.ofSeconds(1), 1.0, Duration.ofSeconds(1));

    private final Queue<String> ran = new ConcurrentLinkedQueue<>();

    private static Harness harness(JobHandler<String, String> handler) {
        return new Harness(jobs ->
                jobs.define(Harness.text("work", handler))
                        .defaults(JobSettings.DEFAULTS.withRetry(THREE)));
    }

    private String run(JobContext job, String step, String result) throws Exception {
        return job.step(
                step,
                String.class,
                () -> {
                    ran.add(step);
                    return result;
                });
    }

    @Test
    void runsEachStepOnceAndReturnsItsResultInLaterAttempts() throws Exception {
        var attempts = new AtomicInteger();
        try (Harness h =
                harness((text, job) -> {
                    String a = run(job, "a", "1");
                    String b = run(job, "b", a + "2");
                    if (attempts.incrementAndGet() < 3) {
                        throw new IllegalStateException("stumbled");
                    }
                    return b + run(job, "c", "3");
                })) {
            JobHandle<String> handle = h.jobs.submit("work", "x");
            h.step(Duration.ofSeconds(1));
            h.step(Duration.ofSeconds(1));

            assertThat(handle.await()).isEqualTo("123");
            assertThat(ran).containsExactly("a", "b", "c");
            assertThat(h.jobs.steps(handle.id()))
                    .extracting(StepRecord::name, StepRecord::result, StepRecord::attempt)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("a", "\"1\"", 1),
                            org.assertj.core.groups.Tuple.tuple("b", "\"12\"", 1),
                            org.assertj.core.groups.Tuple.tuple("c", "\"3\"", 3));
        }
    }

    @Test
    void doesNotStoreAStepThatThrows() throws Exception {
        try (Harness h =
                harness((text, job) -> {
                    job.step(
                            "flaky",
                            () -> {
                                ran.add("flaky");
                                if (job.attempt() == 1) {
                                    throw new java.io.IOException("broken pipe");
                                }
                            });
                    return "done";
                })) {
            JobHandle<String> handle = h.jobs.submit("work", "x");
            h.awaitState(handle, JobState.AWAITING_RETRY);
            assertThat(h.jobs.steps(handle.id())).isEmpty();
            assertThat(h.find(handle.id()).error().message()).contains("broken pipe");
            h.step(Duration.ofSeconds(1));

            assertThat(handle.await()).isEqualTo("done");
            assertThat(ran).containsExactly("flaky", "flaky");
        }
    }

    @Test
    void offersAKeyForEachStep() throws Exception {
        try (Harness h = harness((text, job) -> job.idempotencyKey("charge"))) {
            JobHandle<String> handle = h.jobs.submit("work", "x");
            assertThat(handle.await()).isEqualTo(handle.id().value() + "/charge");
        }
    }

    @Test
    void refusesANameThatIsUsedTwiceAndOthersThatCannotBeKept() {
        assertFails(
                (text, job) -> run(job, "a", "1") + run(job, "a", "2"), "step \"a\" twice", "a-");
        assertFails((text, job) -> run(job, " ", "1"), "is blank");
        assertFails((text, job) -> run(job, "n".repeat(201), "1"), "201 characters");
        assertFails((text, job) -> run(job, "a\nb", "1"), "control character");
        assertFails(
                (text, job) -> run(job, "big", "x".repeat(256 * 1024)),
                "step \"big\"",
                "262146 bytes",
                "262144");
        assertFails(
                (text, job) -> {
                    for (int i = 0; i <= 1_000; i++) {
                        job.step("step-" + i, () -> {});
                    }
                    return "";
                },
                "has 1000 steps",
                "\"step-1000\"");
        assertFails(
                (text, job) -> {
                    job.step("thread", Thread.class, Thread::new);
                    return "";
                },
                "the result of step \"thread\"");
    }

    private static void assertFails(JobHandler<String, String> handler, String... words) {
        try (Harness h = harness(handler)) {
            JobHandle<String> handle = h.jobs.submit("work", "x");
            assertThatThrownBy(handle::await).isInstanceOf(JobFailedException.class);
            assertThat(h.find(handle.id()).error().message()).contains(words).contains("work");
            assertThat(h.find(handle.id()).attempts()).as("no other attempt can help").isOne();
        }
    }

    @Test
    void goesOnBehindFinishedStepsAfterARedriveAndFromTheStartOnRequest() throws Exception {
        var broken = new java.util.concurrent.atomic.AtomicBoolean(true);
        try (Harness h =
                harness((text, job) -> {
                    run(job, "a", "1");
                    if (broken.get()) {
                        throw new dev.mayfly.jobs.handler.PermanentFailureException("no", null);
                    }
                    return "done";
                })) {
            JobHandle<String> handle = h.jobs.submit("work", "x");
            h.awaitState(handle, JobState.FAILED);
            assertThat(h.jobs.retry(handle.id())).isTrue();
            h.awaitState(handle, JobState.FAILED);
            h.until("it ran again", () -> h.find(handle.id()).attempts() == 2);
            h.awaitState(handle, JobState.FAILED);
            assertThat(ran).containsExactly("a");

            broken.set(false);
            assertThat(h.jobs.retryFromTheStart(handle.id())).isTrue();
            h.awaitState(handle, JobState.SUCCEEDED);
            assertThat(ran).containsExactly("a", "a");
        }
    }

    @Test
    void endsTheAttemptOfAnOwnerThatHasLostItsJobAndDropsItsStep() throws Exception {
        var inStep = new CountDownLatch(1);
        var lost = new CountDownLatch(1);
        var ends = new ConcurrentLinkedQueue<String>();
        try (Harness h = harness((text, job) -> held(job, inStep, lost, ends))) {
            JobHandle<String> handle = h.jobs.submit("work", "x");
            inStep.await();
            JobStore store = h.jobs.store();
            // As a recovery does that takes the first owner for lost.
            store.apply(new Transition.Recover(handle.id(), 1, JobState.RUNNING, Harness.START));
            store.apply(new Transition.Start(handle.id(), 2, Harness.START, "other"));
            lost.countDown();
            Harness.until("the first has ended", () -> !ends.isEmpty());
            h.settle();

            assertThat(ends).hasSize(1);
            assertThat(ends.peek()).contains("step \"a\"", "lost");
            assertThat(h.jobs.steps(handle.id())).isEmpty();
            assertThat(h.find(handle.id()).state()).isEqualTo(JobState.RUNNING);
            var second = StepRecord.finished("a", "2", 2, Harness.START);
            assertThat(store.apply(new StepTransition.Decide(handle.id(), 3, second, 0)))
                    .isInstanceOf(TransitionResult.Applied.class);
        }
    }

    /** Stays in a step until its owner is lost, and says how that ended. */
    private static String held(
            JobContext job, CountDownLatch inStep, CountDownLatch lost, Queue<String> ends)
            throws Exception {
        try {
            job.step(
                    "a",
                    String.class,
                    () -> {
                        inStep.countDown();
                        lost.await();
                        return "by the first";
                    });
            ends.add("went on");
            return "never";
        } catch (JobSuspension e) {
            ends.add(e.getMessage());
            throw e;
        }
    }

    @Test
    void keepsAGenericResult() throws Exception {
        try (Harness h =
                harness((text, job) -> {
                    String same =
                            job.step("typed", (java.lang.reflect.Type) String.class, () -> "t");
                    return same + List.of(1);
                })) {
            assertThat(h.jobs.<String>submit("work", "x").await()).isEqualTo("t[1]");
        }
    }
}
