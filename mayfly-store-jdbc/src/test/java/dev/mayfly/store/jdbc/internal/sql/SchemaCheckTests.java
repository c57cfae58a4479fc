package dev.mayfly.store.jdbc.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.store.jdbc.JdbcJobStore;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Tables of an earlier version are recognised when a store is opened. */
class SchemaCheckTests {

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:earlier", "sa", "");

    @AfterEach
    void close() {
        pool.dispose();
    }

    @Test
    void bothDatabasesHaveTheSameTablesAndColumns() throws IOException {
        Map<String, List<String>> h2 = SchemaCheck.tables(script("h2"));

        assertThat(h2).isEqualTo(SchemaCheck.tables(script("postgresql")));
        assertThat(h2)
                .hasSizeGreaterThan(10)
                .allSatisfy((table, columns) -> assertThat(columns).hasSizeGreaterThan(1));
        assertThat(h2.get("mayfly_job")).startsWith("seq", "id", "name").contains("job_key");
    }

    @Test
    void missingColumnsStopTheStartAndAreNamed() throws SQLException {
        JdbcJobStore.builder(pool).open().close();
        change("ALTER TABLE mayfly_job DROP COLUMN signals");
        change("ALTER TABLE mayfly_step DROP COLUMN sender");

        assertThatThrownBy(() -> JdbcJobStore.builder(pool).open())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(
                        "lacks mayfly_job.signals, mayfly_step.sender; its tables are of an"
                                + " earlier version",
                        "schema-h2.sql",
                        "mayfly.store.type=file");
    }

    @Test
    void anIndexOfAMissingColumnIsExplainedToo() throws SQLException {
        change("CREATE TABLE mayfly_key (name VARCHAR)");

        assertThatThrownBy(() -> JdbcJobStore.builder(pool).open())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("an earlier version of Mayfly");
    }

    private void change(String command) throws SQLException {
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    private static String script(String database) throws IOException {
        try (InputStream in =
                JdbcJobStore.class.getResourceAsStream("schema-" + database + ".sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
