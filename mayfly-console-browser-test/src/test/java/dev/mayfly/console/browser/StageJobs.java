package dev.mayfly.console.browser;

import dev.mayfly.console.browser.StageApplication.Part;
import dev.mayfly.jobs.JobRequest;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.batch.BatchHandle;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.RateLimit;

import org.awaitility.Awaitility;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;

/** Jobs in the states that take more than one to show: a batch, a retry, steps, a pause. */
final class StageJobs {

    private StageJobs() {}

    /** Plays them; returns the pages on which they are seen. */
    static Map<String, String> play(Jobs jobs) {
        JobHandle<?> retrying = retrying(jobs);
        JobHandle<?> steps = steps(jobs);
        BatchHandle batch = batch(jobs);
        jobs.queues()
                .limit(
                        "inspect",
                        QueueLimits.NONE
                                .withGlobal(6)
                                .withRate(new RateLimit(100, Duration.ofMinutes(1), 5)),
                        "ada");
        jobs.queues().pause("letters", "the printer is out of paper since this morning", "ada");
        jobs.recurring().pause("monthly-report", "the figures are not in yet", "grace");
        trigger(jobs);
        return Map.of(
                "batch", "/jobs?batch=" + batch.id(),
                "job-retry", "/jobs/" + retrying.id(),
                "job-steps", "/jobs/" + steps.id(),
                "queue-paused", "/jobs?queue=letters");
    }

    private static BatchHandle batch(Jobs jobs) {
        JobOptions letters = JobOptions.DEFAULTS.withQueue("letters");
        BatchHandle batch =
                jobs.batch(
                        "letters of March",
                        b -> {
                            for (int i = 0; i < 14; i++) {
                                b.add("checksum", new Part("letter-" + i + ".pdf", 1));
                            }
                            for (int i = 0; i < 3; i++) {
                                b.add(
                                        new JobRequest(
                                                "breaks",
                                                new Part("torn-" + i + ".pdf", 1),
                                                letters.withRetry(RetryPolicy.NONE)));
                            }
                            for (int i = 0; i < 7; i++) {
                                b.add(
                                        new JobRequest(
                                                "inspect-jar", new Part("sheet-" + i, 3), letters));
                            }
                            b.onCompletion(new JobRequest("checksum", new Part("summary.pdf", 1)));
                            b.onSuccess(new JobRequest("checksum", new Part("thanks.pdf", 1)));
                        });
        await("the short ones have ended", () -> batch.state().orElseThrow().done() == 17);
        return batch;
    }

    private static JobHandle<?> retrying(Jobs jobs) {
        RetryPolicy slowly =
                RetryPolicy.DEFAULT.withDelays(Duration.ofMinutes(2), 4.0, Duration.ofHours(2));
        JobHandle<?> job =
                jobs.submit(
                        "breaks",
                        new Part("slow-mirror.jar", 1),
                        JobOptions.DEFAULTS.withQueue("letters").withRetry(slowly));
        await("it waits", () -> job.state() == JobState.AWAITING_RETRY);
        return job;
    }

    private static JobHandle<?> steps(Jobs jobs) {
        JobHandle<?> job = jobs.submit("charges", new Part("order-17", 2));
        await("it has failed", () -> job.state() == JobState.FAILED);
        return job;
    }

    static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(Duration.ofSeconds(60)).until(condition);
    }

    private static void trigger(Jobs jobs) {
        JobHandle<?> run = jobs.recurring().trigger("nightly-audit");
        run.cancel();
        await("the run has ended", () -> run.state().isTerminal());
    }
}
