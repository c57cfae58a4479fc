package dev.mayfly.spring.boot.autoconfigure.store;

import dev.mayfly.store.jdbc.transaction.CallerTransactions;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;

import javax.sql.DataSource;

/**
 * Lets submissions join the Spring transaction of the calling thread, where it is one of the
 * store's own database. That is what {@code JdbcTransactionManager} and {@code
 * JpaTransactionManager} begin; a transaction elsewhere is none here.
 *
 * <p>A transaction that has begun to commit is none either. Spring leaves its connection with the
 * thread until all listeners have heard of the commit, and what one of them writes there is lost or
 * committed by accident. So a job that is submitted after a commit is written by itself. When that
 * begins is told by the transaction managers that are beans.
 *
 * <p>Thread rule: safe for use by any thread; transactions are bound to threads.
 */
public final class SpringTransactions implements CallerTransactions, SmartInitializingSingleton {

    private final DataSource source;
    private final ObjectProvider<ConfigurableTransactionManager> managers;

    /** The connections of this thread that are being committed or have been, outermost included. */
    private final ThreadLocal<Set<ConnectionHolder>> committing =
            ThreadLocal.withInitial(() -> Collections.newSetFromMap(new IdentityHashMap<>()));

    /**
     * Transactions of one database.
     *
     * @param database the store's
     * @param managers those that may begin transactions there
     */
    public SpringTransactions(
            StoreDataSource database, ObjectProvider<ConfigurableTransactionManager> managers) {
        this.source = database.source();
        this.managers = managers;
    }

    /** Listens to the transaction managers. Now, since what they need may need a job store. */
    @Override
    public void afterSingletonsInstantiated() {
        managers.forEach(manager -> manager.addListener(new Commits()));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the transaction is read-only, or has no connection any more
     */
    @Override
    public @Nullable Connection current() {
        ConnectionHolder holder = holder();
        if (holder == null
                || !TransactionSynchronizationManager.isActualTransactionActive()
                || !TransactionSynchronizationManager.isSynchronizationActive()
                || committing.get().contains(holder)) {
            return null;
        }
        Connection connection = holder.getConnection();
        if (isAutoCommit(connection)) {
            return null; // of a transaction elsewhere, during which this one was borrowed
        }
        if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            throw new IllegalStateException(
                    "the job was not accepted: it would be written in the caller's transaction"
                            + name()
                            + ", which is read-only; submit it outside of that, or take away"
                            + " readOnly = true");
        }
        return connection;
    }

    private static boolean isAutoCommit(Connection connection) {
        try {
            return connection.getAutoCommit();
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "the connection of the caller's transaction" + name() + " is broken: " + e, e);
        }
    }

    private static String name() {
        String name = TransactionSynchronizationManager.getCurrentTransactionName();
        return name == null ? "" : " " + name;
    }

    private @Nullable ConnectionHolder holder() {
        return TransactionSynchronizationManager.getResource(source)
                        instanceof ConnectionHolder holder
                ? holder
                : null;
    }

    @Override
    public void afterCompletion(Consumer<Boolean> then) {
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCompletion(int status) {
                        then.accept(status == STATUS_COMMITTED);
                    }
                });
    }

    /** Notes which connection is being committed, from just before until all have heard of it. */
    private final class Commits implements TransactionExecutionListener {

        @Override
        public void beforeCommit(TransactionExecution transaction) {
            ConnectionHolder holder = holder();
            if (holder != null) {
                committing.get().add(holder);
            }
        }

        @Override
        public void afterCommit(
                TransactionExecution transaction, @Nullable Throwable commitFailure) {
            Set<ConnectionHolder> left = committing.get();
            ConnectionHolder holder = holder();
            if (holder != null) {
                left.remove(holder);
            }
            if (holder == null || left.isEmpty()) {
                committing.remove();
            }
        }
    }
}
