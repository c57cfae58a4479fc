package dev.mayfly.console.source.part;

import dev.mayfly.console.render.Words;
import dev.mayfly.console.view.JobDetail;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.model.RetryPreview;
import dev.mayfly.jobs.model.RetryPreview.NextAttempt;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a job's page says of the attempts to come. */
public final class RetryParts {

    /** More are a number: nobody plans by the ninth attempt. */
    private static final int MOST_SHOWN = 8;

    private static final int MOST_NAMED = 4;

    private RetryParts() {}

    /**
     * The attempts before a job that waits for its retry, with their times.
     *
     * @param job the job
     * @param preview its attempts
     * @return none for a job that does not wait for one
     */
    public static JobDetail.NextAttempts of(JobRecord job, RetryPreview preview) {
        if (job.state() != JobState.AWAITING_RETRY) {
            return new JobDetail.NextAttempts(List.of(), "");
        }
        // Numbers as the timeline has them: it counts attempts that were given back too.
        int ahead = job.attempts() - job.failures();
        List<JobDetail.NextAttempt> shown =
                preview.attempts().stream()
                        .limit(MOST_SHOWN)
                        .map(next ->
                                new JobDetail.NextAttempt(
                                        "Attempt " + (next.number() + ahead),
                                        next.earliest(),
                                        next.isExact() ? null : next.latest(),
                                        wait(next)))
                        .toList();
        int left = preview.attempts().size() - shown.size() + preview.more();
        String more = left == 0 ? "Then" : "After " + Words.count(left) + " more attempts";
        return new JobDetail.NextAttempts(
                shown,
                more
                        + " it is kept as failed. Each attempt is taken to fail at once; one that"
                        + " runs for a while puts off those behind it.");
    }

    /**
     * What becomes of a job that does not wait for a retry, if its attempt fails.
     *
     * @param job the job, which has not ended
     * @param policy its rules
     * @return one fact or two
     */
    public static List<JobDetail.Fact> ifItFails(JobRecord job, RetryPolicy policy) {
        RetryPreview preview = policy.preview(job.failures() + 1, Instant.EPOCH);
        List<JobDetail.Fact> facts = new ArrayList<>();
        facts.add(fact("If it fails", waits(preview)));
        if (!policy.retryOn().isEmpty()) {
            facts.add(fact("Retried after", names(policy.retryOn()) + " only"));
        }
        if (!policy.noRetryOn().isEmpty()) {
            facts.add(fact("Not after", names(policy.noRetryOn())));
        }
        return facts;
    }

    private static String waits(RetryPreview preview) {
        if (!preview.isRetried()) {
            return "it is kept as failed";
        }
        List<NextAttempt> attempts = preview.attempts();
        String waits =
                attempts.stream()
                        .limit(MOST_NAMED)
                        .map(RetryParts::wait)
                        .collect(Collectors.joining(", then "));
        int left = Math.max(0, attempts.size() - MOST_NAMED) + preview.more();
        return "again after "
                + waits
                + (left == 0 ? "" : ", then " + Words.count(left) + " more")
                + "; then kept as failed";
    }

    private static String wait(NextAttempt next) {
        String shortest = Words.duration(next.shortest());
        String longest = Words.duration(next.longest());
        return shortest.equals(longest) ? longest : shortest + " to " + longest;
    }

    private static String names(Set<String> classes) {
        return classes.stream()
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static JobDetail.Fact fact(String label, String value) {
        return new JobDetail.Fact(label, value, false, null, null);
    }
}
