package dev.mayfly.jobs.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.Harness;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobHandler;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.lint.Lint;
import dev.mayfly.kernel.lint.LintRule;
import dev.mayfly.kernel.lint.LintSubject;
import dev.mayfly.kernel.lint.Lints;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;

class JobLintsTests {

    private static final Duration LOOK = Duration.ofSeconds(10);

    private static final JobSettings PATIENT =
            JobSettings.DEFAULTS.withRetry(
                    RetryPolicy.DEFAULT
                            .withDelays(Duration.ofMinutes(30), 1, Duration.ofMinutes(30))
                            .withJitter(0));

    /** Makes the rules; others only in {@link PlantedFaultTests}. */
    BiFunction<Scheduler, Jobs, List<LintRule>> rules = JobLints::rules;

    private Lints lints(Harness h) {
        return Lints.on(h.scheduler, rules.apply(h.scheduler, h.jobs));
    }

    @Test
    void aQueueWhoseJobsFailAndFailAgainIsARetryStormUntilItCalmsDown() {
        var down = new AtomicBoolean(true);
        try (var h =
                        new Harness(jobs ->
                                jobs.defaults(PATIENT)
                                        .define(Harness.text("<i>mail</i>", failingWhile(down))));
                Lints lints = lints(h)) {
            h.step(LOOK);
            for (int i = 0; i < JobLints.DEFAULT_RETRIES - 1; i++) {
                submitAndFail(h);
            }
            h.step(LOOK);
            assertThat(lints.current()).isEmpty();
            submitAndFail(h);
            h.step(LOOK);

            assertThat(lints.current()).hasSize(1);
            Lint lint = lints.current().getFirst();
            assertThat(lint.name()).isEqualTo("retry-storm");
            assertThat(lint.finding().subject())
                    .isEqualTo(new LintSubject(LintSubject.Type.QUEUE, "default"));
            assertThat(lint.finding().evidence())
                    .containsEntry("most common job", "<i>mail</i>")
                    .containsEntry("most common error", "java.io.IOException")
                    .containsEntry("jobs that wait for their retry", "50")
                    .containsKey("some of them");

            down.set(false);
            h.step(Duration.ofMinutes(2));
            h.step(LOOK);
            assertThat(lints.current()).isEmpty();
            assertThat(lints.history()).extracting(Lint::name).containsExactly("retry-storm");
        }
    }

    private static JobHandler<String, String> failingWhile(AtomicBoolean down) {
        return (payload, job) -> {
            if (down.get()) {
                throw new IOException("no server");
            }
            return "";
        };
    }

    private static void submitAndFail(Harness h) {
        JobHandle<?> job = h.jobs.submit("<i>mail</i>", "x");
        h.awaitState(job, JobState.AWAITING_RETRY);
    }

