package dev.mayfly.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobInterceptor;
import dev.mayfly.jobs.handler.JobListener;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.jobs.store.JobQuery;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

class HookTests {

    private static final ThreadLocal<String> CONTEXT = new ThreadLocal<>();

    private final List<String> trail = new CopyOnWriteArrayList<>();

    /** Carries a thread local from the submitter to the attempts, as tracing does. */
    private final class Carrier implements JobInterceptor {

        private final String name;

        Carrier(String name) {
            this.name = name;
        }

        @Override
        public Map<String, String> capture(String jobName) {
            return Map.of(name, String.valueOf(CONTEXT.get()));
        }

        @Override
        public <R extends @Nullable Object> R around(JobRecord job, Callable<R> attempt)
                throws Exception {
            trail.add("in " + name + " " + job.envelope().traceContext().get(name));
            try {
                return attempt.call();
            } finally {
                trail.add("out " + name);
            }
        }
    }

    @Test
    void hearsOfEveryTransitionInOrder() throws Exception {
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            if (job.attempt() == 1) {
                                throw new IllegalStateException();
                            }
                            return payload;
                        })) {
            JobHandle<?> handle =
                    h.jobs.submit("job", "", JobOptions.delayed(Duration.ofSeconds(1)));
            h.step(Duration.ofSeconds(1));
            h.awaitState(handle, JobState.AWAITING_RETRY);
            h.step(Duration.ofSeconds(1));
            handle.await();
            assertThat(h.changes)
                    .extracting(change -> change.after().state())
                    .containsExactly(
                            JobState.SCHEDULED,
                            JobState.READY,
                            JobState.RUNNING,
                            JobState.AWAITING_RETRY,
                            JobState.READY,
                            JobState.RUNNING,
                            JobState.SUCCEEDED);
            JobRecord last = null;
            for (Harness.Change change : h.changes) {
                assertThat(change.before()).isEqualTo(last);
                last = change.after();
            }
        }
    }

    @Test
    void keepsWhatAListenerThrowsFromTheJobs() throws Exception {
        JobListener broken =
                (before, after) -> {
                    throw new AssertionError("broken listener");
                };
        try (var h = Harness.of("job", (payload, job) -> payload)) {
            h.jobs.addListener(broken);
            assertThat(h.jobs.submit("job", "x").await()).isEqualTo("x");
            assertThat(h.jobs.listenerFailures()).isEqualTo(3);
            h.jobs.removeListener(broken);
            h.jobs.submit("job", "x").await();
            assertThat(h.jobs.listenerFailures()).isEqualTo(3);
        }
    }

    @Test
    void carriesTheSubmittersContextIntoEveryAttempt() throws Exception {
        try (var h =
                new Harness(jobs ->
                        jobs.interceptor(new Carrier("outer"))
                                .interceptor(new Carrier("inner"))
                                .define(
                                        Harness.text(
                                                "job",
                                                (payload, job) -> {
                                                    trail.add("run " + job.attempt());
                                                    if (job.attempt() == 1) {
                                                        throw new IllegalStateException();
                                                    }
                                                    return payload;
                                                })))) {
            CONTEXT.set("trace-1");
            JobHandle<?> handle = h.jobs.submit("job", "");
            CONTEXT.remove();
            h.awaitState(handle, JobState.AWAITING_RETRY);
            h.step(Duration.ofSeconds(1));
            handle.await();
            assertThat(h.find(handle.id()).envelope().traceContext())
                    .isEqualTo(Map.of("outer", "trace-1", "inner", "trace-1"));
            assertThat(trail)
                    .containsExactly(
                            "in outer trace-1",
                            "in inner trace-1",
                            "run 1",
                            "out inner",
                            "out outer",
                            "in outer trace-1",
                            "in inner trace-1",
                            "run 2",
                            "out inner",
                            "out outer");
        }
    }

    /** Writes down all that it is asked to wrap. */
    private final class Recorder implements JobInterceptor {

        private final AtomicInteger submissions = new AtomicInteger();

        @Override
        public <R extends @Nullable Object> R aroundSubmit(
                List<JobRecord> jobs, Supplier<R> submission) {
            submissions.incrementAndGet();
            CONTEXT.set("submission of " + jobs.size());
            try {
                return submission.get();
            } finally {
                CONTEXT.remove();
            }
        }

        @Override
        public Map<String, String> capture(String jobName) {
            return Map.of("c", String.valueOf(CONTEXT.get()));
        }

        @Override
        public void dequeued(JobRecord inLine, JobRecord job) {
            trail.add(inLine.state() + " to " + job.state());
        }

        @Override
        public <R extends @Nullable Object> R around(JobRecord job, Callable<R> attempt)
                throws Exception {
            boolean known = JobContext.current().orElseThrow().id().equals(job.id());
            trail.add(known + " " + job.envelope().traceContext().get("c"));
            return attempt.call();
        }

        @Override
        public <R extends @Nullable Object> R aroundStep(
                JobRecord job, String step, Callable<R> body) throws Exception {
            trail.add("step " + step);
            return body.call();
        }
    }

    @Test
    void wrapsTheSubmissionTheWaitTheAttemptAndTheStepsThatAreRun() throws Exception {
        try (var h =
                new Harness(jobs ->
                        jobs.interceptor(new Recorder())
                                .define(
                                        Harness.text(
                                                "job",
                                                (payload, job) -> {
                                                    job.step("once", () -> {});
                                                    if (job.attempt() == 1) {
                                                        throw new IllegalStateException();
                                                    }
                                                    return payload;
                                                })))) {
            JobHandle<?> handle = h.jobs.submit("job", "");
            h.awaitState(handle, JobState.AWAITING_RETRY);
            h.step(Duration.ofSeconds(1));
            handle.await();
            assertThat(trail)
                    .containsExactly(
                            "READY to RUNNING",
                            "true submission of 1",
                            "step once",
                            "READY to RUNNING",
                            "true submission of 1");
        }
    }

    @Test
    void wrapsTheSubmissionOfManyAsOneAndOfNoneNotAtAll() throws Exception {
        var recorder = new Recorder();
        try (var h =
                new Harness(jobs ->
                        jobs.interceptor(recorder)
                                .define(Harness.text("job", (payload, job) -> payload)))) {
            for (JobHandle<?> handle :
                    h.jobs.submitAll(
                            List.of(new JobRequest("job", "x"), new JobRequest("job", "y")))) {
                handle.await();
                assertThat(h.find(handle.id()).envelope().traceContext())
                        .containsEntry("c", "submission of 2");
            }
            assertThat(h.jobs.submitAll(List.of())).isEmpty();
            assertThat(recorder.submissions).hasValue(1);
        }
    }

    @Test
    void refusesASubmissionThatAnInterceptorRefuses() {
        JobInterceptor closed =
                new JobInterceptor() {
                    @Override
                    public <R extends @Nullable Object> R aroundSubmit(
                            List<JobRecord> jobs, Supplier<R> submission) {
                        throw new IllegalStateException("closed for lunch");
                    }
                };
        try (var h =
                new Harness(jobs ->
                        jobs.interceptor(closed)
                                .define(Harness.text("job", (payload, job) -> payload)))) {
            assertThatThrownBy(() -> h.jobs.submit("job", "x")).hasMessage("closed for lunch");
            assertThat(h.jobs.query(JobQuery.ALL).jobs()).isEmpty();
        }
    }

    @Test
    void wrapsARunThatTheClockStarts() throws Exception {
        try (var h =
                new Harness(jobs ->
                        jobs.interceptor(new Recorder())
                                .define(Harness.text("job", (payload, job) -> payload)))) {
            h.jobs.recurring().schedule("job", Schedule.every(Duration.ofMinutes(1)), "x");
            h.step(Duration.ofMinutes(1));
            Harness.until("it ran", () -> trail.size() == 2);
            assertThat(trail).containsExactly("READY to RUNNING", "true submission of 1");
        }
    }

    @Test
    void countsWhatAnInterceptorThrowsAsTheAttemptsFailure() {
        JobInterceptor broken =
                new JobInterceptor() {
                    @Override
                    public <R extends @Nullable Object> R around(
                            JobRecord job, Callable<R> attempt) {
                        throw new IllegalStateException("no tracer");
                    }
                };
        try (var h =
                new Harness(jobs ->
                        jobs.interceptor(broken)
                                .define(Harness.text("job", (payload, job) -> payload)))) {
            JobHandle<?> handle =
                    h.jobs.submit("job", "", JobOptions.DEFAULTS.withRetry(RetryPolicy.NONE));
            assertThatThrownBy(handle::await).hasMessageContaining("no tracer");
        }
    }
}
