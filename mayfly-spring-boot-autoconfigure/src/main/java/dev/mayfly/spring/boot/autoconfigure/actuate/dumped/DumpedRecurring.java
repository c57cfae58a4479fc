package dev.mayfly.spring.boot.autoconfigure.actuate.dumped;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One recurring job.
 *
 * @param id its identity
 * @param job what it submits
 * @param schedule when, for people
 * @param cron its cron expression; null for one of a fixed rate
 * @param zone whose wall clock the expression speaks of; null for one of a fixed rate
 * @param period an ISO 8601 duration; null for one of a cron expression
 * @param anchor any run of a fixed rate; null for one of a cron expression
 * @param overlap what becomes of a run while the one before has not ended
 * @param catchUp what becomes of runs that were missed
 * @param catchUpWindow how late a run may be, an ISO 8601 duration
 * @param spread by how much runs are put off at most, an ISO 8601 duration
 * @param nextRun ISO 8601; null if there is none
 * @param lastRun ISO 8601; null before the first
 * @param lastJob the identity of the last run's job; null before the first
 * @param recent the identities of the last runs' jobs, the oldest first; null in older dumps
 * @param runs how many it has submitted
 * @param skipped how many it left out because the one before had not ended
 * @param missed how many it left out because the process was down
 * @param pausedReason why it is paused; null if it is not
 * @param pausedBy who paused it; null if it is not
 * @param pausedSince ISO 8601; null if it is not
 * @param resumedBy who ended the last pause; null if nobody did, or it is paused again
 * @param resumedAt ISO 8601; null as above
 */
public record DumpedRecurring(
        String id,
        String job,
        String schedule,
        @Nullable String cron,
        @Nullable String zone,
        @Nullable String period,
        @Nullable String anchor,
        String overlap,
        String catchUp,
        String catchUpWindow,
        String spread,
        @Nullable String nextRun,
        @Nullable String lastRun,
        @Nullable String lastJob,
        @Nullable List<String> recent,
        long runs,
        long skipped,
        long missed,
        @Nullable String pausedReason,
        @Nullable String pausedBy,
        @Nullable String pausedSince,
        @Nullable String resumedBy,
        @Nullable String resumedAt) {}
