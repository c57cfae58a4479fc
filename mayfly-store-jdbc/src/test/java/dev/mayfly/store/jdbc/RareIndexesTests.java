package dev.mayfly.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.store.JobQuery;

import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** H2 has indexes for keys, batches and children when there is something to be found by them. */
class RareIndexesTests {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final JobId PARENT = new JobId("parent");

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create(
                    "jdbc:h2:mem:" + UUID.randomUUID() + ";LOCK_TIMEOUT=50", "sa", "");

    @AfterEach
    void dispose() {
        pool.dispose();
    }

    private static JobRecord job(String id, @Nullable JobId parent, JobOptions options) {
        var envelope =
                new JobEnvelope(
                        new JobId(id),
                        "any",
                        "default",
                        10,
                        "null",
                        options,
                        Map.of(),
                        "node",
                        parent == null ? List.of() : List.of(parent));
        return JobRecord.submitted(envelope, NOW, null);
    }

    private static JobRecord child(String id) {
        return job(id, PARENT, JobOptions.DEFAULTS);
    }

    private List<String> indexes() throws SQLException {
        var names = new ArrayList<String>();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery(
                                "SELECT INDEX_NAME FROM INFORMATION_SCHEMA.INDEXES"
                                        + " WHERE INDEX_NAME IN ('MAYFLY_JOB_KEY',"
                                        + " 'MAYFLY_JOB_BATCH', 'MAYFLY_JOB_MEMBER_STATE',"
                                        + " 'MAYFLY_JOB_PARENT') ORDER BY INDEX_NAME")) {
            while (found.next()) {
                names.add(found.getString(1));
            }
        }
        return names;
    }

    private static List<String> children(JdbcJobStore store) {
        return store.query(JobQuery.ALL.withParent(PARENT)).jobs().stream()
                .map(job -> job.id().value())
                .toList();
    }

    @Test
    void eachIsMadeForTheFirstJobThatNeedsIt() throws SQLException {
        try (JdbcJobStore store = JdbcJobStore.builder(pool).open()) {
            store.insert(List.of(job("plain", null, JobOptions.DEFAULTS)));
            assertThat(indexes()).isEmpty();
            assertThat(children(store)).isEmpty();

            store.insert(List.of(child("one")));
            assertThat(indexes()).containsExactly("MAYFLY_JOB_PARENT");
            assertThat(children(store)).containsExactly("one");

            store.insert(List.of(job("keyed", null, JobOptions.DEFAULTS.withKey("k"))));
            assertThat(indexes()).containsExactly("MAYFLY_JOB_KEY", "MAYFLY_JOB_PARENT");
        }
        try (JdbcJobStore again = JdbcJobStore.builder(pool).open()) {
            assertThat(children(again)).containsExactly("one");
        }
    }

    @Test
    void whereOneCannotBeMadeAllIsFoundAllTheSame() throws SQLException {
        try (JdbcJobStore store = JdbcJobStore.builder(pool).open();
                Connection other = pool.getConnection()) {
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.execute("SELECT * FROM mayfly_job WHERE id = 'nobody' FOR UPDATE");
                statement.execute("INSERT INTO mayfly_key VALUES ('a', 'b', 'c')");
                statement.execute(
                        "INSERT INTO mayfly_job (id, name, queue, priority, state, epoch, version,"
                                + " attempts, failures, submitted_at, changed_at,"
                                + " cancel_requested, progress_done, progress_total, origin,"
                                + " payload, haystack) VALUES ('other', 'n', 'q', 1, 6, 0, 0, 0, 0,"
                                + " CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, FALSE, 0, 0, 'o', 'p',"
                                + " 'h')");
            }
            store.insert(List.of(child("one")));
            assertThat(indexes()).isEmpty();
            assertThat(children(store)).containsExactly("one");
            other.rollback();
        }
    }
}
