package dev.mayfly.store.jdbc.internal.policy;

import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.store.jdbc.internal.sql.Json;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Rows of {@code mayfly_recurring}. Safe for use by any thread. */
public final class RecurringTable {

    private final VersionedRows rows = new VersionedRows("mayfly_recurring", "id");

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
            rows.unreadable(
                    id, version, "recurring job \"" + id + "\" cannot be read and does not run", e);
            return RecurringJob.unreadable(id, version, e);
        }
    }

    /** Adds it or replaces the version before; false if that is another. */
    public boolean save(Connection connection, RecurringJob next) throws SQLException {
        return rows.save(connection, next.id(), next.version(), Json.recurring(next));
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
