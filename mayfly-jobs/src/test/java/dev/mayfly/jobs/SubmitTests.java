package dev.mayfly.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.handler.UnknownJobException;
import dev.mayfly.jobs.model.Attempt;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.kernel.Scheduler;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;

class SubmitTests {

    @Test
    void runsAJobAndKeepsItsResultAsJson() throws Exception {
        try (var h = Harness.of("greet", (name, job) -> "Hello " + name)) {
            JobHandle<String> handle = h.jobs.submit("greet", "Ada");
            assertThat(handle.await()).isEqualTo("Hello Ada");
            assertThat(handle.state()).isEqualTo(JobState.SUCCEEDED);
            assertThat(handle.future()).isCompletedWithValue("Hello Ada");
            JobRecord record = h.find(handle.id());
            assertThat(record.result()).isEqualTo("\"Hello Ada\"");
            assertThat(record.envelope().payload()).isEqualTo("\"Ada\"");
            assertThat(record.envelope().origin()).isEqualTo("here");
            assertThat(record.submittedAt()).isEqualTo(Harness.START);
            assertThat(record.attempts()).isEqualTo(1);
            assertThat(record.history())
                    .singleElement()
                    .extracting(Attempt::outcome)
                    .isEqualTo(Attempt.Outcome.SUCCEEDED);
        }
    }

    @Test
    void givesTheHandlerItsContext() throws Exception {
        try (var h =
                Harness.of(
                        "look",
                        (payload, job) ->
                                String.join(
                                        " ",
                                        job.name(),
                                        "" + job.attempt(),
                                        "" + job.fencingToken(),
                                        job.idempotencyKey(),
                                        job.task().queue(),
                                        ""
                                                + (dev.mayfly.jobs.handler.JobContext.current()
                                                                .get()
                                                        == job),
                                        "" + job.isCancelled()))) {
            JobHandle<String> handle =
                    h.jobs.submit("look", "", JobOptions.DEFAULTS.withQueue("narrow"));
            assertThat(handle.await()).isEqualTo("look 1 1 " + handle.id() + " narrow true false");
            assertThat(dev.mayfly.jobs.handler.JobContext.current()).isEmpty();
        }
    }

    @Test
    void refusesAnUnknownJobWithNamesThatLookAlikeAndStoresNothing() {
        try (var h = Harness.of("send-invoice", (payload, job) -> "")) {
            assertThatThrownBy(() -> h.jobs.submit("sendinvoice", "x"))
                    .isInstanceOf(UnknownJobException.class)
                    .hasMessageContaining("did you mean \"send-invoice\"?");
            assertThat(h.jobs.query(JobQuery.ALL).jobs()).isEmpty();
            assertThat(h.changes).isEmpty();
        }
    }

    @Test
    void storesTheNameAlsoOfAJobSubmittedByAlias() {
        try (var h =
                new Harness(jobs ->
                        jobs.define(
                                Harness.text("new", (p, job) -> p).withAliases(Set.of("old"))))) {
            JobHandle<?> handle = h.jobs.submit("old", "x");
            assertThat(h.find(handle.id()).name()).isEqualTo("new");
        }
    }

