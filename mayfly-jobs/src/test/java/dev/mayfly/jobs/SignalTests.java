package dev.mayfly.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.handler.JobCancelledException;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobHandler;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.handler.PayloadException;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.step.SignalOptions;
import dev.mayfly.jobs.step.SignalRejectedException;
import dev.mayfly.jobs.step.SignalRejectedException.Reason;
import dev.mayfly.kernel.task.TaskState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Jobs that wait for signals. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SignalTests {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Queue<String> ran = new ConcurrentLinkedQueue<>();

    private static final RetryPolicy TWICE =
            RetryPolicy.DEFAULT
                    .withMaxAttempts(2)
                    .withDelays(Duration.ofSeconds(1), 1.0, Duration.ofSeconds(1));

    private static Harness harness(JobHandler<String, String> handler) {
        return new Harness(jobs ->
                jobs.define(Harness.text("work", handler))
                        .defaults(JobSettings.DEFAULTS.withRetry(TWICE)));
    }

    /** Charges, waits for a word, and tells it. */
    private Harness approval() {
        return harness((text, job) -> {
            job.step("charge", () -> ran.add("charge"));
            ran.add("run");
            return job.awaitSignal("approved", String.class, HOUR)
                    .map(signal -> signal.payload() + " by " + signal.sender())
                    .orElse("nobody");
        });
    }

    private static JobHandle<String> waiting(Harness h) {
        JobHandle<String> handle = h.jobs.submit("work", "x");
        h.awaitState(handle, JobState.AWAITING_SIGNAL);
        h.settle();
        return handle;
    }

    @Test
    void waitsWithoutATaskAndGoesOnBehindItsFinishedSteps() throws Exception {
        try (Harness h = approval()) {
            JobHandle<String> handle = waiting(h);
            assertThat(h.jobs.task(handle.id())).isEmpty();
            assertThat(h.scheduler.snapshot().tasks())
                    .noneMatch(task ->
                            task.state() == TaskState.WAITING && task.name().equals("work"));
            assertThat(h.jobs.reason(handle.id()))
                    .contains("waits for signal \"approved\" until 2026-01-01T01:00:00Z");
            JobRecord waits = h.find(handle.id());
            assertThat(waits.attempts()).isZero();
            assertThat(waits.failures()).isZero();
            assertThat(waits.history()).isEmpty();

            assertThat(
                            h.jobs.signal(
                                    handle.id(),
                                    "approved",
                                    "yes",
                                    SignalOptions.DEFAULTS.withSender("Ada")))
                    .isTrue();

            assertThat(handle.await()).isEqualTo("yes by Ada");
            assertThat(ran).containsExactly("charge", "run", "run");
            JobRecord done = h.find(handle.id());
            assertThat(done.attempts()).as("the wait is no attempt").isOne();
            assertThat(done.history()).hasSize(1);
            assertThat(done.waitingFor()).isNull();
        }
    }

    @Test
    void takesASignalThatCameBeforeTheWait() throws Exception {
        var gate = new CountDownLatch(1);
        var runs = new AtomicInteger();
        try (Harness h =
                harness((text, job) -> {
                    runs.incrementAndGet();
                    gate.await();
                    return job.awaitSignal("go", String.class, HOUR).orElseThrow().payload();
                })) {
            JobHandle<String> handle = h.jobs.submit("work", "x");
            h.awaitState(handle, JobState.RUNNING);
            h.jobs.signal(handle.id(), "go", "early");
            gate.countDown();

            assertThat(handle.await()).isEqualTo("early");
            assertThat(runs).hasValue(1);
        }
    }

    @Test
    void stopsWaitingWhenTheTimeIsOverAndStaysWithThat() throws Exception {
        var stumble = new AtomicInteger();
        try (Harness h =
                harness((text, job) -> {
                    boolean came = job.awaitSignal("go", HOUR).isPresent();
                    if (stumble.getAndIncrement() == 0) {
                        throw new IllegalStateException("oh");
                    }
                    return "came " + came;
                })) {
            JobHandle<String> handle = waiting(h);
            h.step(HOUR.minusMillis(1));
            assertThat(h.state(handle.id())).isEqualTo(JobState.AWAITING_SIGNAL);
            h.step(Duration.ofMillis(1));
            h.awaitState(handle, JobState.AWAITING_RETRY);
            h.jobs.signal(handle.id(), "go", "late");
            h.step(Duration.ofSeconds(1));

            assertThat(handle.await()).isEqualTo("came false");
        }
    }

    @Test
    void givesEachOfSeveralWaitsOneSignalInOrder() throws Exception {
        try (Harness h =
                harness((text, job) -> {
                    var all = new StringBuilder();
                    for (int i = 0; i < 3; i++) {
                        all.append(
                                job.awaitSignal("item", String.class, HOUR)
                                        .orElseThrow()
                                        .payload());
                    }
                    return all.toString();
                })) {
            JobHandle<String> handle = waiting(h);
            h.jobs.signal(handle.id(), "item", "a");
            h.awaitState(handle, JobState.AWAITING_SIGNAL);
            h.jobs.signal(handle.id(), "other", "x");
            h.jobs.signal(handle.id(), "item", "b");
            h.awaitState(handle, JobState.AWAITING_SIGNAL);
            h.jobs.signal(handle.id(), "item", "c");

            assertThat(handle.await()).isEqualTo("abc");
            assertThat(h.jobs.signals(handle.id()))
                    .extracting(signal -> signal.name() + signal.taken())
                    .containsExactly("itemtrue", "otherfalse", "itemtrue", "itemtrue");
        }
    }

    @Test
    void looksWithoutWaitingWhereTheTimeOutIsZero() throws Exception {
        try (Harness h =
                harness((text, job) -> "" + job.awaitSignal("go", Duration.ZERO).isPresent())) {
            assertThat(h.jobs.<String>submit("work", "x").await()).isEqualTo("false");
        }
    }

    @Test
    void refusesSignalsThatNobodyCanTake() throws Exception {
        try (Harness h = approval()) {
            assertRefused(h, new JobId("nobody"), Reason.UNKNOWN_JOB, "nobody");
            JobHandle<String> handle = waiting(h);
            for (int i = 0; i < 100; i++) {
                h.jobs.signal(handle.id(), "other", "" + i);
            }
            assertRefused(h, handle.id(), Reason.TOO_MANY, "100 signals");
            handle.cancel();
            assertRefused(h, handle.id(), Reason.ENDED, "CANCELLED");
            assertThatThrownBy(() -> h.jobs.signal(handle.id(), "", null))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> h.jobs.signal(handle.id(), "approved", "x".repeat(256 * 1024)))
                    .isInstanceOf(PayloadException.class)
                    .hasMessageContaining("262144");
            assertThatThrownBy(
                            () -> h.jobs.signalJson(handle.id(), "a", "{", SignalOptions.DEFAULTS))
                    .isInstanceOf(PayloadException.class);
        }
    }

    private static void assertRefused(Harness h, JobId id, Reason reason, String word) {
        assertThatThrownBy(() -> h.jobs.signal(id, "approved", "yes"))
                .isInstanceOfSatisfying(
                        SignalRejectedException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(word)
                .hasMessageContaining("approved");
    }

    @Test
    void countsASignalOfOneIdOnce() throws Exception {
        try (Harness h = approval()) {
            JobHandle<String> handle = waiting(h);
            var once = SignalOptions.DEFAULTS.withId("mail-1");
            assertThat(h.jobs.signal(handle.id(), "other", "1", once)).isTrue();
            assertThat(h.jobs.signal(handle.id(), "other", "1", once)).isFalse();
            assertThat(h.jobs.signals(handle.id())).hasSize(1);
            h.jobs.signal(handle.id(), "approved", "yes", once.withId("mail-2"));
            handle.await();
            assertThat(h.jobs.signal(handle.id(), "approved", "yes", once.withId("mail-2")))
                    .as("also when it was taken and the job has ended")
                    .isFalse();
        }
    }

    @Test
    void cancelsAJobThatWaits() {
        try (Harness h = approval()) {
            JobHandle<String> handle = waiting(h);
            assertThat(handle.cancel()).isTrue();
            assertThatThrownBy(handle::await).isInstanceOf(JobCancelledException.class);
            assertThat(h.state(handle.id())).isEqualTo(JobState.CANCELLED);
        }
    }

    @Test
    void tellsWhoeverWaitsForAJobThatWaitsWhenTheProcessStops() {
        Harness h = approval();
        JobHandle<String> handle = waiting(h);
        h.close();
        assertThatThrownBy(handle::await)
                .isInstanceOf(JobRejectedException.class)
                .hasMessageContaining("AWAITING_SIGNAL");
    }

    @Test
    void failsAHandlerThatSwallowsTheSuspensionWithAnAnswerThatSaysSo() {
        try (Harness h =
                harness((text, job) -> {
                    try {
                        return job.awaitSignal("go", HOUR).toString();
                    } catch (Throwable t) {
                        return "swallowed";
                    }
                })) {
            JobHandle<String> handle = h.jobs.submit("work", "x");
            h.awaitState(handle, JobState.FAILED);
            assertThat(h.find(handle.id()).error().message())
                    .contains("caught a JobSuspension", "\"go\"", "catch Exception");
        }
    }

    @Test
    void endsAHandlerAgainThatGoesOnBehindItsSuspension() throws Exception {
        try (Harness h =
                harness((text, job) -> {
                    try {
                        job.awaitSignal("go", HOUR);
                    } catch (Error e) {
                        job.step("more", () -> ran.add("more"));
                    }
                    return "done";
                })) {
            JobHandle<String> handle = waiting(h);
            assertThat(ran).isEmpty();
            h.jobs.signal(handle.id(), "go", null);
            assertThat(handle.await()).isEqualTo("done");
        }
    }

    @Test
    void waitsAlsoWhereTheSuspensionComesWrapped() throws Exception {
        try (Harness h =
                harness((text, job) -> {
                    try {
                        return job.awaitSignal("go", String.class, HOUR).orElseThrow().payload();
                    } catch (Error e) {
                        throw new IllegalStateException("wrapped", e);
                    }
                })) {
            JobHandle<String> handle = waiting(h);
            h.jobs.signal(handle.id(), "go", "went");
            assertThat(handle.await()).isEqualTo("went");
        }
    }

    @Test
    void losesNoSignalInAStorm() throws Exception {
        int jobs = 200;
        try (Harness h =
                harness((text, job) -> {
                    int sum = 0;
                    for (int i = 0; i < 4; i++) {
                        sum += job.awaitSignal("n", Integer.class, HOUR).orElseThrow().payload();
                    }
                    return "" + sum;
                })) {
            var handles =
                    IntStream.range(0, jobs)
                            .mapToObj(i -> h.jobs.<String>submit("work", "" + i))
                            .toList();
            var senders =
                    IntStream.range(0, 4)
                            .mapToObj(n ->
                                    new Thread(() ->
                                            handles.forEach(
                                                    job -> h.jobs.signal(job.id(), "n", 1 << n))))
                            .toList();
            senders.forEach(Thread::start);
            for (Thread sender : senders) {
                sender.join();
            }
            for (JobHandle<String> handle : handles) {
                assertThat(handle.await()).isEqualTo("15");
            }
        }
    }

    @Test
    void waitsInAHandlerThatGoesOnWithoutAThread() throws Exception {
        dev.mayfly.jobs.handler.AsyncJobHandler<String, String> handler =
                (text, job) ->
                        java.util.concurrent.CompletableFuture.supplyAsync(
                                () -> payload(job), Runnable::run);
        try (Harness h =
                new Harness(jobs ->
                        jobs.define(
                                JobDefinition.of("work", String.class, String.class, handler)))) {
            JobHandle<String> handle = waiting(h);
            h.jobs.signal(handle.id(), "go", "async");
            assertThat(handle.await()).isEqualTo("async");
        }
    }

    private static String payload(JobContext job) {
        return job.awaitSignal("go", String.class, HOUR).orElseThrow().payload();
    }
}
