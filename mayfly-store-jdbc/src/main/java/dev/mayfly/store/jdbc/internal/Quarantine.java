package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.Runners.Claim;
import dev.mayfly.jobs.store.UnreadableJobException;
import dev.mayfly.jobs.store.admission.Blocking;
import dev.mayfly.store.jdbc.internal.sql.Codes;
import dev.mayfly.store.jdbc.internal.sql.Dialect;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Reads the jobs that a transaction is to move, and sets those aside whose rows cannot be read:
 * they become FAILED, with the reason as their error, in the transaction that came upon them. What
 * they were submitted with stays in the row as it is, so that a row that was mended can be made
 * ready again by hand.
 *
 * <p>Nothing that only looks changes anything: an old node that shows a job of a later version must
 * not stop it.
 *
 * <p>Belongs to one transaction and its thread.
 */
final class Quarantine {

    private static final int MOST_DUE = 500;

    private static final String FAIL =
            "UPDATE mayfly_job SET state = ?, member_state = CASE WHEN batch IS NOT NULL THEN "
                    + Codes.of(JobState.FAILED)
                    + " END, line = NULL, line_queue = NULL, line_rank = NULL,"
                    + " epoch = epoch + 1, version = version + 1, finished_at = ?, changed_at = ?,"
                    + " due_at = NULL, owner = NULL, incarnation = NULL, job_key = NULL,"
                    + " waiting_for = NULL,"
                    + " error_type = ?, error_message = ?, error_trace = NULL"
                    + " WHERE seq = ? AND version = ?";

    private static final String OUT_OF_LINE =
            "UPDATE mayfly_job SET line = NULL, line_queue = NULL, line_rank = NULL,"
                    + " version = version + 1 WHERE seq = ? AND version = ? AND line IS NOT NULL";

    private final Connection connection;
    private final Dialect dialect;
    private final Instant at;
    private final List<JobTable.Change> moved;

    /**
     * Reads in a transaction.
     *
     * @param connection in a transaction that may change jobs
     * @param dialect of its database
     * @param at the time
     * @param moved is given what was set aside, and what has followed from that
     */
    Quarantine(Connection connection, Dialect dialect, Instant at, List<JobTable.Change> moved) {
        this.connection = connection;
        this.dialect = dialect;
        this.at = at;
        this.moved = moved;
    }

    Connection connection() {
        return connection;
    }

    // ---- what may have to be moved

