package dev.mayfly.store.jdbc.internal.policy;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.jobs.store.admission.BatchRecord;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Rows of {@code mayfly_batch}, and of {@code mayfly_batch_add}, which has one for each time that
 * jobs were added: who adds to a batch, perhaps in a transaction that takes its time, must not lock
 * the row that whoever ends a member changes.
 */
public final class BatchTable {

    private static final String READ =
            "SELECT b.id, b.name, b.created_at, b.finished_at, (SELECT COALESCE(SUM(a.amount), 0)"
                    + " FROM mayfly_batch_add a WHERE a.batch = b.id), b.succeeded, b.failed,"
                    + " b.cancelled, b.on_completion, b.on_success FROM mayfly_batch b WHERE"
                    + " b.id = ?";

    private BatchTable() {}

    /** Reads a batch; null if it is not there. */
    public static @Nullable BatchRecord find(Connection connection, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setString(1, id);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? record(found) : null;
            }
        }
    }

    private static BatchRecord record(ResultSet found) throws SQLException {
        Instant created = time(found, 3);
        return new BatchRecord(
                found.getString(1),
                found.getString(2),
                created == null ? Instant.EPOCH : created,
                time(found, 4),
                found.getLong(5),
                found.getLong(6),
                found.getLong(7),
                found.getLong(8),
                id(found.getString(9)),
                id(found.getString(10)));
    }

    private static @Nullable JobId id(@Nullable String value) {
        return value == null ? null : new JobId(value);
    }

    private static @Nullable Instant time(ResultSet from, int column) throws SQLException {
        OffsetDateTime time = from.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** Adds a batch without jobs. */
    public static void begin(Connection connection, BatchPart part, Instant at)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "INSERT INTO mayfly_batch (id, name, created_at, succeeded, failed,"
                                + " cancelled) VALUES (?, ?, ?, 0, 0, 0)")) {
            statement.setString(1, part.batch());
            statement.setString(2, part.name());
            statement.setObject(3, at.atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    /** Adds members. */
    public static void add(Connection connection, String id, int amount) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "INSERT INTO mayfly_batch_add (batch, amount) VALUES (?, ?)")) {
            statement.setString(1, id);
            statement.setInt(2, amount);
            statement.executeUpdate();
        }
    }

    /** Sets a job that comes after it. */
    public static void close(Connection connection, BatchPart part, JobId job) throws SQLException {
        String column = part.role() == BatchPart.Role.ON_SUCCESS ? "on_success" : "on_completion";
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "UPDATE mayfly_batch SET " + column + " = ? WHERE id = ?")) {
            statement.setString(1, job.value());
            statement.setString(2, part.batch());
            statement.executeUpdate();
        }
    }

    /**
     * Counts members that have ended or run again, and locks the row, so that of several
     * transactions in which the last members end one sees that they are.
     */
    public static @Nullable BatchRecord count(
            Connection connection, String id, long succeeded, long failed, long cancelled)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "UPDATE mayfly_batch SET succeeded = succeeded + ?, failed = failed + ?,"
                                + " cancelled = cancelled + ? WHERE id = ?")) {
            statement.setLong(1, succeeded);
            statement.setLong(2, failed);
            statement.setLong(3, cancelled);
            statement.setString(4, id);
            statement.executeUpdate();
        }
        return find(connection, id);
    }

    /** Its last member has ended. */
    public static void finish(Connection connection, String id, Instant at) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "UPDATE mayfly_batch SET finished_at = ? WHERE id = ?")) {
            statement.setObject(1, at.atOffset(ZoneOffset.UTC));
            statement.setString(2, id);
            statement.executeUpdate();
        }
    }

    /** Removes the batches that have ended and of which no job is kept. */
    public static void removeEmpty(Connection connection) throws SQLException {
        String gone =
                "SELECT b.id FROM mayfly_batch b WHERE b.finished_at IS NOT NULL AND NOT EXISTS"
                        + " (SELECT 1 FROM mayfly_job j WHERE j.batch = b.id)";
        try (PreparedStatement parts =
                        connection.prepareStatement(
                                "DELETE FROM mayfly_batch_add WHERE batch IN (" + gone + ")");
                PreparedStatement batches =
                        connection.prepareStatement(
                                "DELETE FROM mayfly_batch WHERE id IN (" + gone + ")")) {
            parts.executeUpdate();
            batches.executeUpdate();
        }
    }
}
