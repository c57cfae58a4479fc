package dev.mayfly.console.source.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mayfly.console.view.chart.RunHistory;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.time.SteppableClock;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The runs of a recurring job as bars. */
@Timeout(60)
class RunBarsTests {
    private static final String LIST = "/mayfly/jobs?q=runs";

    private final SteppableClock clock = new SteppableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Scheduler scheduler = Scheduler.builder().clock(clock).build();
    private volatile Duration takes = Duration.ofSeconds(1);
    private volatile boolean breaks;
    private final Jobs jobs =
            Jobs.builder(scheduler)
                    .define(
                            JobDefinition.of(
                                    "report",
                                    Void.class,
                                    Void.class,
                                    (payload, job) -> {
                                        if (breaks) {
                                            throw new IllegalStateException("broken");
                                        }
                                        clock.advance(takes);
                                        return null;
                                    }))
                    .build();

    @BeforeEach
    void schedule() {
        jobs.recurring().schedule("report", Schedule.every(Duration.ofDays(365)), null);
    }

    @AfterEach
    void close() {
        var _ = scheduler.shutdown(Duration.ZERO);
        jobs.close();
    }

    private JobId run(Duration time) {
        takes = time;
        JobHandle<?> run = jobs.recurring().trigger("report");
        Await.until("the run has ended or waits for its retry", () -> hasRun(run.id()));
        return run.id();
    }

    private boolean hasRun(JobId id) {
        JobRecord job = jobs.find(id).orElseThrow();
        return job.state().isTerminal() || job.state() == JobState.AWAITING_RETRY;
    }

    private RecurringJob recurring() {
        return jobs.recurring().find("report").orElseThrow();
    }

    private Map<JobId, JobRecord> found() {
        return new HashMap<>(jobs.find(recurring().recent()));
    }

    private RunHistory history(Map<JobId, JobRecord> found) {
        return Objects.requireNonNull(RunBars.of(recurring(), found, LIST));
    }

    @Test
    void oneRunIsNothingToCompare() {
        assertThat(RunBars.of(recurring(), Map.of(), LIST)).isNull();
        run(Duration.ofSeconds(1));
        assertThat(RunBars.of(recurring(), found(), LIST)).isNull();
    }

    @Test
    void barsAreAsHighAsTheirRunsTookAndTheNewestIsOnTheRight() {
        run(Duration.ZERO);
        run(Duration.ofSeconds(1));
        run(Duration.ofSeconds(2));
        RunHistory history = history(found());
        assertThat(history.bars())
                .extracting(RunHistory.Bar::x, RunHistory.Bar::height, RunHistory.Bar::tone)
                .containsExactly(
                        tuple(108, 4, "t-done"),
                        tuple(120, 16, "t-done"),
                        tuple(132, RunHistory.HEIGHT, "t-done"));
        assertThat(history.bars())
                .allSatisfy(bar -> {
                    assertThat(bar.y() + bar.height()).isEqualTo(RunHistory.HEIGHT);
                    assertThat(bar.x() + bar.width()).isLessThanOrEqualTo(RunHistory.WIDTH);
                })
                .last()
                .extracting(RunHistory.Bar::says)
                .isEqualTo("Succeeded in 2.0 s");
        assertThat(history.words()).isEqualTo("3 of the last 3 succeeded");
        assertThat(history.took()).isEqualTo("Took 0 ms to 2.0 s");
        assertThat(history.href()).isEqualTo(LIST);
    }

    @Test
    void whatFailedIsSeenHoweverFastItWas() {
        run(Duration.ofSeconds(2));
        breaks = true;
        JobId broken = run(Duration.ZERO);
        assertThat(history(found()).words()).isEqualTo("1 of the last 2 succeeded, 1 retry due");
        while (jobs.find(broken).orElseThrow().state() != JobState.FAILED) {
            int failures = jobs.find(broken).orElseThrow().failures();
            clock.advance(Duration.ofHours(1));
            Await.until(
                    "it was tried again",
                    () -> jobs.find(broken).orElseThrow().failures() > failures);
        }
        RunHistory history = history(found());
        assertThat(history.words()).isEqualTo("1 of the last 2 succeeded, 1 failed");
        assertThat(history.bars().getLast().height()).isEqualTo(RunHistory.HEIGHT);
        assertThat(history.bars().getLast().tone()).isEqualTo("t-fail");
    }

    @Test
    void runsThatAreKeptNoLongerLeaveTheirPlace() {
        JobId first = run(Duration.ofSeconds(1));
        run(Duration.ofSeconds(1));
        run(Duration.ofSeconds(1));
        Map<JobId, JobRecord> found = found();
        found.remove(first);
        RunHistory history = history(found);
        assertThat(history.words()).isEqualTo("2 of the last 3 succeeded, 1 no longer kept");
        assertThat(history.bars()).hasSize(3);
        assertThat(history.bars().getFirst().at()).isNull();
        assertThat(history.took()).isEqualTo("Took 1.0 s");
        found.clear();
        assertThat(RunBars.of(recurring(), found, LIST)).isNull();
    }

    @Test
    void aDozenFillTheBox() {
        for (int run = 0; run < RecurringJob.MOST_RECENT + 3; run++) {
            run(Duration.ofSeconds(run));
        }
        RunHistory history = history(found());
        assertThat(history.bars()).hasSize(RecurringJob.MOST_RECENT);
        assertThat(history.bars().getFirst().x()).isZero();
    }
}
