package dev.mayfly.spring.boot.autoconfigure.store;

import dev.mayfly.spring.boot.autoconfigure.configuration.ConfiguredValues;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.SchemaInitialization;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.Store;
import dev.mayfly.store.jdbc.JdbcJobStore;
import dev.mayfly.store.jdbc.transaction.CallerTransactions;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

import java.sql.SQLException;
import java.util.Set;

/** Opens the stores that outlive the process. */
public final class DurableStores {

    private static final Logger log = LoggerFactory.getLogger("dev.mayfly.store");

    /** How databases say that a table is missing: PostgreSQL, and H2 in two ways. */
    private static final Set<String> TABLE_MISSING = Set.of("42P01", "42S02", "42S04");

    private DurableStores() {}

    /**
     * Opens the store in a file.
     *
     * @param file the database
     * @param settings as configured
     * @param environment knows where it was
     * @return the store
     * @throws dev.mayfly.spring.boot.autoconfigure.configuration.MayflyConfigurationException if it
     *     cannot be opened
     */
    public static JdbcJobStore inFile(FileDatabase file, Store settings, Environment environment) {
        log.info("Jobs are kept in {}", file.file());
        return open(
                builder(JdbcJobStore.builder(file.source()), settings)
                        .exclusive(true)
                        .initializeSchema(settings.initializeSchema() != SchemaInitialization.NEVER)
                        .named(
                                "file",
                                "Jobs are kept in "
                                        + file.file()
                                        + ": what was acknowledged outlives every crash."),
                environment);
    }

    /**
     * Opens the store in the application's database.
     *
     * @param database the database, with the tables
     * @param transactions those that submissions join
     * @param settings as configured
     * @param environment knows where it was
     * @return the store
     * @throws dev.mayfly.spring.boot.autoconfigure.configuration.MayflyConfigurationException if it
     *     cannot be opened
     */
    public static JdbcJobStore inDatabase(
            StoreDataSource database,
            CallerTransactions transactions,
            Store settings,
            Environment environment) {
        JdbcJobStore.Builder builder =
                builder(JdbcJobStore.builder(database.source()), settings)
                        .initializeSchema(false)
                        .transactions(transactions);
        if (database.isInMemory()) {
            log.warn(
                    "mayfly.store.type is jdbc, but the application's database is H2 in memory:"
                            + " jobs that have not ended are lost when this process ends");
            var _ =
                    builder.durable(false)
                            .named(
                                    "jdbc",
                                    "Jobs are kept in H2 in memory: those that have not ended are"
                                            + " lost when this process ends.");
        }
        return open(builder, environment);
    }

    private static JdbcJobStore.Builder builder(JdbcJobStore.Builder builder, Store settings) {
        return builder.writers(settings.writers())
                .patience(settings.patience())
                .retention(
                        StoreSettings.retention(
                                settings.retention(), JdbcJobStore.Builder.DURABLE));
    }

    private static JdbcJobStore open(JdbcJobStore.Builder builder, Environment environment) {
        try {
            return builder.open();
        } catch (IllegalArgumentException e) {
            throw ConfiguredValues.refused(
                    environment,
                    "mayfly.store.type",
                    null,
                    "The job store cannot be opened: " + e.getMessage() + ".",
                    "Use another database, or set mayfly.store.type to file.");
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof SQLException sql
                    && TABLE_MISSING.contains(String.valueOf(sql.getSQLState()))) {
                throw ConfiguredValues.refused(
                        environment,
                        "mayfly.store.initialize-schema",
                        "embedded",
                        "The tables of the job store are missing: " + sql.getMessage() + ".",
                        "Set it to always, or run the script schema-postgresql.sql or schema-h2.sql"
                                + " of the jar mayfly-store-jdbc.");
            }
            throw e;
        }
    }
}
