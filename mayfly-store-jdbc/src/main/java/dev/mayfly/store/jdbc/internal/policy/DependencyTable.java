package dev.mayfly.store.jdbc.internal.policy;

import dev.mayfly.store.jdbc.internal.sql.Dialect;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Rows of {@code mayfly_dependency}, one for each job that another comes after.
 *
 * <p>A row is made without looking whether the job before has ended, since that may be about to end
 * in another transaction, and the one that makes the row may belong to an application and take its
 * time. Whoever has made rows looks afterwards, and whoever finds rows that nobody has looked after
 * does.
 */
public final class DependencyTable {

    /** Made, and not looked after: the job before may have ended already. */
    private static final int NEW = 0;

    /** Whoever ends the job before sees to it. */
    private static final int OPEN = 1;

    /** The job before has ended. */
    private static final int SETTLED = 2;

    private DependencyTable() {}

    /**
     * Who comes after whom.
     *
     * @param child the id of the job that waits
     * @param parent the id of the one before
     */
    public record Row(String child, String parent) {}

    /** Makes rows, in the transaction that adds the jobs that wait. */
    public static void add(Connection connection, Collection<Row> rows) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "INSERT INTO mayfly_dependency (child, parent, state) VALUES (?, ?, "
                                + NEW
                                + ")")) {
            for (Row row : rows) {
                statement.setString(1, row.child());
                statement.setString(2, row.parent());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** {@return the rows of jobs that have ended and that others may wait for} */
    public static List<Row> unsettled(
            Connection connection, Dialect dialect, Collection<String> parents)
            throws SQLException {
        return rows(
                connection,
                "SELECT child, parent FROM mayfly_dependency WHERE parent "
                        + dialect.among()
                        + " AND state < "
                        + SETTLED
                        + " ORDER BY child, parent",
                parents);
    }

    /** {@return the rows of jobs that nobody has looked after} */
    public static List<Row> unseen(Connection connection, Collection<String> children)
            throws SQLException {
        return rows(
                connection,
                "SELECT child, parent FROM mayfly_dependency WHERE child = ANY(?) AND state = "
                        + NEW
                        + " ORDER BY child, parent",
                children);
    }

    private static List<Row> rows(Connection connection, String sql, Collection<String> ids)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("varchar", ids.toArray()));
            var rows = new ArrayList<Row>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows.add(new Row(found.getString(1), found.getString(2)));
                }
            }
            return rows;
        }
    }

    /** {@return jobs with rows that nobody has looked after} */
    public static List<String> forgotten(Connection connection, int limit) throws SQLException {
        return texts(
                connection,
                "SELECT DISTINCT child FROM mayfly_dependency WHERE state = " + NEW + " LIMIT ?",
                null,
                limit);
    }

    /** {@return the ids of those that a job waits for still} */
    public static List<String> parents(Connection connection, String child, int limit)
            throws SQLException {
        return texts(
                connection,
                "SELECT parent FROM mayfly_dependency WHERE child = ? AND state < "
                        + SETTLED
                        + " ORDER BY parent LIMIT ?",
                child,
                limit);
    }

    /** {@return the ids of those that come or came after a job} */
    public static List<String> children(Connection connection, String parent, int limit)
            throws SQLException {
        return texts(
                connection,
                "SELECT child FROM mayfly_dependency WHERE parent = ? ORDER BY child LIMIT ?",
                parent,
                limit);
    }

    private static List<String> texts(
            Connection connection,
            String sql,
            @org.jspecify.annotations.Nullable String id,
            int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int next = 1;
            if (id != null) {
                statement.setString(next++, id);
            }
            statement.setInt(next, limit);
            var texts = new ArrayList<String>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    texts.add(found.getString(1));
                }
            }
            return texts;
        }
    }

    /** The jobs before have ended. */
    public static void settle(Connection connection, Collection<Row> rows) throws SQLException {
        set(connection, rows, SETTLED);
    }

    /** The jobs before go on, and whoever ends them sees to it. */
    public static void open(Connection connection, Collection<Row> rows) throws SQLException {
        set(connection, rows, OPEN);
    }

    private static void set(Connection connection, Collection<Row> rows, int state)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "UPDATE mayfly_dependency SET state = ? WHERE child = ? AND parent = ?")) {
            for (Row row : rows) {
                statement.setInt(1, state);
                statement.setString(2, row.child());
                statement.setString(3, row.parent());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Jobs are not kept any longer. */
    public static void remove(Connection connection, Collection<String> jobs) throws SQLException {
        for (String column : List.of("child", "parent")) {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            "DELETE FROM mayfly_dependency WHERE " + column + " = ANY(?)")) {
                statement.setArray(1, connection.createArrayOf("varchar", jobs.toArray()));
                statement.executeUpdate();
            }
        }
    }
}
