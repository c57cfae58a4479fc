package dev.mayfly.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.task.TaskState;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;

class ChildJobTests {

    @Test
    void keepsTheLineageFromParentToGrandchild() throws Exception {
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            int depth = Integer.parseInt(payload);
                            return depth == 0
                                    ? "bottom"
                                    : job.<String>submit("job", "" + (depth - 1)).await();
                        })) {
            JobHandle<String> top = h.jobs.submit("job", "2");
            assertThat(top.await()).isEqualTo("bottom");
            var records = h.jobs.query(JobQuery.ALL).jobs().reversed();
            assertThat(records.get(0).envelope().lineage()).isEmpty();
            assertThat(records.get(1).envelope().lineage()).containsExactly(records.get(0).id());
            assertThat(records.get(2).envelope().lineage())
                    .containsExactly(records.get(0).id(), records.get(1).id());
        }
    }

    @Test
    void knowsItsOwnJobOnAThreadAndNoOtherRuntimes() throws Exception {
        var seen = new ArrayList<Boolean>();
        try (var other = Harness.of("other", (payload, job) -> "");
                var h = new Harness(jobs -> jobs)) {
            h.jobs.registry()
                    .register(
                            Harness.text(
                                    "job",
                                    (payload, job) -> {
                                        seen.add(h.jobs.current().orElseThrow() == job);
                                        seen.add(other.jobs.current().isEmpty());
                                        return "";
                                    }));
            assertThat(h.jobs.current()).isEmpty();
            h.jobs.<String>submit("job", "x").await();
            assertThat(seen).containsExactly(true, true);
        }
    }

    @Test
    void waitsForAChildInASystemCallWithAVisibleReason() throws Exception {
        var gate = new CountDownLatch(1);
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            if (payload.equals("child")) {
                                gate.await();
                                return "from the child";
                            }
                            return job.<String>submit("job", "child").await();
                        })) {
            JobHandle<String> parent = h.jobs.submit("job", "parent");
            Harness.until(
                    "the parent waits",
                    () ->
                            h.jobs.reason(parent.id())
                                    .orElseThrow()
                                    .contains("waits for a signal on \"end of job "));
            assertThat(
                            h.scheduler.snapshot().tasks().stream()
                                    .filter(task -> !task.system())
                                    .map(TaskSnapshot::state))
                    .containsExactlyInAnyOrder(TaskState.WAITING, TaskState.RUNNING);
            gate.countDown();
            assertThat(parent.await()).isEqualTo("from the child");
        }
    }

    @Test
    void limitsItsPatienceByTheSchedulersClock() throws Exception {
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            if (payload.equals("child")) {
                                job.task().awaitSignal("go");
                                return "late";
                            }
                            JobHandle<String> child = job.submit("job", "child");
                            try {
                                return child.await(Duration.ofSeconds(5));
                            } catch (TimeoutException e) {
                                job.task().signal("go");
                                return "at first: " + e.getMessage() + "; then " + child.await();
                            }
                        })) {
            JobHandle<String> parent = h.jobs.submit("job", "parent");
            Harness.until(
                    "both run",
                    () -> h.jobs.counters().get("default").current(JobState.RUNNING) == 2);
            h.step(Duration.ofMillis(4_999));
            assertThat(h.state(parent.id())).isEqualTo(JobState.RUNNING);
            h.step(Duration.ofMillis(1));
            assertThat(parent.await()).contains("had not ended within PT5S; then late");
        }
    }

    @Test
    void cancelsAParentThatWaitsAndLeavesTheChildAlone() throws Exception {
        var gate = new CountDownLatch(1);
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            if (payload.equals("child")) {
                                gate.await();
                                return "fine";
                            }
                            return job.<String>submit("job", "child").await();
                        })) {
            JobHandle<String> parent = h.jobs.submit("job", "parent");
            Harness.until(
                    "both run",
                    () -> h.jobs.counters().get("default").current(JobState.RUNNING) == 2);
            parent.cancel();
            h.awaitState(parent, JobState.CANCELLED);
            gate.countDown();
            JobHandle<?> child =
                    h.jobs.handle(h.jobs.query(JobQuery.ALL).jobs().getFirst().id()).orElseThrow();
            assertThat(child.await()).isEqualTo("fine");
        }
    }
}
