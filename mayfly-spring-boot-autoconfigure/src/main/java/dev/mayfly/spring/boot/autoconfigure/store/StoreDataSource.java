package dev.mayfly.spring.boot.autoconfigure.store;

import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.spring.boot.autoconfigure.configuration.ConfiguredValues;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Set;

import javax.sql.DataSource;

/** The application's database that jobs are kept in, which is known to be one that they can be. */
public final class StoreDataSource {

    private static final String KEY = "mayfly.store.type";

    /** As databases call themselves. */
    private static final Set<String> PRODUCTS = Set.of("H2", "PostgreSQL");

    private final DataSource source;
    private final boolean inMemory;

    private StoreDataSource(DataSource source, boolean inMemory) {
        this.source = source;
        this.inMemory = inMemory;
    }

    /**
     * Chooses a database.
     *
     * @param marked those marked with {@code @MayflyDataSource}
     * @param all all that are candidates
     * @param environment knows where the type of the store was set
     * @return the marked one, else the only or the primary one
     * @throws dev.mayfly.spring.boot.autoconfigure.configuration.MayflyConfigurationException if
     *     there is none, if it is not clear which, or if jobs cannot be kept in it
     * @throws StoreUnavailableException if the database does not answer
     */
    public static StoreDataSource choose(
            ObjectProvider<DataSource> marked,
            ObjectProvider<DataSource> all,
            Environment environment) {
        DataSource chosen = marked.getIfUnique();
        if (chosen == null) {
            chosen = all.getIfUnique();
        }
        if (chosen == null) {
            throw undecided(marked, all, environment);
        }
        DataSource source = unwrapped(chosen);
        try (Connection connection = source.getConnection()) {
            check(connection.getMetaData(), environment);
        } catch (SQLException e) {
            throw new StoreUnavailableException(
                    "mayfly.store.type is jdbc, and the application's database does not answer: "
                            + e.getMessage(),
                    e);
        }
        return new StoreDataSource(source, EmbeddedDatabaseConnection.isEmbedded(source));
    }

    /**
     * A proxy that gives out the connection of the caller's transaction is for code that knows
     * nothing of it. The store does, and would commit what is not its own.
     */
    private static DataSource unwrapped(DataSource source) {
        return source instanceof TransactionAwareDataSourceProxy proxy
                        && proxy.getTargetDataSource() != null
                ? unwrapped(proxy.getTargetDataSource())
                : source;
    }

    private static RuntimeException undecided(
            ObjectProvider<DataSource> marked,
            ObjectProvider<DataSource> all,
            Environment environment) {
        long several = Math.max(marked.stream().count(), all.stream().count());
        return several == 0
                ? refused(
                        environment,
                        "Jobs are to be kept in the application's database, and it has no"
                                + " DataSource bean.",
                        "Add spring-boot-starter-jdbc, the driver of the database and"
                                + " spring.datasource.url, or set "
                                + KEY
                                + " to file.")
                : refused(
                        environment,
                        "Jobs are to be kept in the application's database, and it has "
                                + several
                                + " DataSource beans of which none is the primary one.",
                        "Mark the right one with @MayflyDataSource.");
    }

    private static void check(DatabaseMetaData about, Environment environment) throws SQLException {
        String product = about.getDatabaseProductName();
        if (!PRODUCTS.contains(product)) {
            throw refused(
                    environment,
                    "Jobs cannot be kept in the application's database, which is " + product + ".",
                    "Use PostgreSQL or H2, mark another DataSource bean with @MayflyDataSource, or"
                            + " set "
                            + KEY
                            + " to file.");
        }
    }

    private static RuntimeException refused(Environment environment, String problem, String fix) {
        return ConfiguredValues.refused(environment, KEY, "jdbc", problem, fix);
    }

    /**
     * The database.
     *
     * @return gives connections that are in nobody's transaction
     */
    public DataSource source() {
        return source;
    }

    /**
     * Whether it ends with the process.
     *
     * @return true for H2 in memory
     */
    public boolean isInMemory() {
        return inMemory;
    }
}
