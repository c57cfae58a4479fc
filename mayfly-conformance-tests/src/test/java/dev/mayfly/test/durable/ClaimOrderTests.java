package dev.mayfly.test.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.Runners;
import dev.mayfly.store.jdbc.JdbcJobStore;
import dev.mayfly.test.database.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** In what order jobs are taken: by priority, and of one priority in the order of acceptance. */
abstract class ClaimOrderTests {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant DUE = NOW.minusSeconds(1);

    @SuppressWarnings("NullAway.Init") // made before each test
    private TestDatabase database;

    @SuppressWarnings("NullAway.Init") // made before each test
    private JdbcJobStore store;

    private long incarnation;

    abstract TestDatabase.Product product();

    @BeforeEach
    void open() {
        database = TestDatabase.create(product());
        store = JdbcJobStore.builder(database.source()).open();
        incarnation = runners().register("a", Duration.ofMinutes(5));
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    private Runners runners() {
        return store.runners().orElseThrow();
    }

    private void insert(String id, String name, String queue, int priority, @Nullable Instant due) {
        var envelope =
                new JobEnvelope(
                        new JobId(id),
                        name,
                        queue,
                        priority,
                        "null",
                        JobOptions.DEFAULTS,
                        Map.of(),
                        "node",
                        List.of());
        store.insert(List.of(JobRecord.submitted(envelope, NOW.minusSeconds(60), due)));
    }

    private void insert(String id, @Nullable Instant due) {
        insert(id, "work", "default", 10, due);
    }

    private List<String> claim(int limit) {
        var claim = new Runners.Claim("a", incarnation, "default", Set.of("work"), NOW, limit);
        return runners().claim(claim).stream().map(job -> job.id().value()).toList();
    }

    @Test
    void aJobThatIsDueGetsItsTurnThoughOthersNeverEnd() {
        insert("early-1", null);
        insert("early-2", null);
        insert("due", DUE);
        var taken = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            insert("late-" + i + "a", null);
            insert("late-" + i + "b", null);
            taken.addAll(claim(2));
        }

        assertThat(taken)
                .containsExactly("early-1", "early-2", "due", "late-0a", "late-0b", "late-1a");
    }

    @Test
    void anUrgentJobThatIsDueGoesBeforeTheOthers() {
        insert("plain-1", null);
        insert("plain-2", null);
        insert("urgent", "work", "default", 1, DUE);
        insert("not-yet", "work", "default", 1, NOW.plusSeconds(1));

        assertThat(claim(2)).containsExactly("urgent", "plain-1");
        assertThat(claim(9)).containsExactly("plain-2");
    }

    @Test
    void ofManyThatAreDueTheMostUrgentIsTakenFirst() {
        for (int i = 0; i < 5; i++) {
            insert("due-" + i, "work", "default", 10, DUE.minusSeconds(10));
        }
        insert("urgent", "work", "default", 1, DUE);

        assertThat(claim(2)).containsExactly("urgent", "due-0");
    }

    @Test
    void whatIsDueAndNobodyHereRunsHidesNothing() {
        for (int i = 0; i < 600; i++) {
            String queue = i % 2 == 0 ? "default" : "elsewhere";
            insert("unknown-" + i, "unknown", queue, 10, DUE.minusSeconds(10));
        }
        insert("mine", DUE);
        var taken = new ArrayList<String>();

        taken.addAll(claim(5));
        taken.addAll(claim(5));

        assertThat(taken).containsExactly("mine");
        assertThat(store.counters().get("elsewhere").current(JobState.READY)).isEqualTo(300);
    }
}
