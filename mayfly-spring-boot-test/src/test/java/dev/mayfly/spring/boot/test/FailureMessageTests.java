package dev.mayfly.spring.boot.test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.spring.Mayfly;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import java.time.Duration;

/** Assertions that must fail do, and say why. */
@SpringBootTest(
        classes = Workshop.class,
        properties = "mayfly.test.most-runs=500",
        webEnvironment = SpringBootTest.WebEnvironment.NONE)
@AutoConfigureMayflyTester
@Tag("either-mode")
class FailureMessageTests {

    @Autowired private Mayfly mayfly;
    @Autowired private JobTester jobs;

    private static ThrowableAssertAlternative<AssertionError> failing(ThrowingCallable assertion) {
        return assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion);
    }

    @Test
    void aJobThatWasNotSubmittedIsNamedBesideThoseThatWere() {
        mayfly.submit("count", 1);
        mayfly.submit("count", 2);
        mayfly.submit("asking");
        failing(() -> jobs.assertEnqueued("sleepy"))
                .withMessage("no job \"sleepy\" was submitted; there are: asking x1, count x2");
        failing(() -> jobs.assertEnqueued("cuont"))
                .withMessageStartingWith(
                        "no job \"cuont\" was submitted; there are: asking x1, count x2: the"
                                + " application declares no job of that name, but ")
                .withMessageContaining("count, ");
    }

    @Test
    void nothingSubmittedAtAllIsSaid() {
        failing(() -> jobs.assertEnqueued("count"))
                .withMessage("no job \"count\" was submitted; none was submitted at all");
    }

    @Test
    void jobsThatShouldNotBeThereAreShown() {
        mayfly.submit("count", 7);
        failing(() -> jobs.assertNotEnqueued("count"))
                .withMessageContaining("job \"count\" was submitted:\n  count ")
                .withMessageContaining("READY, queue default, priority ")
                .withMessageContaining("payload 7");
        failing(() -> jobs.assertNothingEnqueued()).withMessageContaining("jobs were submitted:");
        failing(() -> jobs.assertNotEnqueued("cuont"))
                .withMessageContaining("cannot tell about job \"cuont\"");
    }

    @Test
    void conditionsThatNobodyMeetsAreNamedBesideTheJobsThatWereAsked() {
        mayfly.with(JobOptions.delayed(Duration.ofMinutes(1)).withLabel("shop", "Ulm").withKey("k"))
                .submit("count", 7);
        JobsAssert count = jobs.assertEnqueued("count");
        failing(() -> count.withPayload(8))
                .withMessageStartingWith(
                        "no job \"count\" with payload 8; of job \"count\" there is 1:\n  count ")
                .withMessageContaining("labels {shop=Ulm}, payload 7");
        failing(() -> count.withPayload(7).inQueue("mail"))
                .withMessageStartingWith(
                        "no job \"count\" with payload 7 in queue mail; of job \"count\" with"
                                + " payload 7 there is 1:");
        failing(() -> count.withPayload(Integer.class, number -> number > 7))
                .withMessageContaining("with a Integer that meets the condition");
        failing(() -> count.withPayload(Duration[].class, any -> true))
                .withMessageContaining("the payload of job \"count\" is 7, which is no ");
        failing(() -> count.withPriority(31)).withMessageContaining("with priority 31;");
        failing(() -> count.withKey("l")).withMessageContaining("with key l;");
        failing(() -> count.withLabel("shop", "Bonn")).withMessageContaining("label shop=Bonn;");
        failing(count::dueNow).withMessageContaining("that is READY;");
        failing(() -> count.dueIn(Duration.ofMinutes(2))).withMessageContaining("due at 2026-");
        failing(() -> count.withAttempts(1)).withMessageContaining("with 1 attempts;");
        failing(count::succeeded).withMessageContaining("that is SUCCEEDED;");
        failing(count::failed).withMessageContaining("that is FAILED;");
        failing(() -> count.withError(Exception.class, "x"))
                .withMessageContaining("with error java.lang.Exception: …x…;");
        failing(() -> count.times(2)).withMessageContaining("was submitted 1 times and not 2:");
        failing(() -> count.as("the first").times(2)).withMessageStartingWith("[the first] ");
    }

    @Test
    void resultsThatDifferAreShown() {
        mayfly.submit("count", 7);
        jobs.drain();
        failing(() -> jobs.assertEnqueued("count").succeededWith(7))
                .withMessageContaining("that is SUCCEEDED with result 7;")
                .withMessageContaining("result 8");
    }

    @Test
    void aJobThatSubmitsItselfForeverIsNamed() {
        mayfly.submit("endless");
        failing(() -> jobs.drain())
                .withMessageStartingWith("more than 500 attempts have started")
                .withMessageContaining("endless x")
                .withMessageContaining("mayfly.test.most-runs");
    }
}
