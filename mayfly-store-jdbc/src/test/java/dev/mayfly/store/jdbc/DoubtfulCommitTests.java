package dev.mayfly.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.jobs.store.TransitionResult;
import dev.mayfly.kernel.Scheduler;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Steps of which nobody can say for a while whether they took place. */
class DoubtfulCommitTests {

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:doubtful-commit", "sa", "");

    private final LostAnswers answers = new LostAnswers();

    @AfterEach
    void dispose() {
        pool.dispose();
    }

    @Test
    void anAttemptWhoseCommitTookPlaceIsNotRefused() throws Exception {
        try (var store = JdbcJobStore.builder(answers.over(pool)).open();
                var scheduler = Scheduler.builder().build();
                var told = new Told(store);
                var jobs = Jobs.builder(scheduler).store(told.store()).define(echo()).build()) {
            told.beforeSuccess(answers::loseNext);

            assertThat(jobs.<String>submit("echo", "twice").await()).isEqualTo("twice");

            assertThat(told.results)
                    .isNotEmpty()
                    .allMatch(TransitionResult.Applied.class::isInstance);
            assertThat(store.counters().get("default").entered(JobState.SUCCEEDED)).isEqualTo(1);
        }
    }

    @Test
    void whoeverWaitsHearsOfAnEndThatWasNotKnownWhileTheStoreDidNotAnswer() throws Exception {
        try (var store = JdbcJobStore.builder(pool).open();
                var scheduler = Scheduler.builder().build();
                var told = new Told(store);
                var jobs = Jobs.builder(scheduler).store(told.store()).define(echo()).build()) {
            told.keepSuccessToYourself();

            assertThat(end(jobs)).isEqualTo("once");
        }
    }

    @Test
    void whoeverAsksForAStepWithoutKnowingTheJobHearsThatItWasDone() {
        try (var store = JdbcJobStore.builder(answers.over(pool)).open()) {
            JobRecord job = inserted(store);
            answers.loseNext();
            assertThat(store.apply(cancel(job))).isInstanceOf(TransitionResult.Applied.class);
            JobRecord cancelled = store.find(job.id()).orElseThrow();
            answers.loseNext();
            assertThat(store.apply(redrive(cancelled)))
                    .isInstanceOf(TransitionResult.Applied.class);

            assertThat(store.apply(redrive(cancelled)))
                    .isInstanceOf(TransitionResult.Rejected.class);
            assertThat(store.counters().get("default").entered(JobState.READY)).isEqualTo(2);
            assertThat(store.counters().get("default").entered(JobState.CANCELLED)).isEqualTo(1);
        }
    }

    @Test
    void alsoWhereSomebodyHasTakenTheJobMeanwhile() {
        try (var store = JdbcJobStore.builder(answers.over(pool)).open();
                var other = JdbcJobStore.builder(pool).open()) {
            JobRecord job = inserted(store);
            store.apply(cancel(job));
            JobRecord cancelled = store.find(job.id()).orElseThrow();
            answers.loseNext(() -> take(other, job.id()));

            assertThat(store.apply(redrive(cancelled)))
                    .isInstanceOf(TransitionResult.Applied.class);

            assertThat(store.find(job.id()).orElseThrow().state()).isEqualTo(JobState.ASSIGNED);
            assertThat(store.counters().get("default").entered(JobState.READY)).isEqualTo(2);
        }
    }

    @Test
    void severalStepsOfOneTransactionAreToldApart() {
        try (var store = JdbcJobStore.builder(answers.over(pool)).open()) {
            JobRecord job = inserted(store);
            answers.loseNext();

            assertThat(store.applyAll(List.of(cancel(job), cancel(job))))
                    .hasExactlyElementsOfTypes(
                            TransitionResult.Applied.class, TransitionResult.Rejected.class);
        }
    }

    private static JobRecord inserted(JobStore store) {
        var envelope =
                new JobEnvelope(
                        new JobId("job-1"),
                        "work",
                        "default",
                        1,
                        "1",
                        JobOptions.DEFAULTS,
                        Map.of(),
                        "node",
                        List.of());
        store.insert(List.of(JobRecord.submitted(envelope, Instant.EPOCH, null)));
        return store.find(envelope.id()).orElseThrow();
    }

    private static Transition cancel(JobRecord job) {
        return new Transition.Cancel(job.id(), job.epoch(), job.state(), Instant.EPOCH, null);
    }

    private static Transition redrive(JobRecord job) {
        return new Transition.Redrive(job.id(), job.epoch(), job.state(), Instant.EPOCH);
    }

    private static void take(JobStore store, JobId id) {
        JobRecord job = store.find(id).orElseThrow();
        store.apply(
                new Transition.Assign(id, job.epoch(), job.state(), Instant.EPOCH, "other", 99));
    }

    private static String end(Jobs jobs) throws ExecutionException, InterruptedException {
        return jobs.<String>submit("echo", "once").future().orTimeout(1, TimeUnit.MINUTES).get();
    }

    private static JobDefinition<String, String> echo() {
        return JobDefinition.of("echo", String.class, String.class, (word, job) -> word);
    }

    /** What the store answers to steps, and what of it is told. */
    private static final class Told implements AutoCloseable {

        private final JobStore store;
        private final ArrayList<TransitionResult> results = new ArrayList<>();
        private final AtomicBoolean silent = new AtomicBoolean();
        private final AtomicBoolean down = new AtomicBoolean();
        private volatile Runnable beforeSuccess = () -> {};

        Told(JobStore store) {
            this.store = store;
        }

        void beforeSuccess(Runnable action) {
            beforeSuccess = action;
        }

        void keepSuccessToYourself() {
            silent.set(true);
        }

        JobStore store() {
            return (JobStore)
                    Proxy.newProxyInstance(
                            JobStore.class.getClassLoader(),
                            new Class<?>[] {JobStore.class},
                            (_, method, args) ->
                                    call(
                                            method.getName(),
                                            args,
                                            () -> {
                                                try {
                                                    return method.invoke(store, args);
                                                } catch (InvocationTargetException e) {
                                                    throw e.getCause();
                                                }
                                            }));
        }

        private interface Call {
            Object call() throws Throwable;
        }

        private Object call(String method, Object[] args, Call call) throws Throwable {
            if (method.equals("find") && down.getAndSet(false)) {
                throw new StoreUnavailableException(
                        "it does not answer", new IllegalStateException());
            }
            if (method.equals("apply") && args.length == 3) {
                applied((Transition) args[0], args);
            }
            return call.call();
        }

        private void applied(Transition step, Object[] args) {
            boolean success = step instanceof Transition.Succeed;
            if (success) {
                beforeSuccess.run();
            }
            @SuppressWarnings("unchecked") // as the method is declared
            var then = (Consumer<TransitionResult>) args[2];
            args[2] =
                    (Consumer<TransitionResult>)
                            result -> {
                                results.add(result);
                                boolean hidden = success && silent.getAndSet(false);
                                down.set(hidden);
                                then.accept(hidden ? new TransitionResult.Rejected(null) : result);
                            };
        }

        @Override
        public void close() {}
    }
}
