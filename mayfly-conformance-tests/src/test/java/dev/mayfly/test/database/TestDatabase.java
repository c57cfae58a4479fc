package dev.mayfly.test.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;

import javax.sql.DataSource;

/** An empty database of one test's own, and connections to it. */
public final class TestDatabase implements AutoCloseable {

    /** Which product. */
    public enum Product {
        H2,
        POSTGRESQL
    }

    private static final AtomicLong NAMES = new AtomicLong();

    private final HikariDataSource pool;
    private final Product product;

    private TestDatabase(HikariDataSource pool, Product product) {
        this.pool = pool;
        this.product = product;
    }

    /** Makes one; H2's is in memory, PostgreSQL's a schema of one server for all tests. */
    public static TestDatabase create(Product product) {
        String name = "test_" + NAMES.incrementAndGet();
        var settings = new HikariConfig();
        settings.setMaximumPoolSize(6);
        settings.setMinimumIdle(0);
        switch (product) {
            case H2 -> settings.setJdbcUrl("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
            case POSTGRESQL -> {
                settings.setJdbcUrl(PostgresServer.url());
                settings.setUsername("postgres");
                PostgresServer.execute("CREATE SCHEMA " + name);
                settings.setSchema(name);
            }
        }
        return new TestDatabase(new HikariDataSource(settings), product);
    }

    public DataSource source() {
        return pool;
    }

    /** Of a PostgreSQL only. */
    public String url() {
        return PostgresServer.url();
    }

    /** Of a PostgreSQL only: where it listens. */
    public int port() {
        return PostgresServer.port();
    }

    /** Of a PostgreSQL only: which schema is this test's own. */
    public String schema() {
        return pool.getSchema();
    }

    public Product product() {
        return product;
    }

    /** Executes statements, each committed. */
    public void execute(String... statements) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (product == Product.H2) {
            try {
                execute("SHUTDOWN IMMEDIATELY");
            } catch (IllegalStateException e) {
                // It answers that it is shut down.
            }
        }
        pool.close();
    }
}
