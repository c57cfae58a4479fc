package dev.mayfly.test.count;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.store.jdbc.JdbcJobStore;
import dev.mayfly.test.database.TestDatabase;
import dev.mayfly.test.database.TestDatabase.Product;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Counters stay exact, and few, though their rows are gathered while others write to them. */
class CounterFoldTests {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int WRITERS = 3;
    private static final int JOBS = 150;

    /** Above this each row belongs to one writer. */
    private static final int SHARED_SLOTS = 16;

    private static JobRecord job(String id) {
        var envelope =
                new JobEnvelope(
                        new JobId(id),
                        "work",
                        "default",
                        10,
                        "null",
                        JobOptions.DEFAULTS,
                        Map.of(),
                        "node",
                        List.of());
        return JobRecord.submitted(envelope, NOW, null);
    }

    private static long ownRows(TestDatabase database) throws SQLException {
        try (Connection connection = database.source().getConnection();
                ResultSet found =
                        connection
                                .createStatement()
                                .executeQuery(
                                        "SELECT COUNT(*) FROM mayfly_counter WHERE slot >= "
                                                + SHARED_SLOTS)) {
            found.next();
            return found.getLong(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowsAreGatheredWhileOthersCountInThem(Product product) throws Exception {
        try (TestDatabase database = TestDatabase.create(product);
                JdbcJobStore store = JdbcJobStore.builder(database.source()).writers(2).open();
                var threads = Executors.newFixedThreadPool(WRITERS)) {
            var writers = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < WRITERS; i++) {
                String name = "job-" + i + "-";
                Callable<Boolean> writer =
                        () -> {
                            for (int n = 0; n < JOBS; n++) {
                                store.insert(List.of(job(name + n)));
                            }
                            return true;
                        };
                writers.add(threads.submit(writer));
            }
            do {
                store.evict(NOW);
            } while (!writers.stream().allMatch(Future::isDone));
            for (Future<Boolean> writer : writers) {
                assertThat(writer.get()).isTrue();
            }
            store.evict(NOW);

            var counters = store.counters().get("default");
            assertThat(counters.current(JobState.READY)).isEqualTo(WRITERS * JOBS);
            assertThat(counters.entered(JobState.READY)).isEqualTo(WRITERS * JOBS);
            assertThat(ownRows(database)).as("rows of one writer").isZero();
        }
    }
}
