package dev.mayfly.benchmarks.durable.peer;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import java.util.Locale;

/** Which database the jobs are in. */
public enum Database {
    /** H2, a file that one process has open. */
    H2,

    /** PostgreSQL, a server with its default settings. */
    POSTGRESQL;

    /** Connections of each node: as many as four nodes can have of PostgreSQL's hundred. */
    public static final int POOL_SIZE = 20;

    /**
     * Reads a name.
     *
     * @param name {@code h2} or {@code postgresql}
     * @return the database
     * @throws IllegalArgumentException if it is another name
     */
    public static Database named(String name) {
        for (Database each : values()) {
            if (each.label().equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException(
                "database \"" + name + "\" is neither h2 nor postgresql");
    }

    /** {@return its name in arguments and tables} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * A pool of a node's connections, the same for every peer.
     *
     * @param url of the database
     * @return the pool, for the caller to close
     */
    public static HikariDataSource pool(String url) {
        var settings = new HikariConfig();
        settings.setJdbcUrl(url);
        settings.setUsername("mayfly");
        settings.setPassword("");
        settings.setMaximumPoolSize(POOL_SIZE);
        return new HikariDataSource(settings);
    }

    /** Rows numbered from 1 to the one parameter, with the column {@code x}. */
    String numbers() {
        return this == H2 ? "SYSTEM_RANGE(1, ?) r" : "generate_series(1, ?) AS r(x)";
    }
}
