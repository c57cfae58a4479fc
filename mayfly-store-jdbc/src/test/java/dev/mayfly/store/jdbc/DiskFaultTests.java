package dev.mayfly.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.store.Runners;
import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.jobs.store.TransitionResult;
import dev.mayfly.store.jdbc.internal.sql.HeldDisk;

import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** An H2 whose disk does not take everything: nobody hears of what it has not taken. */
class DiskFaultTests {

    private final LostAnswers answers = new LostAnswers();

    @TempDir Path folder;

    private JdbcConnectionPool pool;

    @BeforeAll
    static void register() {
        FilePath.register(new HeldDisk());
    }

    @BeforeEach
    void open() {
        // H2's own background commits would come at times of their own.
        pool =
                JdbcConnectionPool.create(
                        "jdbc:h2:held:" + folder.resolve("jobs") + ";WRITE_DELAY=10000000",
                        "sa",
                        "");
    }

    @AfterEach
    void dispose() {
        pool.dispose();
        HeldDisk.FAILING_FORCES.set(0);
        HeldDisk.FAILING_WRITES.set(0);
    }

    private JdbcJobStore store() {
        return JdbcJobStore.builder(answers.over(pool)).open();
    }

    @Test
    void whatIsFoundToBeWrittenIsForcedBeforeTheAnswer() {
        try (var store = store()) {
            store.insert(List.of(Greetings.job("a")));
            Transition cancel = cancel(store, "a");
            HeldDisk.DONE.clear();
            answers.loseNext();

            assertThat(store.apply(cancel)).isInstanceOf(TransitionResult.Applied.class);

            assertThat(HeldDisk.DONE).endsWith("force");
        }
    }

    @Test
    void aStepIsAnsweredOnceTheDiskTakesIt() {
        try (var store = store()) {
            store.insert(List.of(Greetings.job("a")));
            Transition cancel = cancel(store, "a");
            HeldDisk.DONE.clear();
            HeldDisk.FAILING_FORCES.set(3);

            assertThat(store.apply(cancel)).isInstanceOf(TransitionResult.Applied.class);

            assertThat(HeldDisk.DONE).contains("failure").endsWith("force");
            assertThat(store.find(new JobId("a")).orElseThrow().state())
                    .isEqualTo(JobState.CANCELLED);
        }
    }

    @Test
    void aSubmissionIsAnsweredOnceTheDiskTakesIt() {
        try (var store = store()) {
            HeldDisk.DONE.clear();
            HeldDisk.FAILING_WRITES.set(3);

            store.insert(List.of(Greetings.job("a")));

            assertThat(HeldDisk.DONE).contains("failure").endsWith("force");
            assertThat(store.find(new JobId("a"))).isPresent();
        }
    }

    /** The same token would be given to another run of the job once the disk has forgotten it. */
    @Test
    void aClaimThatTheDiskDoesNotTakeGivesNoJobs() {
        try (var store = store()) {
            store.insert(List.of(Greetings.job("a")));
            Runners runners = store.runners().orElseThrow();
            long incarnation = runners.register("node", Duration.ofMinutes(10));
            var claim =
                    new Runners.Claim(
                            "node", incarnation, "default", Set.of("greet"), Greetings.NOW, 10);
            HeldDisk.DONE.clear();
            HeldDisk.FAILING_FORCES.set(2);

            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> runners.claim(claim))
                        .isInstanceOf(StoreUnavailableException.class);
            }
            List<JobRecord> jobs = claimed(runners, claim);

            assertThat(jobs).extracting(job -> job.id().value()).containsExactly("a");
            assertThat(HeldDisk.DONE).endsWith("force");
            assertThat(runners.claim(claim)).isEmpty();
        }
    }

    /** As soon as the connections that broke with the database are gone. */
    private static List<JobRecord> claimed(Runners runners, Runners.Claim claim) {
        while (true) {
            try {
                return runners.claim(claim);
            } catch (StoreUnavailableException e) {
                Thread.onSpinWait();
            }
        }
    }

    private static Transition cancel(JdbcJobStore store, String id) {
        JobRecord job = store.find(new JobId(id)).orElseThrow();
        return new Transition.Cancel(job.id(), job.epoch(), job.state(), Instant.EPOCH, null);
    }
}
