package dev.mayfly.benchmarks.durable.peer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How many finished jobs come about without having run: as copies of one that has.
 *
 * @param table of the jobs
 * @param id an expression for the {@code id} of copy {@code r.x}
 * @param generated columns that the database fills
 * @param finished a condition for finished jobs
 * @param afterwards statements that see to counters, with the number as their one parameter
 */
public record Copies(
        String table, String id, Set<String> generated, String finished, List<String> afterwards) {

    /**
     * Adds copies, and has the database look at its tables as it would do after a while.
     *
     * @param connection which commits by itself
     * @param database which one
     * @param count how many
     * @throws SQLException if the database refuses
     */
    public void add(Connection connection, Database database, long count) throws SQLException {
        String columns = String.join(", ", columns(connection));
        String sql =
                "INSERT INTO %s (id, %s) SELECT %s, %s FROM %s, (SELECT %s FROM %s WHERE %s LIMIT 1) j"
                        .formatted(
                                table,
                                columns,
                                id,
                                "j." + columns.replace(", ", ", j."),
                                database.numbers(),
                                columns,
                                table,
                                finished);
        update(connection, sql, count);
        for (String statement : afterwards) {
            update(connection, statement, count);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE");
        }
    }

    private List<String> columns(Connection connection) throws SQLException {
        var columns = new ArrayList<String>();
        try (Statement statement = connection.createStatement();
                ResultSet none =
                        statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
            for (int i = 1; i <= none.getMetaData().getColumnCount(); i++) {
                String column = none.getMetaData().getColumnName(i).toLowerCase(Locale.ROOT);
                if (!column.equals("id") && !generated.contains(column)) {
                    columns.add(column);
                }
            }
        }
        return columns;
    }

    private static void update(Connection connection, String sql, long count) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, count);
            statement.executeUpdate();
        }
    }
}
