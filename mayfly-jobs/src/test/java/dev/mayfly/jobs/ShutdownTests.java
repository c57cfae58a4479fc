package dev.mayfly.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.model.Attempt;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.kernel.ShutdownReport;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

class ShutdownTests {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    private Harness blocking() {
        return new Harness(jobs ->
                jobs.define(
                        Harness.text(
                                        "job",
                                        (payload, job) -> {
                                            begun.countDown();
                                            gate.await();
                                            return payload;
                                        })
                                .withQueue("narrow")));
    }

    private static void assertStopped(JobHandle<?> handle, String state) {
        assertThatThrownBy(handle::await)
                .isInstanceOf(JobRejectedException.class)
                .hasMessage(
                        "the process stops before job \"job\" ("
                                + handle.id()
                                + ") has ended; it is "
                                + state
                                + " and is lost with the memory store");
    }

    @Test
    void drainsTheJobsInTheQueues() throws Exception {
        try (var h = blocking()) {
            JobHandle<?> first = h.jobs.submit("job", "a");
            begun.await();
            JobHandle<?> second = h.jobs.submit("job", "b");
            CompletableFuture<ShutdownReport> report =
                    CompletableFuture.supplyAsync(() -> h.scheduler.shutdown(Duration.ofHours(1)));
            Harness.until("intake is closed", () -> !h.scheduler.snapshot().accepting());
            gate.countDown();
            assertThat(report.get().outcome()).isEqualTo(ShutdownReport.Outcome.CLEAN);
            assertThat(first.await()).isEqualTo("a");
            assertThat(second.await()).isEqualTo("b");
        }
    }

    @Test
    void refusesNewJobsFromTheBeginningOfTheShutdown() {
        try (var h = blocking()) {
            h.scheduler.shutdown(Duration.ZERO);
            assertThatThrownBy(() -> h.jobs.submit("job", "x"))
                    .isInstanceOf(JobRejectedException.class)
                    .hasMessageContaining("job \"job\" was not accepted");
            assertThatThrownBy(() -> h.jobs.submitAll(java.util.List.of()))
                    .isInstanceOf(JobRejectedException.class);
            assertThatThrownBy(() -> h.jobs.retry(new JobId("x")))
                    .isInstanceOf(JobRejectedException.class);
        }
    }

    @Test
    void putsAJobBackThatTheShutdownInterrupts() throws Exception {
        try (var h = blocking()) {
            JobHandle<?> running = h.jobs.submit("job", "a");
            begun.await();
            JobHandle<?> waiting = h.jobs.submit("job", "b");
            JobHandle<?> delayed =
                    h.jobs.submit("job", "c", JobOptions.delayed(Duration.ofHours(1)));
            assertThat(h.scheduler.shutdown(Duration.ZERO).outcome())
                    .isEqualTo(ShutdownReport.Outcome.TIMED_OUT);
            assertThat(h.state(running.id())).isEqualTo(JobState.READY);
            assertThat(h.find(running.id()).history())
                    .singleElement()
                    .extracting(Attempt::outcome)
                    .isEqualTo(Attempt.Outcome.RELEASED);
            assertThat(h.find(running.id()).failures()).isZero();
            assertThat(h.state(waiting.id())).isEqualTo(JobState.READY);
            assertThat(h.find(waiting.id()).attempts()).isZero();
            assertStopped(running, "READY");
            assertStopped(waiting, "READY");
            assertStopped(delayed, "SCHEDULED");
        }
    }

    @Test
    void callsAJobCancelledThatSomebodyCancelledDuringTheShutdown() throws Exception {
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            begun.countDown();
                            job.task().sleep(Duration.ofDays(1));
                            return "";
                        })) {
            JobHandle<?> handle = h.jobs.submit("job", "a");
            begun.await();
            CompletableFuture<ShutdownReport> report =
                    CompletableFuture.supplyAsync(() -> h.scheduler.shutdown(Duration.ofHours(1)));
            Harness.until("intake is closed", () -> !h.scheduler.snapshot().accepting());
            assertThat(handle.cancel()).isTrue();
            report.get();
            assertThat(h.state(handle.id())).isEqualTo(JobState.CANCELLED);
        }
    }

    @Test
    void tellsTheHandleOfAJobThatFailsDuringTheShutdownThatNoRetryWillCome() throws Exception {
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            begun.countDown();
                            gate.await();
                            throw new IllegalStateException();
                        })) {
            JobHandle<?> handle = h.jobs.submit("job", "a");
            begun.await();
            h.jobs.close();
            gate.countDown();
            assertStopped(handle, "AWAITING_RETRY");
        }
    }

    @Test
    void putsAJobBackWhoseChildrenTheShutdownRefuses() throws Exception {
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            begun.countDown();
                            gate.await();
                            try {
                                return job.<String>submit("job", "child").await();
                            } catch (JobRejectedException e) {
                                throw new IllegalStateException("could not go on", e);
                            }
                        })) {
            JobHandle<?> handle = h.jobs.submit("job", "a");
            begun.await();
            h.jobs.close();
            gate.countDown();
            assertStopped(handle, "READY");
            assertThat(h.find(handle.id()).failures()).isZero();
        }
    }

    @Test
    void stopsItsTimekeeperWhenClosedAndLeavesTheSchedulerOpen() throws Exception {
        try (var h = blocking()) {
            h.jobs.recurring().schedule("job", Schedule.every(Duration.ofMinutes(1)), "x");
            JobHandle<?> delayed =
                    h.jobs.submit("job", "c", JobOptions.delayed(Duration.ofHours(1)));
            h.jobs.close();
            h.jobs.close();
            assertStopped(delayed, "SCHEDULED");
            Harness.until("no task is left", () -> h.scheduler.snapshot().tasks().isEmpty());
            h.clock.advance(Duration.ofHours(2));
            assertThat(h.state(delayed.id())).isEqualTo(JobState.SCHEDULED);
            assertThat(h.scheduler.<String>runBlocking(task -> "still open"))
                    .isEqualTo("still open");
        }
    }
}
