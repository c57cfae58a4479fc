package dev.mayfly.jobs.store;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What to look for among the jobs. All conditions must hold; those that are null or empty always
 * do.
 *
 * @param queue the queue's name
 * @param states any of these
 * @param name the job's name
 * @param text appears, whatever the case, in the id, the name, a label or its value, or the error's
 *     type or message
 * @param error appears, whatever the case, in the error's type or message
 * @param batch the id of the batch that it belongs to
 * @param parent the job that submitted it
 * @param labels labels that it has, with just these values
 * @param from accepted at this time or later
 * @param until accepted before this time
 * @param after where the page before ended; null for the first page
 * @param limit how many jobs a page has at most, 1 to 1000
 */
public record JobQuery(
        @Nullable String queue,
        Set<JobState> states,
        @Nullable String name,
        @Nullable String text,
        @Nullable String error,
        @Nullable String batch,
        @Nullable JobId parent,
        Map<String, String> labels,
        @Nullable Instant from,
        @Nullable Instant until,
        @Nullable JobCursor after,
        int limit) {

    /** All jobs, 50 a page. */
    public static final JobQuery ALL =
            new JobQuery(
                    null, Set.of(), null, null, null, null, null, Map.of(), null, null, null, 50);

    private static final int LARGEST_PAGE = 1_000;

    /**
     * Checks the limit and copies states and labels; no states means all states.
     *
     * @throws IllegalArgumentException if the limit is outside 1 to 1000
     */
    public JobQuery {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException(
                    "limit "
                            + limit
                            + " is outside 1 to "
                            + LARGEST_PAGE
                            + "; page with the cursor");
        }
        states = Set.copyOf(states.isEmpty() ? EnumSet.allOf(JobState.class) : states);
        labels = Map.copyOf(labels);
    }

    /**
     * This query for one queue.
     *
     * @param queue the queue's name; null for all
     * @return a copy
     */
    public JobQuery withQueue(@Nullable String queue) {
        return new JobQuery(
                queue, states, name, text, error, batch, parent, labels, from, until, after, limit);
    }

    /**
     * This query for some states.
     *
     * @param states any of these; none for all
     * @return a copy
     */
    public JobQuery withStates(Set<JobState> states) {
        return new JobQuery(
                queue, states, name, text, error, batch, parent, labels, from, until, after, limit);
    }

    /**
     * This query for jobs of one name.
     *
     * @param name the job's name; null for all
     * @return a copy
     */
    public JobQuery withName(@Nullable String name) {
        return new JobQuery(
                queue, states, name, text, error, batch, parent, labels, from, until, after, limit);
    }

    /**
     * This query for jobs with a text in them.
     *
     * @param text what to find; null for all
     * @return a copy
     */
    public JobQuery withText(@Nullable String text) {
        return new JobQuery(
                queue, states, name, text, error, batch, parent, labels, from, until, after, limit);
    }

    /**
     * This query for jobs with an error of this kind.
     *
     * @param error what to find in its type or message; null for all
     * @return a copy
     */
    public JobQuery withError(@Nullable String error) {
        return new JobQuery(
                queue, states, name, text, error, batch, parent, labels, from, until, after, limit);
    }

    /**
     * This query for jobs of one batch.
     *
     * @param batch the batch's id; null for all
     * @return a copy
     */
    public JobQuery withBatch(@Nullable String batch) {
        return new JobQuery(
                queue, states, name, text, error, batch, parent, labels, from, until, after, limit);
    }

    /**
     * This query for jobs that one job submitted, while its handler ran.
     *
     * @param parent that job; null for all
     * @return a copy
     */
    public JobQuery withParent(@Nullable JobId parent) {
        return new JobQuery(
                queue, states, name, text, error, batch, parent, labels, from, until, after, limit);
    }

    /**
     * This query for jobs with one more label.
     *
     * @param label its name
     * @param value its value, compared as it is written
     * @return a copy
     */
    public JobQuery withLabel(String label, String value) {
        var more = new HashMap<>(labels);
        more.put(label, value);
        return new JobQuery(
                queue, states, name, text, error, batch, parent, more, from, until, after, limit);
    }

    /**
     * This query for jobs that were accepted in a span of time.
     *
     * @param from at this time or later; null for ever since
     * @param until before this time; null for until now
     * @return a copy
     */
    public JobQuery withAccepted(@Nullable Instant from, @Nullable Instant until) {
        return new JobQuery(
                queue, states, name, text, error, batch, parent, labels, from, until, after, limit);
    }

    /**
     * Whether a job's time and labels are among those looked for; nothing else is compared.
     *
     * @param job the job
     * @return true if it was accepted in the span, and has all the labels
     */
    public boolean includes(JobRecord job) {
        return (from == null || !job.submittedAt().isBefore(from))
                && (until == null || job.submittedAt().isBefore(until))
                && job.envelope().options().labels().entrySet().containsAll(labels.entrySet());
    }

    /**
     * This query for another page.
     *
     * @param after {@link JobPage#next()} of the page before; null for the first page
     * @return a copy
     */
    public JobQuery withAfter(@Nullable JobCursor after) {
        return new JobQuery(
                queue, states, name, text, error, batch, parent, labels, from, until, after, limit);
    }

    /**
     * This query with another page size.
     *
     * @param limit 1 to 1000
     * @return a copy
     */
    public JobQuery withLimit(int limit) {
        return new JobQuery(
                queue, states, name, text, error, batch, parent, labels, from, until, after, limit);
    }
}