    /** The first ready jobs of a claim's queue and names. */
    List<JobRecord> ready(Claim claim, int limit) throws SQLException {
        String sql =
                JobTable.select(
                                "line = 1 AND line_queue = ? AND name IN (?"
                                        + ", ?".repeat(claim.names().size() - 1)
                                        + ") ORDER BY line, line_queue, line_rank, seq LIMIT ?")
                        + dialect.locking();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int next = 1;
            statement.setString(next++, claim.queue());
            for (String name : new TreeSet<>(claim.names())) {
                statement.setString(next++, name);
            }
            statement.setInt(next, limit);
            return readable(statement);
        }
    }

    /**
     * Jobs whose time has come, whoever will run them: one that nobody here takes would be looked
     * at again by each claim, and hide those behind it.
     *
     * @param queue only of this one; null for all
     */
    List<JobRecord> due(@Nullable String queue) throws SQLException {
        String sql =
                JobTable.select(
                                "line = 2 AND line_queue = '' AND line_rank <= ?"
                                        + (queue == null ? "" : " AND queue = ?")
                                        + " ORDER BY line, line_queue, line_rank, seq LIMIT ?")
                        + dialect.locking();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int next = 1;
            statement.setLong(next++, Codes.micros(at));
            if (queue != null) {
                statement.setString(next++, queue);
            }
            statement.setInt(next, MOST_DUE);
            return readable(statement);
        }
    }

    /** Jobs whose owners are lost or gone. */
    List<JobRecord> orphans(int limit) throws SQLException {
        String sql =
                JobTable.select(
                                "line = 3 AND line_queue = '' AND line_rank NOT IN"
                                        + " (SELECT r.incarnation FROM mayfly_runner r"
                                        + " WHERE r.state = 'ALIVE') ORDER BY line,"
                                        + " line_queue, line_rank, seq LIMIT ?")
                        + dialect.locking();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, limit);
            return readable(statement);
        }
    }

    /**
     * The jobs that a select finds and that can be read. The others are set aside; if there are no
     * others, it looks again, since those may have hidden some.
     *
     * @param select of whole rows
     * @return in the order of the select
     */
    List<JobRecord> readable(PreparedStatement select) throws SQLException {
        while (true) {
            List<JobTable.Row> rows = JobTable.read(select);
            var jobs = new ArrayList<JobRecord>(rows.size());
            var damaged = new ArrayList<JobTable.Row>();
            for (JobTable.Row row : rows) {
                if (row.damage() == null) {
                    jobs.add(row.job());
                } else {
                    damaged.add(row);
                }
            }
            if (damaged.isEmpty() || !setAside(damaged) || !jobs.isEmpty()) {
                return jobs;
            }
        }
    }

    // ---- what cannot be read

    private boolean setAside(List<JobTable.Row> rows) throws SQLException {
        var deltas = new CounterTable.Deltas();
        boolean any = false;
        int failed = 0;
        for (JobTable.Row row : rows) {
            boolean ended = Codes.isKnown(row.state()) && row.job().state().isTerminal();
            boolean done = ended ? takeOutOfLine(row) : fail(row, deltas);
            any |= done;
            failed += done && !ended ? 1 : 0;
        }
        report(rows, failed);
        moved.addAll(Followers.follow(connection, dialect, deltas));
        deltas.write(connection, dialect, CounterTable.slot(dialect));
        return any;
    }

    private static void report(List<JobTable.Row> rows, int failed) {
        if (failed > 0) {
            Writer.LOG.log(
                    System.Logger.Level.WARNING,
                    failed + " jobs were set aside as FAILED, which cannot be read; one of them",
                    rows.getFirst().damage());
        }
    }

    private boolean takeOutOfLine(JobTable.Row row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OUT_OF_LINE)) {
            statement.setLong(1, row.seq());
            statement.setLong(2, row.job().version());
            return statement.executeUpdate() == 1;
        }
    }

    /** False if it was changed since it was read. */
    private boolean fail(JobTable.Row row, CounterTable.Deltas deltas) throws SQLException {
        JobRecord failed = failed(row);
        JobError error = Objects.requireNonNull(failed.error());
        try (PreparedStatement statement = connection.prepareStatement(FAIL)) {
            statement.setInt(1, Codes.of(failed.state()));
            JobTable.setTime(statement, 2, at);
            JobTable.setTime(statement, 3, at);
            statement.setString(4, error.type());
            statement.setString(5, Columns.clean(error.message()));
            statement.setLong(6, row.seq());
            statement.setLong(7, row.job().version());
            if (statement.executeUpdate() == 0) {
                return false;
            }
        }
        if (Codes.isKnown(row.state())) {
            deltas.moved(row.job(), failed);
            moved.add(new JobTable.Change(row.job(), failed));
        } else {
            deltas.ended(row.state(), failed);
            moved.add(new JobTable.Change(failed.blocked(), failed));
        }
        return true;
    }

    private JobRecord failed(JobTable.Row row) throws SQLException {
        JobRecord job = row.job();
        Object state = Codes.isKnown(row.state()) ? job.state() : "in state " + row.state();
        return new JobRecord(
                closesItsBatch(job) ? alone(job.envelope()) : job.envelope(),
                JobState.FAILED,
                job.attempts(),
                job.failures(),
                job.epoch() + 1,
                job.version() + 1,
                job.submittedAt(),
                job.startedAt(),
                at,
                at,
                null,
                null,
                0,
                job.cancelRequested(),
                job.result(),
                new JobError(
                        UnreadableJobException.class.getName(),
                        "was "
                                + state
                                + ", and "
                                + Objects.requireNonNull(row.damage()).getMessage(),
                        null),
                job.progress(),
                job.history(),
                null,
                job.signals());
    }

    /** A batch counts its members, and of a job that cannot be read its part is not known. */
    private boolean closesItsBatch(JobRecord job) throws SQLException {
        String batch = Blocking.memberOf(job);
        if (batch == null) {
            return false;
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT 1 FROM mayfly_batch WHERE id = ? AND (on_completion = ? OR"
                                + " on_success = ?)")) {
            statement.setString(1, batch);
            statement.setString(2, job.id().value());
            statement.setString(3, job.id().value());
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }

    private static JobEnvelope alone(JobEnvelope envelope) {
        return new JobEnvelope(
                envelope.id(),
                envelope.name(),
                envelope.queue(),
                envelope.priority(),
                envelope.payload(),
                JobOptions.DEFAULTS,
                envelope.traceContext(),
                envelope.origin(),
                envelope.lineage());
    }
}
