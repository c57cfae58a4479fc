package dev.mayfly.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.PayloadException;
import dev.mayfly.jobs.handler.UnknownJobException;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.jobs.store.JobQuery;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;

class RecurringTests {

    private static final Schedule TEN_MINUTES = Schedule.every(Duration.ofMinutes(10));
    private static final String ID = "job";

    private final CountDownLatch gate = new CountDownLatch(1);

    private static Harness quick() {
        return Harness.of("job", (payload, job) -> payload);
    }

    private static List<JobRecord> runs(Harness h) {
        return h.jobs.query(JobQuery.ALL).jobs().reversed();
    }

    private static RecurringJob recurring(Harness h) {
        return h.jobs.recurring().find(ID).orElseThrow();
    }

    private static void stepUntilRuns(Harness h, Duration step, int runs) {
        h.step(step);
        Harness.until(
                runs + " runs have ended",
                () ->
                        runs(h).size() == runs
                                && runs(h).stream().allMatch(r -> r.state().isTerminal()));
    }

    @Test
    void submitsAJobAtEveryRunAndNotBefore() {
        try (var h = quick()) {
            RecurringJob made = h.jobs.recurring().schedule("job", TEN_MINUTES, "x");
            assertThat(made.nextRun()).isEqualTo("2026-01-01T00:10:00Z");
            h.step(Duration.ofMinutes(10).minusNanos(1));
            assertThat(runs(h)).isEmpty();
            stepUntilRuns(h, Duration.ofNanos(1), 1);
            stepUntilRuns(h, Duration.ofMinutes(10), 2);
            assertThat(runs(h))
                    .extracting(
                            run -> run.envelope().options().labels().get("mayfly.scheduled-for"))
                    .containsExactly("2026-01-01T00:10:00Z", "2026-01-01T00:20:00Z");
            assertThat(runs(h).getFirst().envelope().options().labels())
                    .containsEntry("mayfly.recurring", "job");
            RecurringJob now = recurring(h);
            assertThat(now.runs()).isEqualTo(2);
            assertThat(now.missed()).isZero();
            assertThat(now.lastRun()).isEqualTo("2026-01-01T00:20:00Z");
            assertThat(now.lastJob()).isEqualTo(runs(h).getLast().id());
            assertThat(now.nextRun()).isEqualTo("2026-01-01T00:30:00Z");
        }
    }

    @Test
    void followsACronExpressionInItsZone() {
        try (var h = quick()) {
            h.jobs.recurring()
                    .schedule("job", Schedule.cron("0 3 * * *", ZoneId.of("Europe/Berlin")), "x");
            assertThat(h.jobs.recurring().next(ID, 2))
                    .containsExactly(
                            Instant.parse("2026-01-01T02:00:00Z"),
                            Instant.parse("2026-01-02T02:00:00Z"));
            stepUntilRuns(h, Duration.ofHours(2), 1);
        }
    }