    @Test
    void refusesAQueueThatDoesNotExistAndNamesThoseThatDo() {
        try (var h = Harness.of("a", (payload, job) -> "")) {
            assertThatThrownBy(
                            () -> h.jobs.submit("a", "", JobOptions.DEFAULTS.withQueue("nowhere")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "job \"a\" is to run in queue \"nowhere\", which does not exist; the"
                                    + " queues are default, narrow");
            assertThat(h.jobs.query(JobQuery.ALL).jobs()).isEmpty();
        }
    }

    @Test
    void refusesToStartWithAJobWhoseQueueDoesNotExist() {
        try (Scheduler scheduler = Scheduler.builder().queue("only").build()) {
            var job = Harness.text("a", (payload, context) -> "");
            assertThatThrownBy(() -> Jobs.builder(scheduler).define(job.withQueue("mail")).build())
                    .hasMessageContaining("job \"a\" is to run in queue \"mail\"")
                    .hasMessageContaining("the queues are only");
            assertThatThrownBy(() -> Jobs.builder(scheduler).define(job).build())
                    .hasMessageContaining("(\"default\" is the default queue)");
            Jobs.builder(scheduler).define(job).defaultQueue("only").build().close();
        }
    }

    @Test
    void submitsManyJobsOrNone() throws Exception {
        try (var h = Harness.of("echo", (payload, job) -> payload)) {
            List<JobHandle<?>> handles =
                    h.jobs.submitAll(
                            List.of(new JobRequest("echo", "a"), new JobRequest("echo", "b")));
            assertThat(handles.get(0).await()).isEqualTo("a");
            assertThat(handles.get(1).await()).isEqualTo("b");
            assertThatThrownBy(() ->
                            h.jobs.submitAll(
                                    List.of(
                                            new JobRequest("echo", "c"),
                                            new JobRequest("echo", 5))))
                    .hasMessageContaining("takes a java.lang.String but got a java.lang.Integer");
            assertThat(h.jobs.query(JobQuery.ALL).jobs()).hasSize(2);
            assertThat(h.jobs.submitAll(List.of())).isEmpty();
        }
    }

    @Test
    void refusesMoreJobsThanTheLimitUntilSomeHaveEnded() throws Exception {
        var gate = new CountDownLatch(1);
        try (var h =
                new Harness(jobs ->
                        jobs.maxLiveJobs(2)
                                .define(
                                        JobDefinition.of(
                                                "wait",
                                                Void.class,
                                                Void.class,
                                                (payload, job) -> {
                                                    gate.await();
                                                    return null;
                                                })))) {
            JobHandle<?> one = h.jobs.submit("wait", null);
            JobHandle<?> two = h.jobs.submit("wait", null, JobOptions.delayed(Duration.ofDays(1)));
            assertThatThrownBy(() -> h.jobs.submit("wait", null))
                    .isInstanceOf(JobRejectedException.class)
                    .hasMessageContaining("limit of 2")
                    .hasMessageContaining("maxLiveJobs");
            assertThat(h.jobs.query(JobQuery.ALL).jobs()).hasSize(2);
            gate.countDown();
            one.await();
            h.jobs.submit("wait", null).await();
            two.cancel();
        }
    }

    @Test
    void keepsJobsThatTheKernelHasNoRoomFor() throws Exception {
        var gate = new CountDownLatch(1);
        try (var h =
                new Harness(
                        kernel -> kernel.maxLiveTasks(2),
                        jobs ->
                                jobs.define(
                                        Harness.text(
                                                "wait",
                                                (payload, job) -> {
                                                    gate.await();
                                                    return payload;
                                                })))) {
            List<JobHandle<?>> handles =
                    java.util.stream.IntStream.range(0, 20)
                            .<JobHandle<?>>mapToObj(i -> h.jobs.submit("wait", "" + i))
                            .toList();
            Harness.until(
                    "two run",
                    () -> h.jobs.counters().get("default").current(JobState.RUNNING) == 2);
            assertThat(h.jobs.reason(handles.get(10).id()))
                    .contains("is ready and waits until the scheduler takes it");
            gate.countDown();
            for (int i = 0; i < handles.size(); i++) {
                JobHandle<?> handle = handles.get(i);
                Harness.until(
                        "job " + i + " is done",
                        () -> {
                            h.clock.advance(Duration.ofMillis(10));
                            return handle.state() == JobState.SUCCEEDED;
                        });
                assertThat(handle.await()).isEqualTo("" + i);
            }
        }
    }

    @Test
    void givesUpWaitingWhenThePatienceIsOver() {
        try (var h =
                Harness.of(
                        "never",
                        (payload, job) -> {
                            job.task().sleep(Duration.ofDays(1));
                            return "";
                        })) {
            JobHandle<String> handle = h.jobs.submit("never", "");
            assertThatThrownBy(() -> handle.await(Duration.ZERO))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("job \"never\" (" + handle.id() + ") had not ended");
            handle.cancel();
        }
    }

    @Test
    void findsAHandleOfAJobThatRunsAndOfOneThatHasEnded() throws Exception {
        var gate = new CountDownLatch(1);
        try (var h =
                Harness.of(
                        "wait",
                        (payload, job) -> {
                            gate.await();
                            return "done";
                        })) {
            JobHandle<?> handle = h.jobs.submit("wait", "");
            JobHandle<?> second = h.jobs.handle(handle.id()).orElseThrow();
            gate.countDown();
            assertThat(second.await()).isEqualTo("done");
            assertThat(h.jobs.handle(handle.id()).orElseThrow().await()).isEqualTo("done");
            assertThat(h.jobs.handle(new JobId("nobody"))).isEmpty();
        }
    }

    @Test
    void doesNotLetAFutureOfTheCallerTouchTheJob() throws Exception {
        var gate = new CountDownLatch(1);
        try (var h =
                Harness.of(
                        "wait",
                        (payload, job) -> {
                            gate.await();
                            return "done";
                        })) {
            JobHandle<String> handle = h.jobs.submit("wait", "");
            handle.future().cancel(true);
            handle.future().complete("forged");
            gate.countDown();
            assertThat(handle.await()).isEqualTo("done");
        }
    }

    @Test
    void tellsTheKernelTaskOfAJobAndWhyItIsWhereItIs() throws Exception {
        var gate = new CountDownLatch(1);
        try (var h =
                new Harness(jobs ->
                        jobs.define(
                                Harness.text(
                                                "wait",
                                                (payload, job) -> {
                                                    gate.await();
                                                    return "";
                                                })
                                        .withQueue("narrow")))) {
            JobHandle<?> first = h.jobs.submit("wait", "");
            h.awaitState(first, JobState.RUNNING);
            JobHandle<?> second = h.jobs.submit("wait", "");
            assertThat(h.scheduler.find(h.jobs.task(second.id()).orElseThrow())).isPresent();
            assertThat(h.jobs.reason(first.id()).orElseThrow())
                    .startsWith("attempt 1 on node here ");
            assertThat(h.jobs.reason(second.id()).orElseThrow()).contains("queue");
            JobHandle<?> later =
                    h.jobs.submit("wait", "", JobOptions.delayed(Duration.ofMinutes(1)));
            assertThat(h.jobs.reason(later.id())).contains("waits until 2026-01-01T00:01:00Z");
            assertThat(h.jobs.task(later.id())).isEmpty();
            gate.countDown();
            first.await();
            second.await();
            assertThat(h.jobs.reason(first.id())).contains("succeeded in attempt 1");
            assertThat(h.jobs.task(first.id())).isEmpty();
            assertThat(h.jobs.reason(new JobId("nobody"))).isEmpty();
        }
    }

    @Test
    void tellsWhereAJobStandsThatHasATaskHere() throws Exception {
        var gate = new CountDownLatch(1);
        try (var h =
                new Harness(jobs ->
                        jobs.define(
                                Harness.text("wait", (payload, job) -> stands(gate))
                                        .withQueue("narrow")))) {
            JobHandle<?> first = h.jobs.submit("wait", "");
            Harness.until("it stands", () -> methods(h.jobs, first).contains("await"));
            assertThat(methods(h.jobs, first)).startsWith("await", "stands");
            JobHandle<?> second = h.jobs.submit("wait", "");
            assertThat(h.jobs.stack(second.id()).orElseThrow().frames()).isEmpty();
            assertThat(h.jobs.stack(second.id()).orElseThrow().reason()).endsWith("no stack yet");
            JobHandle<?> later =
                    h.jobs.submit("wait", "", JobOptions.delayed(Duration.ofMinutes(1)));
            assertThat(h.jobs.stack(later.id())).isEmpty();
            gate.countDown();
            first.await();
            assertThat(h.jobs.stack(first.id())).isEmpty();
            assertThat(h.jobs.stack(new JobId("nobody"))).isEmpty();
        }
    }

    private static String stands(CountDownLatch gate) throws InterruptedException {
        gate.await();
        return "";
    }

    private static List<String> methods(Jobs jobs, JobHandle<?> job) {
        return jobs.stack(job.id()).stream()
                .flatMap(stack -> stack.frames().stream())
                .map(StackTraceElement::getMethodName)
                .toList();
    }
}
