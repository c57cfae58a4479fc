package dev.mayfly.test.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.JobRequest;
import dev.mayfly.jobs.handler.JobFailedException;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.RunnerInfo;
import dev.mayfly.jobs.store.Runners;
import dev.mayfly.jobs.store.TransitionResult;
import dev.mayfly.store.jdbc.JdbcJobStore;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/** What users may rely on when jobs are kept in a database. */
abstract class DurableJobsTests extends NodeTestBase {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static long count(Node node, JobState state) {
        var counters = node.store.counters().get("default");
        return counters == null ? 0 : counters.current(state);
    }

    // ---- one process

    @Test
    void runsWhatIsSubmittedAndKeepsTheResult() throws Exception {
        Node node = node("a");

        JobHandle<String> handle = node.jobs.submit("note", "x");

        assertThat(handle.await(LONG)).isEqualTo("done x");
        JobRecord record = node.jobs.find(handle.id()).orElseThrow();
        assertThat(record.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(record.result()).isEqualTo("\"done x\"");
        assertThat(record.attempts()).isEqualTo(1);
        assertThat(record.epoch()).isEqualTo(1);
        assertThat(record.history()).hasSize(1);
        assertThat(node.ran()).containsExactly("x@a");
    }

    @Test
    void runsManyOfManyThreadsEachOnce() throws Exception {
        Node node = node("a");
        var handles = new ConcurrentLinkedQueue<JobHandle<?>>();
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < 20; t++) {
            int from = t * 100;
            threads.add(
                    Thread.startVirtualThread(() ->
                            IntStream.range(from, from + 100)
                                    .forEach(i -> handles.add(node.jobs.submit("note", "" + i)))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (JobHandle<?> handle : handles) {
            handle.await(LONG);
        }

        assertThat(new HashSet<>(node.ran())).hasSize(2_000);
        assertThat(node.ran()).hasSize(2_000);
        assertThat(count(node, JobState.SUCCEEDED)).isEqualTo(2_000);
    }

    @Test
    void takesMoreThanItHasRoomForAndLosesNone() throws Exception {
        Node node = node("a");
        List<JobRequest> many =
                IntStream.range(0, 6_000).mapToObj(i -> new JobRequest("note", "" + i)).toList();

        node.jobs.submitAll(many);

        Await.until("all have run", () -> count(node, JobState.SUCCEEDED) == 6_000);
        assertThat(node.ran()).hasSize(6_000);
    }

    @Test
    void triesAgainAndFailsForGood() throws Exception {
        Node node = node("a");
        assertThat(node.jobs.submit("stumble", "s").await(LONG)).isEqualTo("done s");

        JobHandle<String> failing = node.jobs.submit("fail", "no");

        assertThatThrownBy(() -> failing.await(LONG)).isInstanceOf(JobFailedException.class);
        JobRecord failed = node.jobs.find(failing.id()).orElseThrow();
        assertThat(failed.attempts()).isEqualTo(3);
        assertThat(failed.history()).hasSize(3);
        assertThat(failed.epoch()).isEqualTo(3);
        assertThat(node.jobs.retry(failing.id())).isTrue();
        Await.until(
                "it has failed again",
                () ->
                        node.jobs.find(failing.id()).orElseThrow().attempts() == 6
                                && count(node, JobState.FAILED) == 1);
    }

    @Test
    void runsDelayedJobsWhenTheyAreDue() throws Exception {
        Node node = node("a");
        var delayed = JobOptions.delayed(Duration.ofMillis(50));

        JobHandle<String> handle = node.jobs.submit("note", "later", delayed);

        assertThat(handle.await(LONG)).isEqualTo("done later");
        JobRecord record = node.jobs.find(handle.id()).orElseThrow();
        assertThat(Duration.between(record.submittedAt(), record.startedAt()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void cancelsWhatWaitsAndWhatRuns() throws Exception {
        Node node = node("a");
        JobHandle<String> later =
                node.jobs.submit("note", "never", JobOptions.delayed(Duration.ofHours(1)));
        JobHandle<String> running = node.jobs.submit("wait", "held");
        Await.until("it runs", () -> ran.contains("held@a"));

        assertThat(later.cancel()).isTrue();
        assertThat(running.cancel()).isTrue();

        assertThatThrownBy(() -> running.await(LONG))
                .isInstanceOf(dev.mayfly.jobs.handler.JobCancelledException.class);
        Await.until("both are cancelled", () -> count(node, JobState.CANCELLED) == 2);
        assertThat(ran).doesNotContain("never@a");
    }

    // ---- restarts

    @Test
    void whatWaitsIsThereAfterARestart() throws Exception {
        Node first = node("a");
        var id = first.jobs.submit("note", "kept", JobOptions.delayed(Duration.ofMillis(300))).id();
        first.close();
        assertThat(ran).isEmpty();

        Node second = node("b");

        assertThat(second.jobs.handle(id).orElseThrow().await(LONG)).isEqualTo("done kept");
        assertThat(ran).containsExactly("kept@b");
    }

    @Test
    void whoeverLeavesHandsOverAtOnce() throws Exception {
        Node first = node("a");
        JobHandle<String> held = first.jobs.submit("wait", "h");
        Await.until("it runs", () -> ran.contains("h@a"));
        first.scheduler.shutdown(Duration.ZERO);
        first.store.close();

        Node second = node("b");
        second.gate.countDown();

        assertThat(second.jobs.handle(held.id()).orElseThrow().await(LONG)).isEqualTo("done h");
        assertThat(ran).containsExactly("h@a", "h@b");
        assertThat(second.store.runners().orElseThrow().list())
                .extracting(RunnerInfo::state)
                .containsExactly(RunnerInfo.State.GONE, RunnerInfo.State.ALIVE);
        JobRecord record = second.jobs.find(held.id()).orElseThrow();
        assertThat(record.attempts()).isEqualTo(2);
    }

    // ---- several processes

    @Test
    void severalShareTheWorkAndNoneDoesItTwice() throws Exception {
        Node a = node("a");
        Node b = node("b");
        List<JobRequest> many =
                IntStream.range(0, 200).mapToObj(i -> new JobRequest("wait", "" + i)).toList();

        a.jobs.submitAll(many);

        Await.until("both are at work", () -> workers().equals(Set.of("a", "b")));
        a.gate.countDown();
        b.gate.countDown();
        Await.until("all have run", () -> count(b, JobState.SUCCEEDED) == 200);
        assertThat(ran).hasSize(200);
    }

    private Set<String> workers() {
        Set<String> who = new HashSet<>();
        ran.forEach(line -> who.add(line.substring(line.indexOf('@') + 1)));
        return who;
    }

    @Test
    void oneCanWaitForAndCancelWhatAnotherRuns() throws Exception {
        Node a = node("a");
        JobHandle<String> held = a.jobs.submit("wait", "h");
        Await.until("it runs", () -> ran.contains("h@a"));
        Node b = node("b");
        JobHandle<?> seen = b.jobs.handle(held.id()).orElseThrow();

        assertThat(seen.cancel()).isTrue();

        assertThatThrownBy(() -> seen.await(LONG))
                .isInstanceOf(dev.mayfly.jobs.handler.JobCancelledException.class);
        assertThat(count(b, JobState.CANCELLED)).isEqualTo(1);
    }

    /** As if it had been frozen for longer than its lease, or than its row is kept. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE mayfly_runner SET state = 'LOST' WHERE node = 'a'",
                "DELETE FROM mayfly_runner WHERE node = 'a'"
            })
    void whatAFencedOneWritesIsRejectedAndItsJobRunsElsewhere(String loss) throws Exception {
        Node a = node("a");
        JobHandle<String> held = a.jobs.submit("wait", "h");
        Await.until("it runs", () -> ran.contains("h@a"));
        Node b = node("b");
        b.gate.countDown();
        a.scheduler.pause("default"); // or it might take the job back under its next incarnation

        database.execute(loss);

        Await.until("the other runs it", () -> ran.contains("h@b"));
        a.gate.countDown();
        assertThat(held.await(LONG)).isEqualTo("done h");
        JobRecord record = b.jobs.find(held.id()).orElseThrow();
        assertThat(record.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(record.history())
                .extracting(attempt -> attempt.outcome().name())
                .containsExactly("LOST", "SUCCEEDED");
        Await.until(
                "both are registered",
                () ->
                        b.store.runners().orElseThrow().list().stream()
                                        .filter(r -> r.state() == RunnerInfo.State.ALIVE)
                                        .count()
                                == 2);
        a.scheduler.resume("default");
        assertThat(a.jobs.submit("note", "again").await(LONG)).isEqualTo("done again");
    }

    @Test
    void rowsOfLostNodesGoOnceTheirJobsAreRecoveredAndAThawedOneIsFencedStill() {
        try (var frozen = JdbcJobStore.builder(database.source()).open();
                var other = JdbcJobStore.builder(database.source()).open()) {
            Runners its = frozen.runners().orElseThrow();
            Runners others = other.runners().orElseThrow();
            long lost = its.register("frozen", LONG.multipliedBy(10));
            long alive = others.register("other", LONG.multipliedBy(10));
            JobRecord job = assigned(frozen, "j", lost);

            ageLeases("ALIVE"); // an hour and more goes by, and nobody looks
            other.evict(NOW);
            assertThat(incarnations(others)).containsExactly(lost, alive);

            database.execute("UPDATE mayfly_runner SET state = 'LOST' WHERE incarnation = " + lost);
            assertThat(others.renew(alive, LONG.multipliedBy(10))).isTrue();
            other.evict(NOW); // its job is not recovered yet
            assertThat(incarnations(others)).containsExactly(lost, alive);

            assertThat(others.recover(NOW, 10)).containsExactly(job);
            other.evict(NOW);
            assertThat(incarnations(others)).containsExactly(alive);

            assertThat(its.holds(lost)).isTrue(); // by its own clock, which stood still
            var late = new Transition.Start(job.id(), job.epoch(), job.state(), NOW, "frozen");
            assertThat(frozen.apply(late)).isInstanceOf(TransitionResult.Rejected.class);
            assertThat(its.renew(lost, LONG)).isFalse();
            assertThat(its.holds(lost)).isFalse();
            its.leave(lost, NOW);
            assertThat(its.register("frozen", LONG)).isGreaterThan(alive);
        }
    }

    private void ageLeases(String state) {
        database.execute(
                "UPDATE mayfly_runner SET lease_until = CURRENT_TIMESTAMP - INTERVAL '2' HOUR"
                        + " WHERE state = '"
                        + state
                        + "'");
    }

    private static List<Long> incarnations(Runners runners) {
        return runners.list().stream().map(RunnerInfo::incarnation).toList();
    }

    /** A new job that a runner has taken. */
    private static JobRecord assigned(JdbcJobStore store, String id, long incarnation) {
        var envelope =
                new JobEnvelope(
                        new JobId(id),
                        "note",
                        "default",
                        10,
                        "\"x\"",
                        JobOptions.DEFAULTS,
                        Map.of(),
                        "before",
                        List.of());
        store.insert(List.of(JobRecord.submitted(envelope, NOW, null)));
        var claim = new Runners.Claim("frozen", incarnation, "default", Set.of("note"), NOW, 1);
        return store.runners().orElseThrow().claim(claim).getFirst();
    }

    @Test
    void countersAreRightAfterAllOfThat() throws Exception {
        Node a = node("a");
        node("b");
        a.jobs.submitAll(
                IntStream.range(0, 300)
                        .mapToObj(i ->
                                new JobRequest(
                                        List.of("note", "stumble", "fail").get(i % 3), "" + i))
                        .toList());
        Await.until(
                "all have ended",
                () -> count(a, JobState.SUCCEEDED) == 200 && count(a, JobState.FAILED) == 100);
        for (JobState state : JobState.values()) {
            long found =
                    a.jobs.query(JobQuery.ALL.withStates(Set.of(state)).withLimit(1000))
                            .jobs()
                            .size();
            assertThat(count(a, state)).as("%s", state).isEqualTo(found);
        }
    }
}