    @Test
    void leavesOutARunWhileTheOneBeforeGoesOn() {
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            job.task().awaitSignal("go");
                            return "";
                        })) {
            h.jobs.recurring().schedule("job", TEN_MINUTES, "x");
            h.step(Duration.ofMinutes(10));
            Harness.until("it runs", () -> runs(h).size() == 1);
            h.step(Duration.ofMinutes(10));
            Harness.until("a run is skipped", () -> recurring(h).skipped() == 1);
            h.step(Duration.ofMinutes(10));
            Harness.until("another is skipped", () -> recurring(h).skipped() == 2);
            assertThat(runs(h)).hasSize(1);
            h.scheduler.signal("go");
            h.awaitState(h.jobs.handle(runs(h).getFirst().id()).orElseThrow(), JobState.SUCCEEDED);
            h.step(Duration.ofMinutes(10));
            Harness.until("it runs again", () -> runs(h).size() == 2);
            assertThat(recurring(h).skipped()).isEqualTo(2);
            assertThat(recurring(h).missed()).isZero();
        }
    }

    @Test
    void makesUpForAllMissedRunsByOne() {
        for (Schedule schedule :
                List.of(TEN_MINUTES, Schedule.cron("*/10 * * * *", ZoneOffset.UTC))) {
            try (var h = quick()) {
                // The runtime that scheduled it is gone; its store is found by another, much later.
                h.jobs.recurring().schedule("job", schedule, "x");
                h.settle();
                h.jobs.close();
                h.clock.advance(Duration.ofMinutes(65));
                try (Jobs later =
                        Jobs.builder(h.scheduler)
                                .store(h.jobs.store())
                                .define(Harness.text("job", (payload, job) -> payload))
                                .build()) {
                    Harness.until("one run", () -> recurring(h).runs() == 1);
                    RecurringJob now = recurring(h);
                    assertThat(now.missed()).isEqualTo(5);
                    assertThat(now.lastRun()).isEqualTo("2026-01-01T01:00:00Z");
                    assertThat(now.nextRun()).isEqualTo("2026-01-01T01:10:00Z");
                    assertThat(runs(h)).hasSize(1);
                }
            }
        }
    }

    @Test
    void countsTheMissedRunsOfYearsWithoutDelay() {
        try (var h = quick()) {
            h.jobs.recurring().schedule("job", Schedule.every(Duration.ofMillis(1)), "x");
            h.jobs.recurring()
                    .schedule(
                            "cron",
                            "job",
                            Schedule.cron("* * * * * *", ZoneOffset.UTC),
                            "x",
                            JobOptions.DEFAULTS);
            h.settle();
            h.jobs.close();
            h.clock.advance(Duration.ofDays(3650));
            try (Jobs later =
                    Jobs.builder(h.scheduler)
                            .store(h.jobs.store())
                            .define(Harness.text("job", (payload, job) -> payload))
                            .build()) {
                Harness.until(
                        "both ran",
                        () -> later.recurring().list().stream().allMatch(r -> r.runs() == 1));
                assertThat(recurring(h).missed()).isEqualTo(3650L * 86_400_000 - 1);
                assertThat(later.recurring().find("cron").orElseThrow().missed()).isEqualTo(1_000);
            }
        }
    }

    @Test
    void pausesWithReasonAndAuthorAndDoesNotMakeUpForThePause() {
        for (Schedule schedule :
                List.of(TEN_MINUTES, Schedule.cron("*/10 * * * *", ZoneOffset.UTC))) {
            try (var h = quick()) {
                h.jobs.recurring().schedule("job", schedule, "x");
                h.step(Duration.ofMinutes(2));
                assertThat(h.jobs.recurring().pause(ID, "the mail server moves", "ada")).isTrue();
                assertThat(h.jobs.recurring().pause(ID, "again", "bob")).isFalse();
                assertThat(recurring(h).pause())
                        .isEqualTo(
                                new Pause(
                                        "the mail server moves",
                                        "ada",
                                        Harness.START.plus(Duration.ofMinutes(2))));
                for (int minute = 2; minute < 35; minute++) {
                    h.step(Duration.ofMinutes(1));
                }
                assertThat(runs(h)).isEmpty();
                assertThat(h.jobs.recurring().resume(ID, "Ada")).isTrue();
                assertThat(h.jobs.recurring().resume(ID, "Ada")).isFalse();
                assertThat(recurring(h).nextRun()).isEqualTo("2026-01-01T00:40:00Z");
                h.step(Duration.ofMinutes(5).minusNanos(1));
                assertThat(runs(h)).isEmpty();
                h.step(Duration.ofNanos(1));
                Harness.until("it runs", () -> runs(h).size() == 1);
                assertThat(recurring(h).missed()).isZero();
                assertThat(recurring(h).skipped()).isZero();
            }
        }
    }

    @Test
    void staysPausedWhenScheduledAgainAndWhenAnotherRuntimeTakesOver() {
        try (var h = quick()) {
            h.jobs.recurring().schedule("job", TEN_MINUTES, "x");
            h.jobs.recurring().pause(ID, "maintenance", "ada");
            h.jobs.recurring().schedule("job", Schedule.every(Duration.ofMinutes(1)), "y");
            h.settle();
            h.jobs.close();
            h.clock.advance(Duration.ofMinutes(65));
            try (Jobs later =
                    Jobs.builder(h.scheduler)
                            .store(h.jobs.store())
                            .define(Harness.text("job", (payload, job) -> payload))
                            .build()) {
                h.step(Duration.ofMinutes(5));
                assertThat(runs(h)).isEmpty();
                assertThat(later.recurring().find(ID).orElseThrow().isPaused()).isTrue();
                later.recurring().resume(ID, "Ada");
                h.step(Duration.ofMinutes(1));
                Harness.until("one run", () -> recurring(h).runs() == 1);
                assertThat(recurring(h).missed()).isZero();
            }
        }
    }

    @Test
    void letsTheJobThatRunsGoOnWhenPaused() {
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            job.task().awaitSignal("go");
                            return "";
                        })) {
            h.jobs.recurring().schedule("job", TEN_MINUTES, "x");
            h.step(Duration.ofMinutes(10));
            Harness.until("it runs", () -> runs(h).size() == 1);
            h.jobs.recurring().pause(ID, "enough", "ada");
            h.scheduler.signal("go");
            h.awaitState(h.jobs.handle(runs(h).getFirst().id()).orElseThrow(), JobState.SUCCEEDED);
        }
    }

    @Test
    void refusesAPauseThatTellsNobodyAnything() {
        try (var h = quick()) {
            h.jobs.recurring().schedule("job", TEN_MINUTES, "x");
            Recurring recurring = h.jobs.recurring();
            assertThatThrownBy(() -> recurring.pause(ID, " ", "ada"))
                    .hasMessageContaining("the reason of the pause is blank");
            assertThatThrownBy(() -> recurring.pause(ID, "why", ""))
                    .hasMessageContaining("the author of the pause is blank");
            assertThatThrownBy(() -> recurring.pause(ID, "x".repeat(501), "ada"))
                    .hasMessageContaining("has 501 characters; write at most 500");
            assertThat(recurring(h).isPaused()).isFalse();
            assertThat(recurring.pause("nobody", "why", "ada")).isFalse();
            assertThat(recurring.resume("nobody", "Ada")).isFalse();
        }
    }

    @Test
    void runsOnDemandBesidesTheSchedule() throws Exception {
        try (var h = quick()) {
            h.jobs.recurring().schedule("job", TEN_MINUTES, "x");
            h.jobs.recurring().pause(ID, "for the test", "ada");
            JobHandle<?> handle = h.jobs.recurring().trigger(ID);
            assertThat(handle.await()).isEqualTo("x");
            assertThat(recurring(h).runs()).isEqualTo(1);
            assertThat(recurring(h).nextRun()).isEqualTo("2026-01-01T00:10:00Z");
            assertThatThrownBy(() -> h.jobs.recurring().trigger("nobody"))
                    .hasMessage("no recurring job has the id \"nobody\"");
        }
    }

    @Test
    void keepsCountersAndNextRunWhenScheduledAgainTheSameWay() {
        try (var h = quick()) {
            h.jobs.recurring().schedule("job", TEN_MINUTES, "x");
            stepUntilRuns(h, Duration.ofMinutes(10), 1);
            h.step(Duration.ofMinutes(3));
            RecurringJob again = h.jobs.recurring().schedule("job", TEN_MINUTES, "y");
            assertThat(again.runs()).isEqualTo(1);
            assertThat(again.payload()).isEqualTo("\"y\"");
            assertThat(again.nextRun()).isEqualTo("2026-01-01T00:20:00Z");
            RecurringJob other =
                    h.jobs.recurring().schedule("job", Schedule.every(Duration.ofMinutes(1)), "y");
            assertThat(other.nextRun()).isEqualTo("2026-01-01T00:14:00Z");
            assertThat(other.createdAt()).isEqualTo(Harness.START);
        }
    }

    @Test
    void endsWhenRemoved() {
        try (var h = quick()) {
            h.jobs.recurring().schedule("job", TEN_MINUTES, "x");
            assertThat(h.jobs.recurring().remove(ID)).isTrue();
            assertThat(h.jobs.recurring().remove(ID)).isFalse();
            h.step(Duration.ofHours(1));
            assertThat(runs(h)).isEmpty();
            assertThat(h.jobs.recurring().list()).isEmpty();
            assertThat(h.jobs.recurring().next(ID, 5)).isEmpty();
        }
    }

    @Test
    void refusesAtOnceWhatCouldNeverRun() {
        try (var h = quick()) {
            Recurring recurring = h.jobs.recurring();
            assertThatThrownBy(() -> recurring.schedule("jub", TEN_MINUTES, "x"))
                    .isInstanceOf(UnknownJobException.class);
            assertThatThrownBy(() -> recurring.schedule("job", TEN_MINUTES, null))
                    .isInstanceOf(PayloadException.class);
            assertThatThrownBy(() ->
                            recurring.schedule(
                                    ID, "job", TEN_MINUTES, "x", JobOptions.delayed(Duration.ZERO)))
                    .hasMessageContaining("make no sense beside a schedule");
            assertThatThrownBy(() ->
                            recurring.schedule(
                                    ID,
                                    "job",
                                    TEN_MINUTES,
                                    "x",
                                    JobOptions.DEFAULTS.withQueue("nowhere")))
                    .hasMessageContaining("queue \"nowhere\"");
            assertThatThrownBy(() ->
                            recurring.schedule(" ", "job", TEN_MINUTES, "x", JobOptions.DEFAULTS))
                    .hasMessageContaining("of a recurring job is blank");
            assertThat(recurring.list()).isEmpty();
        }
    }

    @Test
    void goesOnAfterARunThatCouldNotBeSubmitted() {
        try (var h =
                new Harness(jobs ->
                        jobs.maxLiveJobs(1)
                                .define(
                                        Harness.text(
                                                "job",
                                                (payload, job) -> {
                                                    job.task().awaitSignal("go");
                                                    return "";
                                                })))) {
            h.jobs.recurring().schedule("job", TEN_MINUTES, "x");
            JobHandle<?> blocker = h.jobs.submit("job", "y");
            h.step(Duration.ofMinutes(10));
            Harness.until("the run was left out", () -> recurring(h).missed() == 1);
            h.scheduler.signal("go");
            h.awaitState(blocker, JobState.SUCCEEDED);
            h.step(Duration.ofMinutes(10));
            Harness.until("the next run came", () -> recurring(h).runs() == 1);
        }
    }

    @Test
    void servesManySchedulesFromOneTask() {
        try (var h = quick()) {
            for (int i = 0; i < 200; i++) {
                h.jobs.recurring().schedule("id" + i, "job", TEN_MINUTES, "x", JobOptions.DEFAULTS);
            }
            h.step(Duration.ofMinutes(10));
            Harness.until(
                    "all have run",
                    () -> h.jobs.recurring().list().stream().allMatch(job -> job.runs() == 1));
            h.settle();
            assertThat(h.scheduler.snapshot().tasks()).hasSize(1);
        }
    }
}
