package dev.mayfly.spring.boot.autoconfigure.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

@Tag("either-mode")
class FileDatabaseTests {

    @TempDir Path folder;

    /**
     * Reads more than the cache holds on a thread that was interrupted, as that of a job may be.
     */
    private static int readInterrupted(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET CACHE_SIZE 0");
            statement.execute("CREATE TABLE lines (id INT PRIMARY KEY, text VARCHAR)");
            statement.execute(
                    "INSERT INTO lines SELECT x, REPEAT('a', 500) FROM SYSTEM_RANGE(1, 20000)");
            statement.execute("CHECKPOINT SYNC");
        }
        Thread.currentThread().interrupt();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet sum = statement.executeQuery("SELECT COUNT(text) FROM lines")) {
            sum.next();
            return sum.getInt(1);
        } finally {
            Thread.interrupted();
        }
    }

    private static void write(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO lines VALUES (-1, 'b')");
            statement.execute("CHECKPOINT SYNC");
        }
    }

    @Test
    void readerThatIsInterruptedBreaksNothing() throws SQLException {
        try (FileDatabase database =
                FileDatabase.open(folder.resolve("jobs").toString(), new MockEnvironment())) {
            assertThat(readInterrupted(database.source())).isEqualTo(20_000);
            write(database.source());
        }
    }

    /** The reason for the asynchronous channel, and the proof that the test above can fail. */
    @Test
    void plantedOrdinaryChannelIsBrokenByAnInterrupt() {
        JdbcConnectionPool pool =
                JdbcConnectionPool.create(
                        "jdbc:h2:" + folder.resolve("planted") + ";TRACE_LEVEL_FILE=0", "sa", "");
        assertThatThrownBy(
                        () -> {
                            var _ = readInterrupted(pool);
                            write(pool);
                        })
                .isInstanceOf(SQLException.class);
        pool.dispose();
    }

    @Test
    void closedTwiceIsClosed() throws SQLException {
        FileDatabase database =
                FileDatabase.open(folder.resolve("jobs").toString(), new MockEnvironment());
        database.close();
        database.close();
        try (FileDatabase again =
                FileDatabase.open(folder.resolve("jobs").toString(), new MockEnvironment())) {
            assertThat(again.file()).isEqualTo(database.file());
        }
    }
}
