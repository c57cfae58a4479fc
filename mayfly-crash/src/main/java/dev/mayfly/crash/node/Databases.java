package dev.mayfly.crash.node;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.store.jdbc.JdbcJobStore;

import org.h2.jdbcx.JdbcDataSource;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Opens stores as an application does: a pool of connections, and patience. */
public final class Databases {

    /** How long a start waits for a database that was just killed. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Databases() {}

    /**
     * A pool.
     *
     * @param url of the database; H2's is open to this process only
     * @param fault what is broken on purpose
     * @return connections; the caller's to close
     */
    public static HikariDataSource pool(String url, Fault fault) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        if (fault == Fault.UNFORCED_COMMIT) {
            unforce(config);
        }
        config.setUsername(isExclusive(url) ? "sa" : "postgres");
        config.setMaximumPoolSize(8);
        config.setConnectionTimeout(1_000);
        config.setInitializationFailTimeout(-1);
        // A pool whose first connection broke while it was set up would ask for level -1 ever
        // after.
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return new HikariDataSource(config);
    }

    /**
     * Opens the store, as soon as the database answers.
     *
     * @param pool connections
     * @return the store; the caller's to close
     * @throws StoreUnavailableException if the database has not answered for 60 s
     */
    public static JdbcJobStore open(HikariDataSource pool) {
        long start = System.nanoTime();
        while (true) {
            try {
                return JdbcJobStore.builder(pool).exclusive(isExclusive(pool.getJdbcUrl())).open();
            } catch (StoreUnavailableException e) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw e;
                }
                LockSupport.parkNanos(50_000_000);
            }
        }
    }

    private static void unforce(HikariConfig config) {
        if (isExclusive(config.getJdbcUrl())) {
            var real = new JdbcDataSource();
            real.setURL(config.getJdbcUrl());
            config.setDataSource(Unforced.around(real));
        } else {
            config.addDataSourceProperty("options", "-c synchronous_commit=off");
        }
    }

    private static boolean isExclusive(String url) {
        return url.startsWith("jdbc:h2:");
    }
}
