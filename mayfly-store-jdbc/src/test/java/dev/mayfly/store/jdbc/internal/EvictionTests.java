package dev.mayfly.store.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.store.Retention;
import dev.mayfly.store.jdbc.JdbcJobStore;
import dev.mayfly.store.jdbc.internal.sql.Database;
import dev.mayfly.store.jdbc.internal.sql.Dialect;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** Which ended jobs go, and how many are looked at for that. */
class EvictionTests {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration AGE = Duration.ofHours(1);
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(1));
    private static final int JOBS = 50;
    private static final int WINDOW = 10;

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");

    /** All have been cancelled just now. */
    @BeforeEach
    void fill() {
        try (JdbcJobStore store = JdbcJobStore.builder(pool).open()) {
            List<JobRecord> jobs = new ArrayList<>();
            for (int i = 0; i < JOBS; i++) {
                jobs.add(job(i));
            }
            store.insert(jobs);
            for (JobRecord job : jobs) {
                store.apply(new Transition.Cancel(job.id(), job.epoch(), job.state(), NOW, null));
            }
        }
    }

    @AfterEach
    void dispose() {
        pool.dispose();
    }

    private static JobRecord job(int number) {
        var envelope =
                new JobEnvelope(
                        new JobId(id(number)),
                        "any",
                        "default",
                        10,
                        "null",
                        JobOptions.DEFAULTS,
                        Map.of(),
                        "node",
                        List.of());
        return JobRecord.submitted(envelope, LONG_AGO, null);
    }

    private static String id(int number) {
        return "job-%03d".formatted(number);
    }

    private void old(int... numbers) throws SQLException {
        try (Connection connection = pool.getConnection();
                var statement =
                        connection.prepareStatement(
                                "UPDATE mayfly_job SET finished_at = ? WHERE id = ?")) {
            for (int number : numbers) {
                JobTable.setTime(statement, 1, LONG_AGO);
                statement.setString(2, id(number));
                statement.executeUpdate();
            }
        }
    }

    private Eviction eviction(int count) {
        var rule = new Retention.Rule(count, AGE);
        var database = new Database(pool, Dialect.H2, Duration.ofSeconds(10));
        return new Eviction(database, new Retention(rule, rule, rule, 10, 10), WINDOW);
    }

    private List<String> left() throws SQLException {
        var ids = new ArrayList<String>();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT id FROM mayfly_job ORDER BY seq")) {
            while (found.next()) {
                ids.add(found.getString(1));
            }
        }
        return ids;
    }

    @Test
    void allThatAreTooOldGoAtOnceWhereTheyWereAcceptedFirst() throws SQLException {
        old(IntStream.range(0, 35).toArray());
        assertThat(eviction(JOBS).run(NOW)).isEqualTo(35);
        assertThat(left()).hasSize(JOBS - 35).startsWith(id(35));
    }

    @Test
    void oneAmongYoungerOnesIsFoundInALaterRunAndEachRunLooksAtTwoWindowsOnly()
            throws SQLException {
        old(3, 17, 44);
        Eviction eviction = eviction(JOBS);
        List<Integer> removed = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            removed.add(eviction.run(NOW));
        }
        assertThat(removed).startsWith(2).contains(1).containsOnly(0, 1, 2);
        assertThat(left()).hasSize(JOBS - 3).doesNotContain(id(3), id(17), id(44));
        assertThat(removed.getFirst()).as("the last one lies further on").isLessThan(3);
    }

    @Test
    void ofTooManyThoseAcceptedFirstGo() throws SQLException {
        assertThat(eviction(20).run(NOW)).isEqualTo(JOBS - 20);
        assertThat(left()).hasSize(20).startsWith(id(JOBS - 20));
    }
}
