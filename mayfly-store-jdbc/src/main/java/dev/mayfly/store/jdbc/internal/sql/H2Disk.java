package dev.mayfly.store.jdbc.internal.sql;

import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;

/**
 * Has the disk take what was committed in H2. Loaded only where H2 is the database.
 *
 * <p>{@code CHECKPOINT SYNC} alone is not enough. H2 commits in the background too, every half a
 * second and when much has gathered, and hands what it has collected to threads that write it
 * later. A checkpoint at that moment finds nothing that is not handed over, waits for nobody, and
 * forces a file that does not have it yet. So here those threads are waited for in between.
 */
final class H2Disk {

    private H2Disk() {}

    /**
     * Returns when everything that was committed before is on the disk.
     *
     * <p>Where the disk does not take it, nobody may go on with what H2 has in memory, nor force
     * again: an operating system reports a failure once, and takes what was refused for written. So
     * the database is closed as it is, and opened anew, from the disk, by the next connection.
     *
     * @throws SQLException as for a connection that broke in a commit, if the disk does not take it
     */
    static void force(Connection connection) throws SQLException {
        // H2 stops waiting where the thread is interrupted, and forgets that it was.
        boolean interrupted = Thread.interrupted();
        try {
            forceUndisturbed(connection);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void forceUndisturbed(Connection connection) throws SQLException {
        try {
            Database database = database(connection);
            if (database == null) {
                checkpoint(connection);
            } else {
                force(database);
            }
        } catch (LinkageError e) { // a version of H2 that is built otherwise
            checkpoint(connection);
        }
    }

    private static void force(Database database) throws SQLException {
        try {
            MVStore store = database.getStore().getMvStore();
            if (store.getFileStore() != null) {
                store.commit();
                store.executeFilestoreOperation(() -> {}); // waits for all writes under way
                store.sync();
            }
        } catch (MVStoreException e) {
            close(database);
            throw new SQLNonTransientConnectionException(
                    "the disk did not take what was committed, so the database was closed: "
                            + e.getMessage(),
                    "08006",
                    e);
        }
    }

    /** Once: a second time it would be the database's successor that H2 forgets. */
    private static void close(Database database) {
        synchronized (H2Disk.class) {
            if (!database.isClosing()) {
                database.shutdownImmediately();
            }
        }
    }

    /** Null where the database is in another process, or behind something that hides it. */
    private static @Nullable Database database(Connection connection) throws SQLException {
        return connection.isWrapperFor(JdbcConnection.class)
                        && connection.unwrap(JdbcConnection.class).getSession()
                                instanceof SessionLocal session
                ? session.getDatabase()
                : null;
    }

    private static void checkpoint(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        }
    }
}
