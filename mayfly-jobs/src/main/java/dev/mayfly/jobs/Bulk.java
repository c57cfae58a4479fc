package dev.mayfly.jobs;

import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.internal.bulk.ManyJobs;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.StoreUnavailableException;

/**
 * What is done with all jobs that a search finds.
 *
 * <pre>{@code
 * JobQuery failed = JobQuery.ALL.withStates(Set.of(JobState.FAILED)).withName("send-invoice");
 * if (jobs.bulk().count(failed, 1_000) <= 1_000) {
 *     jobs.bulk().retry(failed);
 * }
 * }</pre>
 *
 * <p>Jobs are taken one by one, those accepted last first, each with a write of its own, and the
 * call returns when all are done: many jobs in a database take their time. A call that is cut short
 * by a crash has done its work on those before, and may be repeated. Jobs that are accepted while
 * it goes on are not touched. The page size and the cursor of a query are not looked at.
 *
 * <p>Thread rule: all methods may be called by any thread that may block. Where a store does not
 * answer they throw a {@link StoreUnavailableException}; those before are done.
 */
public final class Bulk {

    private final ManyJobs jobs;

    Bulk(ManyJobs jobs) {
        this.jobs = jobs;
    }

    /**
     * Counts, up to a bound, without reading more than that.
     *
     * @param query which
     * @param most where to stop, 0 or more
     * @return how many there are; {@code most} + 1 if there are more than {@code most}
     */
    public int count(JobQuery query, int most) {
        return jobs.count(query, most);
    }

    /**
     * Makes jobs ready again, as {@link Jobs#retry} does with one. Jobs that were skipped since one
     * before them failed, or that another took the place of, are left out: retry those by
     * themselves.
     *
     * @param query which; of its states only FAILED and CANCELLED count
     * @return how many; one that fails again meanwhile is counted once
     * @throws JobRejectedException if the process shuts down; those before are ready again
     */
    public long retry(JobQuery query) {
        return jobs.redrive(query, false);
    }

    /**
     * Makes jobs ready again and forgets their steps, as {@link Jobs#retryFromTheStart} does with
     * one; the same are left out as with {@link #retry}.
     *
     * @param query which; of its states only FAILED and CANCELLED count
     * @return how many
     * @throws JobRejectedException if the process shuts down; those before are ready again
     */
    public long retryFromTheStart(JobQuery query) {
        return jobs.redrive(query, true);
    }

    /**
     * Asks jobs to end, as {@link Jobs#cancel} does with one.
     *
     * @param query which; of its states only those count that are not terminal
     * @return how many were asked; those that had ended, or had been asked before, are not counted
     */
    public long cancel(JobQuery query) {
        return jobs.cancel(query);
    }
}
