package dev.mayfly.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.LogLine;
import dev.mayfly.jobs.model.Progress;
import dev.mayfly.jobs.store.LogPage;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicReference;

class ProgressAndLogTests {

    private static final Duration PERIOD = Duration.ofMillis(100);

    private final SynchronousQueue<Progress> reports = new SynchronousQueue<>();
    private final SynchronousQueue<Boolean> reported = new SynchronousQueue<>();

    /** A job that reports what the test hands it, and ends at a negative-free zero of zero. */
    private Harness reporter() {
        return Harness.of(
                "job",
                (payload, job) -> {
                    for (Progress next = reports.take();
                            !next.equals(Progress.NONE);
                            next = reports.take()) {
                        job.progress(next.done(), next.total(), next.message());
                        reported.put(true);
                    }
                    return "";
                });
    }

    private void report(long done, long total) throws InterruptedException {
        reports.put(new Progress(done, total, "at " + done));
        reported.take();
    }

    private static long done(Harness h, JobHandle<?> handle) {
        return h.find(handle.id()).progress().done();
    }

    private static long writes(Harness h) {
        return h.changes.stream()
                .filter(c -> c.before() != null && c.before().state() == c.after().state())
                .count();
    }

    @Test
    void writesTheFirstReportAtOnceAndTheNextOnesATenthOfASecondApart() throws Exception {
        try (var h = reporter()) {
            JobHandle<?> handle = h.jobs.submit("job", "");
            report(1, 10);
            assertThat(h.find(handle.id()).progress()).isEqualTo(new Progress(1, 10, "at 1"));
            report(2, 10);
            report(3, 10);
            assertThat(done(h, handle)).isEqualTo(1);
            Harness.until("the keeper sleeps", () -> h.timekeeper().reason().contains("100 ms"));
            h.clock.advance(PERIOD.minusMillis(1));
            assertThat(done(h, handle)).isEqualTo(1);
            h.clock.advance(Duration.ofMillis(1));
            Harness.until("the last report is written", () -> done(h, handle) == 3);
            assertThat(writes(h)).isEqualTo(2);
            reports.put(Progress.NONE);
            handle.await();
        }
    }

    @Test
    void writesTheLastReportTogetherWithTheEnd() throws Exception {
        try (var h = reporter()) {
            JobHandle<?> handle = h.jobs.submit("job", "");
            report(1, 10);
            report(10, 10);
            reports.put(Progress.NONE);
            handle.await();
            assertThat(done(h, handle)).isEqualTo(10);
            assertThat(h.find(handle.id()).progress().percent()).hasValue(100);
        }
    }

    @Test
    void neverGoesBackWhateverIsReported() throws Exception {
        try (var h = reporter()) {
            JobHandle<?> handle = h.jobs.submit("job", "");
            report(5, 10);
            report(3, 10);
            reports.put(Progress.NONE);
            handle.await();
            assertThat(h.find(handle.id()).progress()).isEqualTo(new Progress(5, 10, "at 5"));
        }
    }

    @Test
    void beginsAnewWithEachAttempt() throws Exception {
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            if (job.attempt() == 1) {
                                job.progress(9, 10);
                                throw new IllegalStateException();
                            }
                            return "";
                        })) {
            JobHandle<?> handle = h.jobs.submit("job", "");
            h.awaitState(handle, JobState.AWAITING_RETRY);
            assertThat(done(h, handle)).isEqualTo(9);
            h.step(Duration.ofSeconds(1));
            handle.await();
            assertThat(done(h, handle)).isZero();
        }
    }

    @Test
    void turnsAMillionReportsIntoAHandfulOfWrites() throws Exception {
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            for (int i = 1; i <= 1_000_000; i++) {
                                job.progress(i, 1_000_000);
                            }
                            return "";
                        })) {
            JobHandle<?> handle = h.jobs.submit("job", "");
            handle.await();
            assertThat(done(h, handle)).isEqualTo(1_000_000);
            assertThat(writes(h)).isEqualTo(1);
        }
    }

    @Test
    void takesReportsFromSeveralThreadsOfAJob() throws Exception {
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            try (var pool = Executors.newFixedThreadPool(4)) {
                                for (int i = 1; i <= 1_000; i++) {
                                    int done = i;
                                    pool.submit(() -> job.progress(done, 1_000));
                                    pool.submit(() -> job.log("line " + done));
                                }
                            }
                            return "";
                        })) {
            JobHandle<?> handle = h.jobs.submit("job", "");
            handle.await();
            assertThat(done(h, handle)).isEqualTo(1_000);
            assertThat(h.jobs.log(handle.id(), 0).lines()).hasSize(1_000);
        }
    }

    @Test
    void doesNothingOnceTheAttemptIsOver() throws Exception {
        var escaped = new AtomicReference<JobContext>();
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            escaped.set(job);
                            return "";
                        })) {
            JobHandle<?> handle = h.jobs.submit("job", "");
            handle.await();
            escaped.get().progress(5, 10);
            escaped.get().log("too late");
            h.step(Duration.ofSeconds(1));
            assertThat(done(h, handle)).isZero();
            assertThat(h.jobs.log(handle.id(), 0).lines()).isEmpty();
        }
    }

    @Test
    void refusesNegativeNumbers() {
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            job.progress(-1, 10);
                            return "";
                        })) {
            JobHandle<?> handle = h.jobs.submit("job", "");
            h.awaitState(handle, JobState.AWAITING_RETRY);
            assertThat(h.find(handle.id()).error().message()).contains("progress -1 of 10");
        }
    }

    @Test
    void keepsTheLinesOfAllAttemptsWithTheirTimes() throws Exception {
        var gate = new CountDownLatch(1);
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            job.log("attempt " + job.attempt());
                            if (job.attempt() == 1) {
                                throw new IllegalStateException();
                            }
                            gate.await();
                            job.log("done");
                            return "";
                        })) {
            JobHandle<?> handle = h.jobs.submit("job", "");
            h.awaitState(handle, JobState.AWAITING_RETRY);
            h.clock.advance(Duration.ofSeconds(1));
            Harness.until("two lines", () -> h.jobs.log(handle.id(), 0).lines().size() == 2);
            LogPage page = h.jobs.log(handle.id(), 0);
            assertThat(page.lines())
                    .extracting(LogLine::attempt, LogLine::text)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(1, "attempt 1"),
                            org.assertj.core.groups.Tuple.tuple(2, "attempt 2"));
            assertThat(page.lines().getFirst().at()).isEqualTo(Harness.START);
            gate.countDown();
            handle.await();
            assertThat(h.jobs.log(handle.id(), page.next()).lines())
                    .extracting(LogLine::text)
                    .containsExactly("done");
        }
    }

    @Test
    void dropsTheOldestLinesAndCountsThem() throws Exception {
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            for (int i = 0; i < 1_234; i++) {
                                job.log("line " + i);
                            }
                            return "";
                        })) {
            JobHandle<?> handle = h.jobs.submit("job", "");
            handle.await();
            LogPage page = h.jobs.log(handle.id(), 0);
            assertThat(page.dropped()).isEqualTo(234);
            assertThat(page.lines()).hasSize(1_000);
            assertThat(page.lines().getFirst().text()).isEqualTo("line 234");
            assertThat(page.next()).isEqualTo(1_234);
            assertThatThrownBy(() -> h.jobs.log(handle.id(), -1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
