package dev.mayfly.test.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobFailedException;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.UnstorableException;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.store.jdbc.JdbcJobStore;
import dev.mayfly.test.Await;
import dev.mayfly.test.database.TestDatabase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Values that the database does not take: no job may run for ever for that. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class RefusedValueTests {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final RetryPolicy ONCE_MORE =
            RetryPolicy.DEFAULT
                    .withMaxAttempts(2)
                    .withDelays(Duration.ofMillis(5), 1.0, Duration.ofMillis(5));

    private final Scheduler scheduler = Scheduler.builder().build();

    @SuppressWarnings("NullAway.Init") // made before each test
    private TestDatabase database;

    @SuppressWarnings("NullAway.Init") // made before each test
    private JdbcJobStore store;

    @SuppressWarnings("NullAway.Init") // made before each test
    private Jobs jobs;

    abstract TestDatabase.Product product();

    @BeforeEach
    void open() {
        database = TestDatabase.create(product());
        store = JdbcJobStore.builder(database.source()).open();
        jobs =
                Jobs.builder(scheduler)
                        .store(store)
                        .defaults(JobSettings.DEFAULTS.withRetry(ONCE_MORE))
                        .define(text("echo", (word, job) -> word))
                        .define(text("large", (word, job) -> "x".repeat(5_000)))
                        .define(
                                text(
                                        "fail",
                                        (word, job) -> {
                                            throw new IllegalStateException(word);
                                        }))
                        .define(
                                text(
                                        "step",
                                        (word, job) -> job.step("one", String.class, () -> word)))
                        .define(text("report", RefusedValueTests::report))
                        .build();
    }

    private static JobDefinition<String, String> text(
            String name, dev.mayfly.jobs.handler.JobHandler<String, String> handler) {
        return JobDefinition.of(name, String.class, String.class, handler);
    }

    private static String report(String word, JobContext job) {
        job.progress(1, 2, word);
        job.log(word);
        return word;
    }

    @AfterEach
    void close() {
        scheduler.shutdown(Duration.ofSeconds(5));
        store.close();
        database.close();
    }

    /** The database takes no more such values. */
    private void forbid(String table, String column) {
        database.execute(
                "ALTER TABLE "
                        + table
                        + " ADD CONSTRAINT not_so CHECK ("
                        + column
                        + " NOT LIKE '%bad%')");
    }

    private JobError failed(String name, String word) {
        JobHandle<String> handle = jobs.submit(name, word);
        assertThatThrownBy(() -> handle.await(LONG)).isInstanceOf(JobFailedException.class);
        JobRecord job = store.find(handle.id()).orElseThrow();
        assertThat(job.state()).isEqualTo(JobState.FAILED);
        assertThat(store.counters().get("default").current(JobState.RUNNING)).isZero();
        return Objects.requireNonNull(job.error());
    }

    @Test
    void aResultThatIsRefusedFailsItsJobAndNoOther() throws Exception {
        forbid("mayfly_job", "result");

        JobError error = failed("echo", "bad");

        assertThat(error.type()).isEqualTo(UnstorableException.class.getName());
        assertThat(error.message()).contains("(echo)").containsIgnoringCase("not_so");
        assertThat(jobs.<String>submit("echo", "good").await(LONG)).isEqualTo("good");
    }

    @Test
    void aResultThatIsTooLongIsNamedAndMeasured() {
        database.execute("DROP VIEW mayfly_jobs");
        String type = product() == TestDatabase.Product.H2 ? "" : "TYPE ";
        database.execute("ALTER TABLE mayfly_job ALTER COLUMN result " + type + "VARCHAR(1000)");

        assertThat(failed("large", "x").message())
                .contains("column result of job ")
                .contains("(large) keeps 1000 characters, and 5002 were to be kept")
                .contains("elsewhere");
    }

    @Test
    void anErrorThatIsRefusedEndsItsJobAllTheSame() {
        forbid("mayfly_job", "error_message");

        assertThat(failed("fail", "bad").type()).isEqualTo(UnstorableException.class.getName());
    }

    @Test
    void anErrorIsCutToWhatTheDatabaseKeeps() {
        JobError error = failed("fail", "y".repeat(5_000));

        assertThat(error.type()).isEqualTo(IllegalStateException.class.getName());
        assertThat(error.message()).hasSize(2_000);
    }

    @Test
    void aStepThatIsRefusedFailsItsJobWithTheReason() {
        forbid("mayfly_step", "result");

        assertThat(failed("step", "bad").message())
                .contains("step \"one\"")
                .containsIgnoringCase("not_so");
    }

    @Test
    void progressThatIsRefusedFailsItsJobWithTheReason() {
        forbid("mayfly_job", "progress_message");

        assertThat(failed("report", "bad").message()).containsIgnoringCase("not_so");
    }

    @Test
    void aLogLineThatIsRefusedIsLostAlone() throws Exception {
        forbid("mayfly_log", "text");

        assertThat(jobs.<String>submit("report", "bad").await(LONG)).isEqualTo("bad");
        JobHandle<String> good = jobs.submit("report", "good");
        assertThat(good.await(LONG)).isEqualTo("good");
        assertThat(store.log(good.id(), 0, 10).lines()).hasSize(1);
    }

    @Test
    void aSubmissionThatIsRefusedIsRefusedAtOnce() {
        forbid("mayfly_job", "payload");
        JobOptions keyed = JobOptions.DEFAULTS.withIdempotencyKey("k");

        assertThatThrownBy(() -> jobs.submit("echo", "bad"))
                .isInstanceOf(UnstorableException.class)
                .hasMessageContaining("(echo)");
        assertThatThrownBy(() -> jobs.submit("echo", "bad", keyed))
                .isInstanceOf(UnstorableException.class)
                .hasMessageContaining("(echo)");
        assertThat(store.query(JobQuery.ALL).jobs()).isEmpty();
    }

    @Test
    void aCharacterThatTheDatabaseDoesNotKnowStopsNothing() throws Exception {
        String zero = "a\0b";
        JobOptions options = JobOptions.DEFAULTS.withLabel("zero", zero).withKey(zero);

        JobHandle<String> done = jobs.submit("report", zero, options);
        JobHandle<String> step = jobs.submit("step", zero);

        assertThat(done.await(LONG)).isEqualTo(zero);
        assertThat(step.await(LONG)).isEqualTo(zero);
        failed("fail", zero);
        assertThat(store.query(JobQuery.ALL.withLabel("zero", zero)).jobs()).hasSize(1);
        assertThat(store.log(done.id(), 0, 10).lines()).hasSize(1);
    }

    @Test
    void linesOfTwoProcessesUnderOneNumberAreBothKept() {
        JobId id = jobs.submit("echo", "x").id();
        try (JdbcJobStore other = JdbcJobStore.builder(database.source()).open()) {
            for (int i = 0; i < 10; i++) {
                for (JdbcJobStore each : new JdbcJobStore[] {store, other}) {
                    each.appendLog(id, 1, java.time.Instant.EPOCH, "line " + i);
                    each.log(id, 0, 1); // waits until it is written
                }
            }
            Await.until("all are there", () -> store.log(id, 0, 100).lines().size() == 20);
        }
    }
}
