package dev.mayfly.store.jdbc.internal.policy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Rows that hold a definition as text, with a version that counts up from 1. They are saved by
 * compare-and-set: of all who would change the same version one does. Safe for use by any thread.
 */
final class VersionedRows {

    private static final System.Logger LOG = System.getLogger("dev.mayfly.store");

    private static final String TAKEN = "23505";

    private final String insert;
    private final String update;

    /** By key, the version that was reported last. */
    private final ConcurrentHashMap<String, Long> unreadable = new ConcurrentHashMap<>();

    /**
     * The rows of a table with columns {@code version} and {@code definition}.
     *
     * @param key the column of the key
     * @param zeros columns that are 0 in a new row
     */
    VersionedRows(String table, String key, String... zeros) {
        String names = Arrays.stream(zeros).map(name -> ", " + name).collect(Collectors.joining());
        this.insert =
                "INSERT INTO "
                        + table
                        + " ("
                        + key
                        + ", version, definition"
                        + names
                        + ") SELECT CAST(? AS VARCHAR), CAST(? AS BIGINT), CAST(? AS VARCHAR)"
                        + ", 0".repeat(zeros.length)
                        + " WHERE NOT EXISTS (SELECT 1 FROM "
                        + table
                        + " WHERE "
                        + key
                        + " = ?)";
        this.update =
                "UPDATE "
                        + table
                        + " SET version = ?, definition = ? WHERE "
                        + key
                        + " = ? AND version = ?";
    }

    /** Adds version 1, or replaces the version before; false if there is another. */
    boolean save(Connection connection, String key, long version, String definition)
            throws SQLException {
        return version == 1
                ? insert(connection, key, version, definition)
                : update(connection, key, version, definition);
    }

    private boolean insert(Connection connection, String key, long version, String definition)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setString(1, key);
            statement.setLong(2, version);
            statement.setString(3, definition);
            statement.setString(4, key);
            return statement.executeUpdate() == 1;
        } catch (SQLException e) {
            if (TAKEN.equals(e.getSQLState())) { // another process, in the same moment
                connection.rollback();
                return false;
            }
            throw e;
        }
    }

    private boolean update(Connection connection, String key, long version, String definition)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(update)) {
            statement.setLong(1, version);
            statement.setString(2, definition);
            statement.setString(3, key);
            statement.setLong(4, version - 1);
            return statement.executeUpdate() == 1;
        }
    }

    /** Reports, once for each version, that a definition cannot be read. */
    void unreadable(String key, long version, String message, RuntimeException cause) {
        Long before = unreadable.put(key, version);
        if (before == null || before != version) {
            LOG.log(System.Logger.Level.ERROR, message, cause);
        }
    }
}
