package dev.mayfly.spring.boot.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mayfly.jobs.model.JobState;
import dev.mayfly.spring.Mayfly;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import java.util.concurrent.CountDownLatch;

/** Jobs that do not end: each test here waits for the limit of real time. */
@SpringBootTest(
        classes = Workshop.class,
        properties = "mayfly.test.limit=1s",
        webEnvironment = SpringBootTest.WebEnvironment.NONE)
@AutoConfigureMayflyTester
@Tag("either-mode")
class StuckJobsTests {

    @Autowired private Workshop workshop;
    @Autowired private Mayfly mayfly;
    @Autowired private JobTester jobs;

    @BeforeEach
    void closeTheLatch() {
        workshop.latch = new CountDownLatch(1);
    }

    private static ThrowableAssertAlternative<AssertionError> failing(ThrowingCallable assertion) {
        return assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion);
    }

    @Test
    void aJobThatDoesNotEndIsNamed() {
        mayfly.submit("stubborn");
        failing(() -> jobs.drain())
                .withMessageStartingWith(
                        "after PT1S of real time these jobs have not ended:\n  stubborn ")
                .withMessageContaining("RUNNING")
                .withMessageContaining("mayfly.test.limit");
    }

    @Test
    void aJobThatIsDeafToItsCancellationIsNamedAndAnotherTryMayFollow() {
        mayfly.submit("deaf");
        failing(() -> jobs.drain());
        failing(() -> jobs.clear()).withMessageContaining("\n  deaf ");
        workshop.latch.countDown();
        jobs.clear();
        jobs.assertNothingEnqueued();
        assertThat(workshop.runs).hasPositiveValue();
    }

    @Test
    void jobsAreHeldAgainAfterAFailure() {
        mayfly.submit("stubborn");
        failing(() -> jobs.drain());
        mayfly.submit("count", 1);
        jobs.assertEnqueued("count").inState(JobState.READY);
    }
}