    @Test
    void manyRetriesAmongFarMoreSuccessesAreNoStorm() {
        try (var h =
                        new Harness(jobs ->
                                jobs.defaults(PATIENT)
                                        .define(
                                                Harness.text(
                                                        "mail",
                                                        (payload, job) -> {
                                                            if (payload.equals("bad")) {
                                                                throw new IllegalStateException(
                                                                        "bad");
                                                            }
                                                            return "";
                                                        })));
                Lints lints =
                        Lints.on(
                                h.scheduler,
                                List.of(JobLints.retryStorm(h.scheduler, h.jobs, 3)))) {
            h.step(LOOK);
            List<JobHandle<?>> jobs = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                jobs.add(h.jobs.submit("mail", i % 3 == 0 ? "bad" : "good"));
            }
            jobs.forEach(job ->
                    Harness.until(
                            "it ran",
                            () ->
                                    h.find(job.id()).attempts() == 1
                                            && h.state(job.id()) != JobState.RUNNING));
            h.step(LOOK);

            assertThat(lints.current()).isEmpty();
        }
    }

    @Test
    void aRecurringJobThatTakesLongerThanItsPeriodOverlapsUntilTwoRunsBeginInTime() {
        try (var h =
                        Harness.of(
                                "job",
                                (payload, job) -> {
                                    job.task().awaitSignal("go");
                                    return "";
                                });
                Lints lints = lints(h)) {
            h.jobs.recurring().schedule("job", Schedule.every(Duration.ofMinutes(10)), "x");
            h.step(Duration.ofMinutes(10));
            Harness.until("it runs", () -> recurring(h).runs() == 1);
            h.step(LOOK);
            assertThat(lints.current()).isEmpty();
            h.step(Duration.ofMinutes(10));
            Harness.until("a run is skipped", () -> recurring(h).skipped() == 1);
            h.step(LOOK);

            assertThat(lints.current()).hasSize(1);
            Lint lint = lints.current().getFirst();
            assertThat(lint.name()).isEqualTo("cron-overlap");
            assertThat(lint.finding().sentence()).contains("every 10m", "has gone on for");
            assertThat(lint.finding().evidence())
                    .containsEntry("left out in all", "1")
                    .containsEntry("its state", "RUNNING")
                    .containsKey("last run");

            for (int runs = 2; runs <= 3; runs++) {
                h.scheduler.signal("go");
                h.settle();
                h.step(Duration.ofMinutes(10));
                int expected = runs;
                Harness.until("it runs again", () -> recurring(h).runs() == expected);
            }
            h.step(LOOK);
            assertThat(lints.current()).isEmpty();
        }
    }

    private static RecurringJob recurring(Harness h) {
        return h.jobs.recurring().find("job").orElseThrow();
    }

    @Test
    void jobsOfAQueueThatNoNodeHasAreToldOfAfterAMinute() {
        try (var h = Harness.of("job", (payload, job) -> payload)) {
            h.jobs.queues().pause("narrow", "for the test", "me");
            JobHandle<?> left = h.jobs.submit("job", "x", JobOptions.DEFAULTS.withQueue("narrow"));
            h.settle();
            h.jobs.close();
            // Another process, whose configuration has lost the queue, finds the store.
            try (Scheduler other = Scheduler.builder().clock(h.clock).queue("default").build();
                    Jobs jobs =
                            Jobs.builder(other)
                                    .store(h.jobs.store())
                                    .define(Harness.text("job", (payload, job) -> payload))
                                    .build();
                    Lints lints = Lints.on(other, rules.apply(other, jobs))) {
                h.clock.advance(Duration.ofSeconds(50));
                assertThat(lints.current()).isEmpty();
                h.clock.advance(Duration.ofSeconds(20));

                assertThat(lints.current())
                        .extracting(Lint::name)
                        .containsExactly("queue-without-node");
                assertThat(lints.current().getFirst().finding().evidence())
                        .containsEntry("ready", "1")
                        .containsEntry("queues of this node", "default");

                assertThat(jobs.cancel(left.id())).isTrue();
                h.clock.advance(LOOK);
                assertThat(lints.current()).isEmpty();
            }
        }
    }

    @Test
    void jobsInHealthAreSilent() {
        try (var h = Harness.of("job", (payload, job) -> payload);
                Lints lints = lints(h)) {
            h.jobs.recurring().schedule("job", Schedule.every(Duration.ofMinutes(10)), "x");
            for (int i = 0; i < 20; i++) {
                h.awaitState(h.jobs.submit("job", "x"), JobState.SUCCEEDED);
                h.step(Duration.ofMinutes(5));
            }

            assertThat(lints.current()).isEmpty();
            assertThat(lints.history()).isEmpty();
        }
    }

    @Test
    void limitsOfZeroAreRefused() {
        try (var h = Harness.of("job", (payload, job) -> payload)) {
            assertThatThrownBy(() -> JobLints.retryStorm(h.scheduler, h.jobs, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("retries 0");
            assertThatThrownBy(() -> JobLints.queueWithoutNode(h.scheduler, h.jobs, Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("PT0S");
        }
    }
}
