package dev.mayfly.spring.boot.autoconfigure.store;

import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.SchemaInitialization;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;
import org.springframework.boot.jdbc.init.PropertiesBasedDataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionTemplate;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

/**
 * Makes the tables in the application's database, as Spring Boot's libraries make theirs: an
 * application that makes them by a migration tool switches this off.
 */
public final class StoreSchema
        extends PropertiesBasedDataSourceScriptDatabaseInitializer<StoreSchema.Properties> {

    /** The same number as in the store, which takes it where it makes the tables itself. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(7240119201)";

    private final DataSource source;

    /**
     * An initializer that has not run.
     *
     * @param database where to make the tables
     * @param when as configured; null for the default
     */
    public StoreSchema(StoreDataSource database, @Nullable SchemaInitialization when) {
        super(database.source(), new Properties(when));
        this.source = database.source();
    }

    /**
     * Runs the script, in PostgreSQL in one transaction that others wait for: several processes may
     * start at once, and IF NOT EXISTS alone does not order them.
     */
    @Override
    protected void runScripts(Scripts scripts) {
        new TransactionTemplate(new DataSourceTransactionManager(source))
                .executeWithoutResult(status -> {
                    lock();
                    super.runScripts(scripts);
                });
    }

    private void lock() {
        Connection connection = DataSourceUtils.getConnection(source);
        try (Statement statement = connection.createStatement()) {
            if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
                statement.execute(LOCK);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the tables could not be made: " + e.getMessage(), e);
        } finally {
            DataSourceUtils.releaseConnection(connection, source);
        }
    }

    /** Where the script is, and when it is run. */
    static final class Properties extends DatabaseInitializationProperties {

        Properties(@Nullable SchemaInitialization when) {
            setInitializeSchema(
                    when == null
                            ? DatabaseInitializationMode.EMBEDDED
                            : DatabaseInitializationMode.valueOf(when.name()));
        }

        @Override
        public String getDefaultSchemaLocation() {
            return "classpath:dev/mayfly/store/jdbc/schema-@@platform@@.sql";
        }
    }
}
