package dev.mayfly.spring.boot.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.RateLimit;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

@SpringBootTest(
        classes = Workshop.class,
        properties = "mayfly.queues.narrow.concurrency=1",
        webEnvironment = SpringBootTest.WebEnvironment.NONE)
@AutoConfigureMayflyTester
class JobTesterTests {

    @Autowired private Workshop workshop;
    @Autowired private Mayfly mayfly;
    @Autowired private Jobs runtime;
    @Autowired private JobTester jobs;

    @BeforeEach
    void resetTheWorkshop() {
        workshop.runs.set(0);
        workshop.stage = new CompletableFuture<>();
    }

    @Test
    void jobsAreHeldUntilTheyAreDrainedAndHeldAgainThen() {
        mayfly.submit("count", 1);
        jobs.assertEnqueued("count").dueNow();
        assertThat(jobs.drain()).isEqualTo(1);
        jobs.assertEnqueued("count").succeededWith(2);
        mayfly.submit("count", 2);
        jobs.assertEnqueued("count").dueNow().withPayload(2).once();
        assertThat(workshop.runs).hasValue(1);
    }

    @Test
    void drainingRunsWhatJobsSubmitToo() {
        mayfly.submit("chain", 50);
        assertThat(jobs.drain()).isEqualTo(51);
        jobs.assertEnqueued("chain").times(51);
    }

    @Test
    void retriesComeAtTheirTimes() {
        mayfly.submit("failing");
        jobs.drain();
        jobs.assertEnqueued("failing")
                .inState(JobState.AWAITING_RETRY)
                .dueIn(Duration.ofMinutes(1));
        assertThat(jobs.advance(Duration.ofSeconds(59))).isZero();
        assertThat(jobs.advance(Duration.ofSeconds(1))).isEqualTo(1);
        jobs.assertEnqueued("failing").dueIn(Duration.ofMinutes(2)).withAttempts(2);
        jobs.advance(Duration.ofMinutes(2));
        jobs.assertEnqueued("failing")
                .failed()
                .withError(IllegalStateException.class, "order")
                .withAttempts(3);
    }

    @Test
    void delayedJobsRunAtTheVeryTimeAtWhichTheyAreDue() {
        runtime.recurring().remove("often"); // 24 steps a day less
        Instant start = jobs.now();
        mayfly.with(JobOptions.delayed(Duration.ofDays(400))).submit("count", 1);
        mayfly.with(JobOptions.delayed(Duration.ofSeconds(90))).submit("count", 2);
        jobs.advance(Duration.ofDays(500));
        assertThat(jobs.assertEnqueued("count").times(2).succeeded().jobs())
                .extracting(job -> job.startedAt())
                .containsExactly(start.plus(Duration.ofDays(400)), start.plusSeconds(90));
    }

    @Test
    void sleepsAndTimeOutsOfRunningJobsAreStepped() {
        mayfly.submit("sleepy");
        mayfly.submit("late");
        jobs.drain();
        jobs.assertEnqueued("sleepy").inState(JobState.RUNNING);
        jobs.advance(Duration.ofMinutes(5));
        jobs.assertEnqueued("late").failed();
        jobs.assertEnqueued("sleepy").inState(JobState.RUNNING);
        jobs.advance(Duration.ofMinutes(5));
        jobs.assertEnqueued("sleepy").succeeded();
    }

    @Test
    void aFullQueueKeepsNobodyWaitingForTheOthers() {
        Mayfly narrow = mayfly.with(JobOptions.DEFAULTS.withQueue("narrow"));
        narrow.submit("sleepy");
        narrow.submit("count", 1);
        assertThat(jobs.drain()).isEqualTo(1);
        jobs.assertEnqueued("count").dueNow();
        jobs.advance(Duration.ofMinutes(10));
        jobs.assertEnqueued("count").succeeded();
    }

    @Test
    void waitsForSignalsEndByTheSignalOrByTime() {
        var first = mayfly.<String>submit("asking");
        mayfly.submit("asking");
        jobs.drain();
        jobs.assertEnqueued("asking").times(2).inState(JobState.AWAITING_SIGNAL).times(2);
        mayfly.signal(first.id(), "approved", "Ada");
        jobs.drain();
        jobs.assertEnqueued("asking").succeededWith("Ada").once();
        jobs.advance(Duration.ofDays(3));
        jobs.assertEnqueued("asking").succeededWith("nobody").once();
    }

