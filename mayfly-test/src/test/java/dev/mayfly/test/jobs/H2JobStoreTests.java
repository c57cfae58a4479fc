package dev.mayfly.test.jobs;

import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.store.jdbc.JdbcJobStore;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/** The contract on H2, each test on a database of its own. */
class H2JobStoreTests extends JobStoreContractTests {

    private static final AtomicLong DATABASES = new AtomicLong();

    private final Deque<JdbcConnectionPool> pools = new ArrayDeque<>();

    @Override
    protected JobStore newStore() {
        String url = "jdbc:h2:mem:contract-" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1";
        JdbcConnectionPool pool = JdbcConnectionPool.create(url, "mayfly", "");
        pools.add(pool);
        return JdbcJobStore.builder(pool).open();
    }

    @AfterEach
    void drop() throws java.sql.SQLException {
        for (JdbcConnectionPool pool : pools) {
            try (var connection = pool.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("SHUTDOWN IMMEDIATELY");
            }
            pool.dispose();
        }
    }
}
