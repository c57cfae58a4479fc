package dev.mayfly.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;

import java.util.Map;

/** What is wrong stands on the first page with what mends it. */
@SpringBootTest(
        classes = ConsoleTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.web-application-type=reactive",
            "mayfly.console.actions=all",
            "mayfly.console.zone=Asia/Kathmandu",
            "mayfly.retry.max-attempts=1",
            "mayfly.shutdown.timeout=1s",
            "mayfly.queues.mail.concurrency=2"
        })
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
class OverviewPageTests extends PageTestBase {

    private static final JobOptions MAIL = JobOptions.DEFAULTS.withQueue("mail");

    @Test
    void aPausedQueueIsResumedWhereItIsSaid() {
        jobs.queues().pause("mail", "no paper", "ada");
        assertThat(reader.page("/mayfly"))
                .contains("<h1>1 problem; nothing runs</h1>")
                .contains("Queue mail was paused by ada", "no paper.", "Resume mail");
        assertThat(reader.follow("/mayfly/queues/resume?queue=mail", Map.of()))
                .contains("The queue is running again.");
        assertThat(reader.page("/mayfly"))
                .contains("All quiet")
                .doesNotContain("Resume mail", "was paused by");
    }

    @Test
    void thePageOfRecurringJobsNamesTheZoneInWhichItsTimesAreShown() {
        assertThat(reader.page("/mayfly/recurring"))
                .contains("Times are shown in Asia/Kathmandu; a rule is read in its own zone.");
    }

    @Test
    void failuresSayWhyAndLeadToTheirRetry() {
        JobHandle<?> job = jobs.submit("breaks", "x", MAIL);
        Await.until("it has failed", () -> job.state() == JobState.FAILED);
        Await.until(
                "the second is over", () -> reader.page("/mayfly").contains("1 attempt failed in"));
        assertThat(reader.page("/mayfly"))
                .contains(
                        "1 problem; nothing runs",
                        "The latest, breaks: wrapped",
                        "href=\"/mayfly/bulk?verb=retry&amp;queue=mail&amp;state=failed\"",
                        "Retry 1 failed…",
                        "q=state%3Aawaiting_retry%2Cfailed");
    }

    @Test
    void aQueueSaysItsLimitsHowLongItsJobsWaitedAndWhatIsAtWork() {
        jobs.queues().limit("mail", QueueLimits.NONE.withGlobal(1), "ada");
        JobHandle<?> first = jobs.submit("waits", "x", MAIL);
        Await.until("it runs", () -> first.state() == JobState.RUNNING);
        jobs.submit("works", "x", MAIL);
        Await.until("it is held", () -> reader.page("/mayfly").contains("At its limit"));
        assertThat(reader.page("/mayfly"))
                .contains("1 at once on all nodes", "Waited ", "95 % under", "id=\"carriers\"")
                .contains("<section id=\"nodes\" aria-labelledby=\"nodes-title\" hidden");
        assertThat(reader.page("/mayfly/jobs?queue=mail")).contains("Waited ", "95 % under");
    }

    /** It waits for a latch, of which the kernel knows nothing. */
    @Test
    void aJobThatBlocksOutsideOfSystemCallsRunsAndKeepsNoCarrierBusy() {
        JobHandle<?> job = jobs.submit("waits", "x", MAIL);
        Await.until("it runs", () -> job.state() == JobState.RUNNING);
        Await.until(
                "no carrier has it",
                () -> reader.page("/mayfly/tasks").matches("(?s).*: 0 of \\d+ carriers? busy.*"));
        assertThat(reader.page("/mayfly/tasks"))
                .contains(", 1 running</h1>", "one that blocks elsewhere keeps nothing busy")
                .doesNotContain("at work");
        assertThat(reader.page("/mayfly"))
                .contains("Running: waits")
                .doesNotContain("At work", "Nothing runs");
    }
}
