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
 * recover them: the next claim looks. So it does for jobs that such a claim has moved otherwise,
 * since nobody was told: those whose time had come, and those set aside as unreadable.
 *
 * <p>Thread rule: safe for use by any thread; guarded by its own monitor.
 */
final class DoubtfulClaims {

    private final List<JobRecord> jobs = new ArrayList<>();
    private final List<JobTable.Change> untold = new ArrayList<>();

    /** What one claim would take. Used by its thread. */
    static final class Try {

        private List<JobRecord> jobs = List.of();
        private List<JobTable.Change> moved = List.of();

        /** All is said but the commit; said again where the transaction is tried again. */
        void wouldTake(List<JobRecord> assigned, List<JobTable.Change> others) {
            jobs = assigned;
            moved = List.copyOf(others);
        }
    }

    /** Nobody knows whether a claim took place. */
    synchronized void add(Try claim) {
        jobs.addAll(claim.jobs);
        untold.addAll(claim.moved);
    }

    /**
     * Moves that took place after all and have not been told. Of a job that has moved on since,
     * whoever moved it has told.
     */
    synchronized List<JobTable.Change> settleMoves(Connection connection) throws SQLException {
        var moved = new ArrayList<JobTable.Change>();
        if (untold.isEmpty()) {
            return moved;
        }
        try (PreparedStatement statement = connection.prepareStatement(JobTable.select("id = ?"))) {
            for (JobTable.Change change : untold) {
                statement.setString(1, change.after().id().value());
                if (JobTable.readJobs(statement).stream()
                        .anyMatch(row -> row.version() == change.after().version())) {
                    moved.add(change);
                }
            }
        }
        return moved;
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
        untold.clear();
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
