package dev.mayfly.store.jdbc.internal;

import dev.mayfly.store.jdbc.JdbcJobStore;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes the tables where they are missing. */
final class Schema {

    private Schema() {}

    static @Nullable Void create(Connection connection) throws SQLException {
        Dialect dialect = Dialect.of(connection);
        try (Statement statement = connection.createStatement()) {
            if (dialect == Dialect.POSTGRESQL) {
                // Several processes may start at once, and IF NOT EXISTS alone does not order them.
                statement.execute("SELECT pg_advisory_xact_lock(7240119201)");
            }
            for (String command : script(dialect.schema()).split(";\\s*\n")) {
                if (!command.isBlank()) {
                    statement.execute(command);
                }
            }
        }
        return null;
    }

    private static String script(String name) {
        try (InputStream in = JdbcJobStore.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
