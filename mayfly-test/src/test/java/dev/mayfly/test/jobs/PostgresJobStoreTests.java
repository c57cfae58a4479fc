package dev.mayfly.test.jobs;

import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.store.jdbc.JdbcJobStore;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The contract on a real PostgreSQL, each test in a schema of its own. */
class PostgresJobStoreTests extends JobStoreContractTests {

    private static final AtomicLong SCHEMAS = new AtomicLong();

    @SuppressWarnings("NullAway.Init") // started before all tests
    private static EmbeddedPostgres server;

    private final List<HikariDataSource> pools = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.builder().setServerConfig("max_connections", "300").start();
    }

    @AfterEach
    void closePools() {
        pools.forEach(HikariDataSource::close);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Override
    protected JobStore newStore() {
        String schema = "contract_" + SCHEMAS.incrementAndGet();
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + schema);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        var settings = new HikariConfig();
        settings.setJdbcUrl(server.getJdbcUrl("postgres", "postgres"));
        settings.setSchema(schema);
        settings.setMaximumPoolSize(8);
        var pool = new HikariDataSource(settings);
        pools.add(pool);
        return JdbcJobStore.builder(pool).open();
    }
}
