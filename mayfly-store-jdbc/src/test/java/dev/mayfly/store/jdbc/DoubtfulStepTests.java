package dev.mayfly.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.StepTransition;
import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.model.step.StepRecord;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.TransitionResult;
import dev.mayfly.kernel.Scheduler;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Steps and signals whose commit took place and whose answer was lost. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DoubtfulStepTests {

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:doubtful-step", "sa", "");

    private final LostAnswers answers = new LostAnswers();
    private final AtomicInteger runs = new AtomicInteger();

    @AfterEach
    void dispose() {
        pool.dispose();
    }

    private JobDefinition<String, String> job(java.util.function.Consumer<JobId> inStep) {
        return JobDefinition.of(
                "work",
                String.class,
                String.class,
                (word, job) ->
                        job.step(
                                "once",
                                String.class,
                                () -> {
                                    inStep.accept(job.id());
                                    return word + runs.incrementAndGet();
                                }));
    }

    @Test
    void aStepThatIsInDoubtIsStoredOnce() throws Exception {
        try (var store = JdbcJobStore.builder(answers.over(pool)).open();
                var scheduler = Scheduler.builder().build();
                var jobs =
                        Jobs.builder(scheduler)
                                .store(store)
                                .define(job(id -> answers.loseNext()))
                                .build()) {
            JobHandle<String> handle = jobs.submit("work", "x");

            assertThat(handle.await()).isEqualTo("x1");
            assertThat(jobs.steps(handle.id()))
                    .extracting(StepRecord::result)
                    .containsExactly("\"x1\"");
        }
    }

    @Test
    void aStepThatIsInDoubtIsStoredOnceAlthoughItsJobHasMovedOnMeanwhile() throws Exception {
        try (var store = JdbcJobStore.builder(answers.over(pool)).open();
                var other = JdbcJobStore.builder(pool).open();
                var scheduler = Scheduler.builder().build();
                var jobs =
                        Jobs.builder(scheduler)
                                .store(store)
                                .define(job(id -> answers.loseNext(() -> signal(other, id))))
                                .build()) {
            JobHandle<String> handle = jobs.submit("work", "x");

            assertThat(handle.await()).isEqualTo("x1");
            assertThat(jobs.steps(handle.id())).hasSize(1);
            assertThat(jobs.signals(handle.id())).hasSize(1);
            assertThat(jobs.find(handle.id()).orElseThrow().state()).isEqualTo(JobState.SUCCEEDED);
        }
    }

    private static void signal(JobStore store, JobId id) {
        TransitionResult result;
        do { // whether the step's own commit, or that of the start, came first
            result = store.apply(offer(store.find(id).orElseThrow()));
        } while (result instanceof TransitionResult.Rejected);
    }

    private static StepTransition.Signal offer(JobRecord job) {
        var signal =
                new SignalRecord(job.signals() + 1, "other", "", "1", "Ada", Instant.EPOCH, false);
        return new StepTransition.Signal(job.id(), job.epoch(), job.state(), signal);
    }

    @Test
    void aSignalThatIsInDoubtIsKeptOnce() {
        try (var store = JdbcJobStore.builder(answers.over(pool)).open()) {
            var id = new JobId("job-1");
            var envelope =
                    new JobEnvelope(
                            id,
                            "work",
                            "default",
                            1,
                            "1",
                            JobOptions.DEFAULTS,
                            Map.of(),
                            "node",
                            List.of());
            store.insert(List.of(JobRecord.submitted(envelope, Instant.EPOCH, null)));
            JobRecord job = store.find(id).orElseThrow();
            answers.loseNext();

            assertThat(store.apply(offer(job))).isInstanceOf(TransitionResult.Applied.class);

            assertThat(store.signals(id)).hasSize(1);
            assertThat(store.find(id).orElseThrow().signals()).isEqualTo(1);
        }
    }
}
