package dev.mayfly.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.handler.AsyncJobHandler;
import dev.mayfly.jobs.handler.JobCancelledException;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobFailedException;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobInterceptor;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.kernel.engine.async.AsyncEngine;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Jobs that return stages, on an engine without stacks and on those that have them. */
class AsyncHandlerTests {

    private final List<CompletableFuture<String>> stages = new CopyOnWriteArrayList<>();
    private final List<String> trail = new CopyOnWriteArrayList<>();
    private volatile @Nullable JobContext latest;

    private CompletionStage<String> next(String payload, JobContext job) {
        var stage = new CompletableFuture<String>();
        latest = job;
        trail.add("start " + job.attempt());
        stages.add(stage);
        return stage;
    }

    private Harness harness(String engine) {
        return harness(engine, UnaryOperator.identity());
    }

    private Harness harness(String engine, UnaryOperator<JobsBuilder> more) {
        AsyncJobHandler<String, String> handler = this::next;
        return new Harness(
                kernel ->
                        kernel.engine("async", name -> new AsyncEngine(name, 1))
                                .queue("default", queue -> queue.engine(engine)),
                jobs -> more.apply(jobs.define(Harness.text("job", handler))));
    }

    private CompletableFuture<String> stage(int index) {
        Harness.until("attempt " + (index + 1) + " began", () -> stages.size() > index);
        return stages.get(index);
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "coroutine", "threaded"})
    void theValueOfTheStageIsTheResult(String engine) throws Exception {
        try (var h = harness(engine)) {
            JobHandle<String> job = h.jobs.submit("job", "x");
            stage(0);
            assertThat(h.state(job.id())).isEqualTo(JobState.RUNNING);

            stage(0).complete("y");

            assertThat(job.await()).isEqualTo("y");
            assertThat(h.find(job.id()).result()).contains("y");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "coroutine"})
    void aFailedStageIsTriedAgainAndItsFailureHasNoWrapper(String engine) throws Exception {
        try (var h = harness(engine)) {
            JobHandle<String> job =
                    h.jobs.submit(
                            "job",
                            "x",
                            JobOptions.DEFAULTS.withRetry(RetryPolicy.DEFAULT.withMaxAttempts(2)));
            // A stage that depends on another wraps the failure of that one.
            CompletableFuture<String> before = new CompletableFuture<>();
            var _ = before.thenAccept(stage(0)::complete);
            stage(0).completeExceptionally(new IOException("line busy"));
            h.awaitState(job, JobState.AWAITING_RETRY);
            assertThat(h.find(job.id()).error().type()).isEqualTo(IOException.class.getName());

            h.step(Duration.ofSeconds(2));
            stage(1).completeExceptionally(new IOException("line cut"));

            assertThatThrownBy(job::await)
                    .isInstanceOf(JobFailedException.class)
                    .hasMessageContaining("line cut");
            assertThat(trail).containsExactly("start 1", "start 2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "coroutine", "threaded"})
    void cancellingTheJobCancelsItsStage(String engine) {
        try (var h = harness(engine)) {
            JobHandle<String> job = h.jobs.submit("job", "x");
            stage(0);
            h.settle();

            assertThat(job.cancel()).isTrue();

            assertThatThrownBy(job::await).isInstanceOf(JobCancelledException.class);
            assertThat(h.state(job.id())).isEqualTo(JobState.CANCELLED);
            assertThat(stage(0)).isCancelled();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "coroutine"})
    void pastItsTimeOutTheAttemptFailsAndItsStageIsCancelled(String engine) {
        try (var h = harness(engine)) {
            JobHandle<String> job =
                    h.jobs.submit(
                            "job",
                            "x",
                            JobOptions.DEFAULTS
                                    .withTimeout(Duration.ofSeconds(5))
                                    .withRetry(RetryPolicy.NONE));
            stage(0);
            h.settle();
            h.step(Duration.ofSeconds(5));

            assertThatThrownBy(job::await)
                    .isInstanceOf(JobFailedException.class)
                    .hasMessageContaining("time-out of PT5S");
            assertThat(stage(0)).isCancelled();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "coroutine"})
    void progressAndLogComeFromWhicheverThreadTheStageRunsOn(String engine) throws Exception {
        try (var h = harness(engine)) {
            JobHandle<String> job = h.jobs.submit("job", "x");
            stage(0);
            Thread other =
                    Thread.ofPlatform()
                            .start(() -> {
                                latest.progress(1, 2, "half");
                                latest.log("half way");
                                stage(0).complete("y");
                            });
            other.join();
            job.await();

            assertThat(h.find(job.id()).progress().message()).isEqualTo("half");
            assertThat(h.jobs.store().log(job.id(), 0, 10).lines())
                    .extracting(line -> line.text())
                    .contains("half way");
        }
    }

    @Test
    void oneThreadCarriesAnyNumberOfAttemptsThatWait() throws Exception {
        try (var h = harness("async")) {
            List<JobHandle<String>> jobs = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                jobs.add(h.jobs.submit("job", "x"));
            }
            Harness.until("all began", () -> stages.size() == 500);
            stages.forEach(stage -> stage.complete("y"));
            for (JobHandle<String> job : jobs) {
                assertThat(job.await()).isEqualTo("y");
            }
        }
    }

    /** A client's thread must not be made to write to the store. */
    @Test
    void theEndIsWrittenDownByTheEngineAndNotByWhoeverCompletesTheStage() throws Exception {
        List<Thread> writers = new CopyOnWriteArrayList<>();
        try (var h =
                harness(
                        "async",
                        jobs ->
                                jobs.listener((before, after) -> {
                                    if (after.state() == JobState.SUCCEEDED) {
                                        writers.add(Thread.currentThread());
                                    }
                                }))) {
            JobHandle<String> job = h.jobs.submit("job", "x");
            stage(0);
            h.settle();
            Thread client = Thread.ofPlatform().start(() -> stage(0).complete("y"));
            client.join();
            job.await();

            assertThat(writers).hasSize(1).doesNotContain(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "coroutine"})
    void aStageThatIsNullFailsTheAttemptByName(String engine) {
        AsyncJobHandler<String, String> broken = (payload, job) -> nothing();
        try (var h = harness(engine, jobs -> jobs.define(Harness.text("broken", broken)))) {
            JobHandle<String> job =
                    h.jobs.submit("broken", "x", JobOptions.DEFAULTS.withRetry(RetryPolicy.NONE));

            assertThatThrownBy(job::await)
                    .isInstanceOf(JobFailedException.class)
                    .hasMessageContaining("NullPointerException");
        }
    }

    @SuppressWarnings("NullAway") // what a handler without such checks may do
    private static CompletionStage<String> nothing() {
        return null;
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "coroutine"})
    void plainHandlersRunThereToo(String engine) throws Exception {
        try (var h =
                harness(
                        engine,
                        jobs -> jobs.define(Harness.text("plain", (payload, job) -> payload)))) {
            assertThat(h.jobs.<String>submit("plain", "x").await()).isEqualTo("x");
        }
    }

    private final class Watching implements JobInterceptor {
        @Override
        public <R extends @Nullable Object> R around(JobRecord job, Callable<R> attempt)
                throws Exception {
            trail.add("in");
            try {
                return attempt.call();
            } finally {
                trail.add("out");
            }
        }

        @Override
        public <R extends @Nullable Object> R aroundStart(
                JobRecord job, CompletionStage<?> end, Callable<R> start) throws Exception {
            var _ =
                    end.whenComplete((value, failure) ->
                            trail.add(failure == null ? "end" : "failed " + failure.getMessage()));
            return around(job, start);
        }
    }

    @Test
    void anInterceptorWrapsTheWholeAttemptWhereItHasAStack() throws Exception {
        try (var h = harness("coroutine", jobs -> jobs.interceptor(new Watching()))) {
            JobHandle<String> job = h.jobs.submit("job", "x");
            stage(0);
            trail.add("complete");
            stage(0).complete("y");
            job.await();
            assertThat(trail).containsExactly("in", "start 1", "complete", "out");
        }
    }

    @Test
    void anInterceptorWrapsTheStartAndHearsOfTheEndWhereThereIsNoStack() throws Exception {
        try (var h = harness("async", jobs -> jobs.interceptor(new Watching()))) {
            JobHandle<String> job =
                    h.jobs.submit(
                            "job",
                            "x",
                            JobOptions.DEFAULTS.withRetry(RetryPolicy.DEFAULT.withMaxAttempts(2)));
            stage(0);
            h.settle();
            stage(0).completeExceptionally(new IOException("line busy"));
            h.awaitState(job, JobState.AWAITING_RETRY);
            h.step(Duration.ofSeconds(2));
            stage(1);
            h.settle();
            stage(1).complete("y");
            job.await();
            assertThat(trail)
                    .containsExactly(
                            "in",
                            "start 1",
                            "out",
                            "failed line busy",
                            "in",
                            "start 2",
                            "out",
                            "end");
        }
    }
}
