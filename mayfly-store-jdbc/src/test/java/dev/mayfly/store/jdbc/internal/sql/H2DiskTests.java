package dev.mayfly.store.jdbc.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

/** The force comes after the write, also where another thread of H2's has it under way. */
class H2DiskTests {

    @BeforeAll
    static void register() {
        FilePath.register(new HeldDisk());
    }

    private interface Force {
        void on(Connection connection) throws SQLException;
    }

    private static Connection open(Path folder) throws SQLException {
        // H2's own background commits would come at times of their own.
        return DriverManager.getConnection(
                "jdbc:h2:held:" + folder.resolve("jobs") + ";WRITE_DELAY=10000000", "sa", "");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static MVStore store(Connection connection) throws SQLException {
        var session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
        return session.getDatabase().getStore().getMvStore();
    }

    /** Forces while a background commit is held up at its write, which goes on once it waits. */
    private static void forceDuringACommit(Path folder, boolean waits, Force force)
            throws Exception {
        try (Connection connection = open(folder)) {
            execute(connection, "CREATE TABLE job (id INT)");
            H2Disk.force(connection);
            HeldDisk.DONE.clear();
            HeldDisk.gate = new CountDownLatch(1);
            try {
                execute(connection, "INSERT INTO job VALUES (1)");
                store(connection).tryCommit(); // as H2 does it twice a second
                var forcing =
                        new FutureTask<>(() -> {
                            force.on(connection);
                            return true;
                        });
                Thread thread = Thread.ofPlatform().daemon().start(forcing);
                while (!forcing.isDone() && !(waits && thread.getState() == Thread.State.WAITING)) {
                    Thread.onSpinWait();
                }
                HeldDisk.gate.countDown();
                assertThat(forcing.get()).isTrue();
                store(connection).executeFilestoreOperation(() -> {});
            } finally {
                HeldDisk.gate.countDown();
            }
        }
    }

    @Test
    void whatIsUnderWayIsWrittenBeforeTheForce(@TempDir Path folder) throws Exception {
        forceDuringACommit(
                folder,
                true,
                connection -> {
                    H2Disk.force(connection);
                    HeldDisk.DONE.add("answer");
                });

        assertThat(HeldDisk.DONE).startsWith("write").containsSubsequence("write", "force");
        int answer = HeldDisk.DONE.indexOf("answer");
        assertThat(HeldDisk.DONE.subList(0, answer)).endsWith("force");
    }

    /** What H2's own statement does, and the reason for this class. */
    @Test
    void plantedCheckpointForcesBeforeTheWrite(@TempDir Path folder) throws Exception {
        forceDuringACommit(folder, false, connection -> execute(connection, "CHECKPOINT SYNC"));

        assertThat(HeldDisk.DONE).startsWith("force").contains("write");
    }

    @Test
    void aDatabaseInMemoryHasNoDisk() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:", "sa", "")) {
            execute(connection, "CREATE TABLE job (id INT)");
            H2Disk.force(connection);
        }
    }

    @Test
    void aDiskThatIsGoneIsSaid(@TempDir Path folder) throws SQLException {
        Connection connection = open(folder);
        execute(connection, "CREATE TABLE job (id INT)");
        store(connection).closeImmediately();

        assertThatThrownBy(() -> H2Disk.force(connection)).isInstanceOf(SQLException.class);
    }
}
