package dev.mayfly.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.handler.JobCancelledException;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobHandler;
import dev.mayfly.jobs.model.Attempt;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

class CancelTests {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger runs = new AtomicInteger();

    private Harness narrow(JobHandler<String, String> handler) {
        return new Harness(jobs -> jobs.define(Harness.text("job", handler).withQueue("narrow")));
    }

    private String block(String payload) throws InterruptedException {
        runs.incrementAndGet();
        begun.countDown();
        gate.await();
        return payload;
    }

    private static void assertCancelled(Harness h, JobHandle<?> handle) {
        assertThatThrownBy(handle::await)
                .isInstanceOf(JobCancelledException.class)
                .hasMessageContaining("(" + handle.id() + ") was cancelled");
        assertThat(handle.future()).isCancelled();
        assertThat(h.state(handle.id())).isEqualTo(JobState.CANCELLED);
        assertThat(handle.cancel()).isFalse();
    }

    @Test
    void cancelsAJobThatWaitsForItsTime() {
        try (var h = Harness.of("job", (payload, job) -> payload)) {
            JobHandle<?> handle = h.jobs.submit("job", "", JobOptions.delayed(Duration.ofHours(1)));
            assertThat(handle.cancel()).isTrue();
            assertCancelled(h, handle);
            h.step(Duration.ofHours(2));
            assertThat(h.find(handle.id()).attempts()).isZero();
        }
    }

    @Test
    void cancelsAJobThatWaitsInItsQueue() throws Exception {
        try (var h = narrow((payload, job) -> block(payload))) {
            JobHandle<String> first = h.jobs.submit("job", "a");
            begun.await();
            JobHandle<String> second = h.jobs.submit("job", "b");
            assertThat(h.jobs.cancel(second.id())).isTrue();
            assertCancelled(h, second);
            assertThat(h.jobs.task(second.id())).isEmpty();
            gate.countDown();
            assertThat(first.await()).isEqualTo("a");
            assertThat(runs).hasValue(1);
        }
    }

    @Test
    void cancelsAJobBetweenTwoAttempts() {
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            throw new IOException();
                        })) {
            JobHandle<?> handle = h.jobs.submit("job", "");
            h.awaitState(handle, JobState.AWAITING_RETRY);
            assertThat(handle.cancel()).isTrue();
            assertCancelled(h, handle);
            h.step(Duration.ofHours(1));
            assertThat(h.find(handle.id()).attempts()).isEqualTo(1);
        }
    }

    @Test
    void interruptsAJobThatRunsAndSaysMeanwhileThatItWasAsked() throws Exception {
        var interrupted = new CountDownLatch(1);
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            begun.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                                gate.await();
                                throw e;
                            }
                            return "";
                        })) {
            JobHandle<?> handle = h.jobs.submit("job", "");
            begun.await();
            assertThat(handle.cancel()).isTrue();
            assertThat(handle.cancel()).isFalse();
            interrupted.await();
            assertThat(h.state(handle.id())).isEqualTo(JobState.RUNNING);
            assertThat(h.find(handle.id()).cancelRequested()).isTrue();
            assertThat(h.jobs.reason(handle.id()).orElseThrow())
                    .endsWith("; was asked to cancel and has not given up yet");
            gate.countDown();
            assertCancelled(h, handle);
            assertThat(h.find(handle.id()).history().getFirst().outcome())
                    .isEqualTo(Attempt.Outcome.CANCELLED);
        }
    }

    @Test
    void endsAJobThatSleepsInASystemCall() throws Exception {
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            begun.countDown();
                            job.task().sleep(Duration.ofDays(1));
                            return "";
                        })) {
            JobHandle<?> handle = h.jobs.submit("job", "");
            begun.await();
            assertThat(handle.cancel()).isTrue();
            assertCancelled(h, handle);
        }
    }

    @Test
    void callsAJobThatReturnsAllTheSameSucceeded() throws Exception {
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            begun.countDown();
                            while (!job.isCancelled()) {
                                Thread.onSpinWait();
                            }
                            return "finished anyway";
                        })) {
            JobHandle<String> handle = h.jobs.submit("job", "");
            begun.await();
            assertThat(handle.cancel()).isTrue();
            assertThat(handle.await()).isEqualTo("finished anyway");
            assertThat(h.state(handle.id())).isEqualTo(JobState.SUCCEEDED);
        }
    }

    @Test
    void recordsACancelEvenIfTheHandlerThrowsSomethingElse() throws Exception {
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            begun.countDown();
                            while (!job.isCancelled()) {
                                Thread.onSpinWait();
                            }
                            throw new IOException("connection closed by interrupt");
                        })) {
            JobHandle<?> handle = h.jobs.submit("job", "");
            begun.await();
            handle.cancel();
            assertCancelled(h, handle);
        }
    }

    @Test
    void noticesAKernelTaskThatWasCancelledBeforeItStarted() throws Exception {
        try (var h = narrow((payload, job) -> block(payload))) {
            JobHandle<String> first = h.jobs.submit("job", "a");
            begun.await();
            JobHandle<String> second = h.jobs.submit("job", "b");
            assertThat(h.scheduler.cancel(h.jobs.task(second.id()).orElseThrow())).isTrue();
            Harness.until(
                    "the job is cancelled",
                    () -> {
                        h.clock.advance(Duration.ofMillis(10));
                        return h.state(second.id()) == JobState.CANCELLED;
                    });
            assertCancelled(h, second);
            gate.countDown();
            assertThat(first.await()).isEqualTo("a");
        }
    }

    @Test
    void recordsAKernelTaskThatWasCancelledWhileItRan() throws Exception {
        try (var h = narrow((payload, job) -> block(payload))) {
            JobHandle<String> handle = h.jobs.submit("job", "a");
            begun.await();
            h.scheduler.cancel(h.jobs.task(handle.id()).orElseThrow());
            assertCancelled(h, handle);
        }
    }

    @Test
    void runsACancelledJobAgainWhenAsked() throws Exception {
        try (var h = Harness.of("job", (payload, job) -> payload)) {
            JobHandle<?> handle =
                    h.jobs.submit("job", "x", JobOptions.delayed(Duration.ofHours(1)));
            handle.cancel();
            assertThat(h.jobs.retry(handle.id())).isTrue();
            assertThat(h.jobs.handle(handle.id()).orElseThrow().await()).isEqualTo("x");
        }
    }

    @Test
    void hasNothingToCancelWhereThereIsNoJob() {
        try (var h = Harness.of("job", (payload, job) -> payload)) {
            assertThat(h.jobs.cancel(new JobId("nobody"))).isFalse();
            assertThat(h.jobs.retry(new JobId("nobody"))).isFalse();
        }
    }
}
