package dev.mayfly.store.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobCursor;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.store.jdbc.JdbcJobStore;

import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** A page looks at so many jobs and no more, and the pages together at all. */
class SearchReachTests {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int JOBS = 200;

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");

    @BeforeEach
    void fill() {
        try (JdbcJobStore store = JdbcJobStore.builder(pool).open()) {
            List<JobRecord> jobs = new ArrayList<>();
            for (int i = 0; i < JOBS; i++) {
                jobs.add(job(i));
            }
            store.insert(jobs);
        }
    }

    @AfterEach
    void dispose() {
        pool.dispose();
    }

    /** One in fifty is called rare, one in three is in another queue, one in four is for later. */
    private static JobRecord job(int number) {
        var envelope =
                new JobEnvelope(
                        new JobId("job-%03d".formatted(number)),
                        number % 50 == 3 ? "rare" : "common",
                        number % 3 == 0 ? "other" : "default",
                        10,
                        "null",
                        JobOptions.DEFAULTS.withLabel("digit", "" + number % 10),
                        Map.of(),
                        "node",
                        List.of());
        Instant due = number % 4 == 0 ? NOW.plusSeconds(60) : null;
        return JobRecord.submitted(envelope, NOW.plusSeconds(number), due);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private JobPage page(JobQuery query, int most) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return Search.page(connection, query, most);
        }
    }

    private record Walk(List<String> found, int pages) {}

    private Walk walk(JobQuery query, int most) throws SQLException {
        List<String> found = new ArrayList<>();
        int pages = 0;
        @Nullable JobCursor next = null;
        do {
            JobPage page = page(next == null ? query : query.withAfter(next), most);
            assertThat(page.jobs().size()).isLessThanOrEqualTo(query.limit());
            page.jobs().forEach(job -> found.add(job.id().value()));
            next = page.next();
            pages++;
        } while (next != null);
        return new Walk(found, pages);
    }

    @Test
    void aPageEndsWhereItHasLookedAtEnoughAndTheNextGoesOnFromThere() throws SQLException {
        JobQuery rare = JobQuery.ALL.withName("rare");
        JobPage first = page(rare, 20);
        assertThat(first.jobs()).isEmpty();
        assertThat(first.next()).isNotNull();

        Walk walk = walk(rare, 20);
        assertThat(walk.found()).containsExactly("job-153", "job-103", "job-053", "job-003");
        assertThat(walk.pages()).isEqualTo(JOBS / 20);
        assertThat(walk(rare, JOBS).pages()).isEqualTo(1);
    }

    @Test
    void placesWithoutAJobAreNotCounted() throws SQLException {
        execute("DELETE FROM mayfly_job WHERE seq > 10");
        execute("ALTER TABLE mayfly_job ALTER COLUMN seq RESTART WITH 1000000");
        try (JdbcJobStore store = JdbcJobStore.builder(pool).open()) {
            store.insert(List.of(job(201), job(202)));
        }
        Walk walk = walk(JobQuery.ALL.withName("rare"), 20);
        assertThat(walk.found()).containsExactly("job-003");
        assertThat(walk.pages()).isEqualTo(1);
    }

    @Test
    void onlyJobsOfTheStateAreCounted() throws SQLException {
        JobQuery later = JobQuery.ALL.withStates(Set.of(JobState.SCHEDULED)).withText("nowhere");
        assertThat(walk(later, 50).pages()).isEqualTo(2);
        assertThat(walk(later, 51).pages()).isEqualTo(1);
        assertThat(walk(JobQuery.ALL.withText("nowhere"), 50).pages()).isEqualTo(4);
    }

    @Test
    void whatAnIndexKnowsIsNotCutShort() throws SQLException {
        assertThat(walk(JobQuery.ALL.withLimit(50), 1).pages()).isEqualTo(4);
        JobQuery ready = JobQuery.ALL.withStates(Set.of(JobState.READY)).withLimit(50);
        assertThat(walk(ready, 1).pages()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void thePagesTogetherHaveWhatOneLookHas(long seed) throws SQLException {
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            execute("DELETE FROM mayfly_job WHERE seq = " + (1 + random.nextInt(JOBS)));
        }
        for (int i = 0; i < 20; i++) {
            JobQuery query = JobQuery.ALL.withLimit(1 + random.nextInt(30));
            query = random.nextBoolean() ? query.withQueue("other") : query;
            query = random.nextBoolean() ? query.withLabel("digit", "3") : query;
            query = random.nextBoolean() ? query.withText("COMMON") : query;
            query =
                    switch (random.nextInt(3)) {
                        case 0 -> query.withStates(Set.of(JobState.SCHEDULED));
                        case 1 -> query.withStates(Set.of(JobState.READY, JobState.SCHEDULED));
                        default -> query;
                    };
            int most = 1 + random.nextInt(60);
            assertThat(walk(query, most).found())
                    .as("%s, at most %s", query, most)
                    .isEqualTo(walk(query, 10 * JOBS).found());
        }
    }
}
