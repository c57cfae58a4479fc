package dev.mayfly.store.jdbc.internal.policy;

import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.store.jdbc.internal.sql.Json;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Rows of {@code mayfly_recurring}. Safe for use by any thread. */
public final class RecurringTable {

    private static final System.Logger LOG = System.getLogger("dev.mayfly.store");

    /** Those that cannot be read are reported once. */
    private final ConcurrentHashMap<String, Long> unreadable = new ConcurrentHashMap<>();

    /** None yet. */
    public RecurringTable() {}

    /** All of them, by id; those that cannot be read as paused ones that say so. */
    public List<RecurringJob> all(Connection connection) throws SQLException {
        var jobs = new ArrayList<RecurringJob>();
        try (PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT id, version, definition FROM mayfly_recurring ORDER BY id");
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                jobs.add(job(found));
            }
        }
        jobs.sort(java.util.Comparator.comparing(RecurringJob::id)); // not by a language's rules
        return jobs;
    }

    /** One that cannot be read must not keep the others from running. */
    private RecurringJob job(ResultSet found) throws SQLException {
        String id = found.getString(1);
        long version = found.getLong(2);
        try {
            return Json.recurring(found.getString(3));
        } catch (RuntimeException e) {
            Long before = unreadable.put(id, version);
            if (before == null || before != version) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "recurring job \"" + id + "\" cannot be read and does not run",
                        e);
            }
            return RecurringJob.unreadable(id, version, e);
        }
    }

    /** Adds it or replaces the version before; false if that is another. */
    public static boolean save(Connection connection, RecurringJob next) throws SQLException {
        return next.version() == 1 ? insert(connection, next) : update(connection, next);
    }

    private static boolean insert(Connection connection, RecurringJob job) throws SQLException {
        String sql =
                "INSERT INTO mayfly_recurring (id, version, definition)"
                        + " SELECT CAST(? AS VARCHAR), CAST(? AS BIGINT), CAST(? AS VARCHAR)"
                        + " WHERE NOT EXISTS (SELECT 1 FROM mayfly_recurring WHERE id = ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, job.id());
            statement.setLong(2, job.version());
            statement.setString(3, Json.recurring(job));
            statement.setString(4, job.id());
            return statement.executeUpdate() == 1;
        } catch (SQLException e) {
            if ("23505".equals(e.getSQLState())) { // another process, in the same moment
                connection.rollback();
                return false;
            }
            throw e;
        }
    }

    private static boolean update(Connection connection, RecurringJob job) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "UPDATE mayfly_recurring SET version = ?, definition = ? WHERE id = ? AND"
                                + " version = ?")) {
            statement.setLong(1, job.version());
            statement.setString(2, Json.recurring(job));
            statement.setString(3, job.id());
            statement.setLong(4, job.version() - 1);
            return statement.executeUpdate() == 1;
        }
    }

    /** Removes one; false if it was not there. */
    public static boolean remove(Connection connection, String id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM mayfly_recurring WHERE id = ?")) {
            statement.setString(1, id);
            return statement.executeUpdate() == 1;
        }
    }
}
