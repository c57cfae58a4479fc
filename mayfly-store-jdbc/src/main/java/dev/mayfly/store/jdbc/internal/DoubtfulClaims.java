package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.Runners.Claim;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Jobs whose claim was sent to a database that did not answer any more. If the commit took place
 * all the same, they belong to a runner that does not know and lives on, so nobody would ever
 * recover them: the next claim looks.
 *
 * <p>Thread rule: safe for use by any thread; guarded by its own monitor.
 */
final class DoubtfulClaims {

    private final List<JobRecord> jobs = new ArrayList<>();

    /** What one claim would take. Used by its thread. */
    static final class Try {

        private List<JobRecord> jobs = List.of();

        /** All is said but the commit; said again where the transaction is tried again. */
        void wouldTake(List<JobRecord> assigned) {
            jobs = assigned;
        }
    }

    /** Nobody knows whether a claim took place. */
    synchronized void add(Try claim) {
        jobs.addAll(claim.jobs);
    }

    /** Those of the same queue and runner that were taken after all, at most the claim's limit. */
    synchronized List<JobRecord> settle(Connection connection, Claim claim) throws SQLException {
        var mine = new ArrayList<JobRecord>();
        if (jobs.isEmpty()) {
            return mine;
        }
        try (PreparedStatement statement = connection.prepareStatement(JobTable.select("id = ?"))) {
            for (JobRecord job : of(claim)) {
                statement.setString(1, job.id().value());
                JobTable.readJobs(statement).stream()
                        .filter(row -> isStill(row, job))
                        .forEach(mine::add);
            }
        }
        return mine;
    }

    /** They have been handed over, or are known not to be taken. */
    synchronized void settled(Claim claim) {
        jobs.removeAll(of(claim));
        // Those of a runner that was fenced meanwhile are recovered by its lease.
        jobs.removeIf(job -> job.incarnation() < claim.incarnation());
    }

    private List<JobRecord> of(Claim claim) {
        return jobs.stream()
                .filter(job ->
                        job.incarnation() == claim.incarnation()
                                && job.queue().equals(claim.queue()))
                .limit(claim.limit())
                .toList();
    }

    private static boolean isStill(JobRecord row, JobRecord taken) {
        return row.state() == JobState.ASSIGNED
                && row.incarnation() == taken.incarnation()
                && row.epoch() == taken.epoch()
                && row.version() == taken.version();
    }
}
