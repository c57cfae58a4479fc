package dev.mayfly.store.jdbc.internal.sql;

import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Hears from PostgreSQL that other processes have made jobs ready, on a thread and a connection of
 * its own. Where that does not work, as behind a pool that shares connections between sessions,
 * jobs are found all the same, up to half a second later.
 *
 * <p>Thread rule: {@link #close} is safe for use by any thread.
 */
public final class Notices implements AutoCloseable {

    static final System.Logger LOG = System.getLogger("dev.mayfly.store");

    /** The channel on which PostgreSQL tells of queues that have ready jobs. */
    static final String CHANNEL = "mayfly_ready";

    /** How long a read waits; a closed store is noticed after that at the latest. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(2);

    private final Database database;
    private final Consumer<String> ready;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Begins to listen.
     *
     * @param database a PostgreSQL
     * @param ready hears the names of queues, on the thread that listens
     */
    public Notices(Database database, Consumer<String> ready) {
        this.database = database;
        this.ready = ready;
        this.thread =
                Thread.ofPlatform().daemon().name("mayfly-store-notices").unstarted(this::run);
        this.thread.setContextClassLoader(null);
        thread.start();
    }

    private void run() {
        boolean reported = false;
        while (!closed) {
            try (Connection connection = database.connection()) {
                connection.setAutoCommit(true);
                try {
                    listen(connection);
                } finally {
                    forget(connection);
                }
            } catch (SQLException | RuntimeException e) {
                if (!reported && !closed) {
                    reported = true;
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "this process does not hear of jobs that others submit, and looks for"
                                    + " them once a second",
                            e);
                }
                if (!closed) {
                    LockSupport.parkNanos(this, AFTER_A_FAILURE.toNanos());
                }
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + CHANNEL);
        }
        PGConnection server = connection.unwrap(PGConnection.class);
        ready.accept(""); // what became ready before is not told
        while (!closed) {
            PGNotification[] notices = server.getNotifications((int) PATIENCE.toMillis());
            if (notices != null) {
                for (PGNotification notice : notices) {
                    database.hear(notice.getParameter(), ready);
                }
            }
        }
    }

    /** The connection goes back to a pool, whose next user wants to hear nothing. */
    private static void forget(Connection connection) throws SQLException {
        if (!connection.isClosed()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("UNLISTEN *");
            }
            connection.setAutoCommit(false);
        }
    }

    /** Stops to listen. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