    @Test
    void ratesLetJobsThroughAsTimeGoesOn() {
        runtime.queues()
                .limit(
                        "narrow",
                        QueueLimits.NONE.withRate(RateLimit.of(1, Duration.ofMinutes(1))),
                        "test");
        for (int i = 0; i < 3; i++) {
            mayfly.with(JobOptions.DEFAULTS.withQueue("narrow")).submit("count", i);
        }
        assertThat(jobs.drain()).isEqualTo(1);
        assertThat(jobs.advance(Duration.ofMinutes(1))).isEqualTo(1);
        assertThat(jobs.advance(Duration.ofMinutes(1))).isEqualTo(1);
    }

    @Test
    void drainingWaitsForStagesThatOthersComplete() {
        mayfly.submit("staged");
        Thread.startVirtualThread(() -> {
            Await.until(
                    "the job waits for its stage",
                    () -> runtime.counters().get("default").current(JobState.RUNNING) == 1);
            workshop.stage.complete("done");
        });
        jobs.drain();
        jobs.assertEnqueued("staged").succeededWith("done");
    }

    @Test
    void recurringJobsComeAsTimeGoesOn() {
        Instant start = jobs.now();
        assertThat(jobs.drain()).isZero();
        assertThat(jobs.advanceToNextRun("often")).isAfterOrEqualTo(start);
        int first = workshop.runs.get();
        jobs.advance(Duration.ofHours(3));
        assertThat(workshop.runs.get() - first).isEqualTo(3);
    }

    @Test
    void timeDoesNotGoBack() {
        Instant past = jobs.now().minusSeconds(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jobs.advanceTo(past))
                .withMessageContaining(past + " has passed: it is " + jobs.now())
                .withMessageContaining("@DirtiesContext");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jobs.advance(Duration.ofSeconds(-1)))
                .withMessageContaining("step PT-1S is negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jobs.advanceToNextRun("oftn"))
                .withMessageContaining("\"oftn\"")
                .withMessageContaining("[often]");
    }

    @Test
    void clearingForgetsJobsAndTheirKeys() {
        Mayfly once = mayfly.withIdempotencyKey("order-17");
        var first = once.<Integer>submit("count", 1);
        mayfly.submit("sleepy");
        mayfly.with(JobOptions.DEFAULTS.after(first.id())).submit("count", 2);
        jobs.drain();
        mayfly.submit("count", 3);
        jobs.clear();
        jobs.assertNothingEnqueued();
        assertThat(once.<Integer>submit("count", 1).id()).isNotEqualTo(first.id());
        assertThat(jobs.drain()).isEqualTo(1);
    }

    @Test
    void clearingSetsBackWhatTheTestHasDoneToRecurringJobsAndQueues() {
        runtime.recurring().pause("often", "a test", "Ada");
        runtime.recurring()
                .schedule(
                        "added",
                        "often",
                        Schedule.every(Duration.ofHours(1)),
                        null,
                        JobOptions.DEFAULTS);
        runtime.queues().pause("narrow", "a test", "Ada");
        runtime.queues().limit("default", QueueLimits.NONE.withPerKey(1), "Ada");
        jobs.clear();
        assertThat(runtime.recurring().list())
                .singleElement()
                .matches(job -> job.id().equals("often") && !job.isPaused());
        assertThat(runtime.queues().policy("narrow").pause()).isNull();
        assertThat(runtime.queues().policy("default").limits()).isEqualTo(QueueLimits.NONE);
        mayfly.with(JobOptions.DEFAULTS.withQueue("narrow")).submit("count", 1);
        jobs.assertEnqueued("count").dueNow();
        assertThat(workshop.runs).hasValue(0);
        assertThat(jobs.drain()).isEqualTo(1);
    }

    @Test
    void aQueueThatTheTestPausesStaysPausedWhileOthersAreDrained() {
        runtime.queues().pause("narrow", "a test", "Ada");
        mayfly.with(JobOptions.DEFAULTS.withQueue("narrow")).submit("count", 1);
        mayfly.submit("count", 2);
        assertThat(jobs.drain()).isEqualTo(1);
        jobs.assertEnqueued("count").inQueue("narrow").dueNow();
    }
}
