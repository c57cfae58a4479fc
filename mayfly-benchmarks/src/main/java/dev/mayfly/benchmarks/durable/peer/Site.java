package dev.mayfly.benchmarks.durable.peer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.LongConsumer;

import javax.sql.DataSource;

/**
 * Where a node is started.
 *
 * @param database which one
 * @param source of its connections; stays the caller's to close
 * @param node the node's name, which no other has
 * @param clustered whether other nodes use the same tables
 * @param working whether it runs jobs; otherwise it only takes them in
 * @param body what a job does, with its number; called by any thread
 */
public record Site(
        Database database,
        DataSource source,
        String node,
        boolean clustered,
        boolean working,
        LongConsumer body) {

    /** Asks the database for a number. */
    long count(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getLong(1);
        }
    }
}
