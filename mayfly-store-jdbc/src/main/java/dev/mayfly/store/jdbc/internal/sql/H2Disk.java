package dev.mayfly.store.jdbc.internal.sql;

import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.message.DbException;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
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
     * @throws SQLException if the disk does not take it
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
            MVStore store = store(connection);
            if (store == null) {
                checkpoint(connection);
            } else if (store.getFileStore() != null) {
                store.commit();
                store.executeFilestoreOperation(() -> {}); // waits for all writes under way
                store.sync();
            }
        } catch (MVStoreException e) {
            checkpoint(connection); // says it as H2 says it elsewhere
            throw DbException.toSQLException(e);
        } catch (LinkageError e) { // a version of H2 that is built otherwise
            checkpoint(connection);
        }
    }

    /** Null where the database is in another process, or behind something that hides it. */
    private static @Nullable MVStore store(Connection connection) throws SQLException {
        return connection.isWrapperFor(JdbcConnection.class)
                        && connection.unwrap(JdbcConnection.class).getSession()
                                instanceof SessionLocal session
                ? session.getDatabase().getStore().getMvStore()
                : null;
    }

    private static void checkpoint(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        }
    }
}
