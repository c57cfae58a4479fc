package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskRejectedException;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.time.SteppableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

class DependencyTests {

    private final ConcurrentLinkedQueue<KernelEvent> events = new ConcurrentLinkedQueue<>();
    private final Scheduler scheduler =
            Scheduler.builder()
                    .clock(new SteppableClock())
                    .listener(events::add)
                    .queue("default")
                    .queue("narrow", q -> q.concurrency(1))
                    .build();

    @AfterEach
    void shutDown() {
        scheduler.shutdown(Duration.ZERO);
    }

    private TaskHandle<?> waiting(String name) {
        return scheduler.submit(
                "default",
                TaskOptions.named(name),
                t -> {
                    t.awaitSignal(name);
                    return name;
                });
    }

    private TaskHandle<String> after(String name, TaskHandle<?>... others) {
        return scheduler.submit("default", TaskOptions.named(name).after(others), t -> name);
    }

    @Test
    void startsWhenAllHaveCompleted() throws Exception {
        TaskHandle<?> load = waiting("load");
        TaskHandle<?> clean = waiting("clean");
        TaskHandle<String> report = after("report", load, clean);
        assertThat(report.state()).isEqualTo(TaskState.PENDING_DEPENDENCIES);
        assertThat(report.reason())
                .isEqualTo("waits for " + load.id() + " (load) and 1 more to complete");

        scheduler.signal("load");
        load.await();
        Eventually.await("one is left", () -> report.reason().contains("(clean) to complete"));
        assertThat(report.state()).isEqualTo(TaskState.PENDING_DEPENDENCIES);

        scheduler.signal("clean");
        assertThat(report.await()).isEqualTo(new JoinResult.Success<>("report"));
    }

    @Test
    void isSkippedWithAllThatComeAfterWhenOneFails() throws Exception {
        TaskHandle<?> broken =
                scheduler.submit(
                        "default",
                        TaskOptions.named("broken"),
                        t -> {
                            t.awaitSignal("go");
                            throw new IOException("disk full");
                        });
        TaskHandle<?> fine = waiting("fine");
        TaskHandle<?> second = after("second", broken, fine);
        TaskHandle<?> third = after("third", second);
        scheduler.signal("go");

        assertThat(third.await()).isInstanceOf(JoinResult.Skipped.class);
        assertThat(second.state()).isEqualTo(TaskState.SKIPPED);
        assertThat(second.reason())
                .contains(broken.id() + " (broken)")
                .contains("failed")
                .contains("disk full");
        assertThat(third.reason())
                .isEqualTo(
                        "skipped, since it comes after "
                                + second.id()
                                + " (second), which was skipped");
        assertThatThrownBy(() -> third.await().get())
                .isInstanceOf(TaskCancelledException.class)
                .hasMessageContaining("(second)");
        assertThat(events).filteredOn(KernelEvent.TaskSkipped.class::isInstance).hasSize(2);
        assertThat(events)
                .filteredOn(e ->
                        e instanceof KernelEvent.TaskFinished f && f.state() == TaskState.SKIPPED)
                .hasSize(2);
        assertThat(scheduler.snapshot().queues().getFirst().skipped()).isEqualTo(2);
        scheduler.signal("fine");
        assertThat(fine.await()).isInstanceOf(JoinResult.Success.class);
    }

    @Test
    void isSkippedWhenOneIsCancelledAndDecidedAtOnceWhereItHasEnded() throws Exception {
        TaskHandle<?> cancelled = waiting("x");
        cancelled.cancel();
        cancelled.await();
        TaskHandle<?> done = scheduler.spawn(t -> 1);
        done.await();

        TaskHandle<?> skipped = after("skipped", cancelled, done);
        assertThat(skipped.await()).isInstanceOf(JoinResult.Skipped.class);
        assertThat(skipped.reason()).contains("was cancelled");
        assertThat(after("runs", done).await()).isEqualTo(new JoinResult.Success<>("runs"));
    }

    @Test
    void refusesIdsThatAreNotAliveAndStrangers() throws Exception {
        TaskHandle<?> done = scheduler.spawn(t -> 1);
        done.await();
        for (TaskId id : List.of(done.id(), new TaskId(999))) {
            assertThatThrownBy(() ->
                            scheduler.submit("default", TaskOptions.DEFAULTS.after(id), t -> 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(id + " is not alive");
        }
        TaskHandle<?> alive = waiting("alive");
        TaskHandle<Integer> later =
                scheduler.submit("default", TaskOptions.DEFAULTS.after(alive.id()), t -> 3);
        scheduler.signal("alive");
        assertThat(later.await().get()).isEqualTo(3);
        try (Scheduler other = Scheduler.builder().build()) {
            TaskHandle<?> stranger = other.spawn(t -> 1);
            assertThatThrownBy(() -> after("x", stranger)).hasMessageContaining("another");
        }
    }

    @Test
    void aPendingTaskCanBeCancelledAndLeavesNothingBehind() throws Exception {
        TaskHandle<?> service = waiting("service");
        for (int i = 0; i < 1_000; i++) {
            TaskHandle<?> pending = after("pending", service);
            assertThat(pending.cancel()).isTrue();
            assertThat(pending.await()).isInstanceOf(JoinResult.Cancelled.class);
        }
        assertThat(scheduler.snapshot().tasks()).hasSize(1);
        scheduler.signal("service");
        service.await();
        assertThat(scheduler.spawn(t -> 1).await()).isEqualTo(new JoinResult.Success<>(1));
    }

    @Test
    void aChainLongerThanAStackIsDeepIsSkippedAndRuns() throws Exception {
        for (boolean fails : new boolean[] {true, false}) {
            TaskHandle<?> first = waiting("first" + fails);
            TaskHandle<?> last = first;
            for (int i = 0; i < 50_000; i++) {
                last = scheduler.submit("default", TaskOptions.DEFAULTS.after(last), t -> 1);
            }
            if (fails) {
                first.cancel();
            } else {
                scheduler.signal("firstfalse");
            }
            assertThat(last.await())
                    .isInstanceOf(fails ? JoinResult.Skipped.class : JoinResult.Success.class);
        }
        Eventually.await("none is alive", () -> scheduler.snapshot().tasks().isEmpty());
    }

    @Test
    void cancelsRacingWithTheLastDependencyLoseNoSlot() throws Exception {
        for (int round = 0; round < 500; round++) {
            TaskHandle<?> first = scheduler.submit("narrow", t -> 1);
            TaskHandle<?> next =
                    scheduler.submit("narrow", TaskOptions.DEFAULTS.after(first), t -> 2);
            for (int spin = 0; spin < round; spin++) {
                Thread.onSpinWait();
            }
            next.cancel();
            next.await();
        }
        scheduler.runBlocking();
        assertThat(scheduler.submit("narrow", t -> "free").await().get()).isEqualTo("free");
        Eventually.await(
                "no slot is taken",
                () -> {
                    var narrow = scheduler.snapshot().queues().get(1);
                    return narrow.running() == 0 && narrow.waiting() == 0 && narrow.children() == 0;
                });
    }

    @Test
    void aChildMayComeAfterItsSibling() throws Exception {
        int sum =
                scheduler.runBlocking(t -> {
                    TaskHandle<Integer> one = t.spawn(c -> 1);
                    TaskHandle<Integer> two = t.spawn(TaskOptions.DEFAULTS.after(one), c -> 2);
                    return t.join(two).get() + t.join(one).get();
                });
        assertThat(sum).isEqualTo(3);
        TaskHandle<?> deadlock =
                scheduler.spawn(t ->
                        t.scope(scope -> {
                            var self = scheduler.find(t.id()).orElseThrow();
                            scope.fork(TaskOptions.DEFAULTS.after(self), c -> 1);
                            return 1;
                        }));
        assertThat(deadlock.await()).isInstanceOf(JoinResult.Failure.class);
        assertThat(deadlock.reason()).contains("waits for its subtasks");
    }

    // ---- graphs

    @Test
    void submitsAGraphInWhateverOrderItWasWritten() throws Exception {
        var order = new ConcurrentLinkedQueue<String>();
        Map<String, TaskHandle<?>> tasks =
                scheduler.submitAll(graph ->
                        graph.task("report", t -> order.add("report"), "clean", "load")
                                .task("clean", t -> order.add("clean"), "load")
                                .task("load", t -> order.add("load")));
        assertThat(tasks.keySet()).containsExactly("load", "clean", "report");
        tasks.get("report").await();
        assertThat(order).containsExactly("load", "clean", "report");
    }

    @Test
    void refusesACycleAndNamesItsPath() {
        assertThatThrownBy(() ->
                        scheduler.submitAll(graph ->
                                graph.task("start", t -> 1)
                                        .task("a", t -> 1, "start", "c")
                                        .task("b", t -> 1, "a")
                                        .task("c", t -> 1, "b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the graph has a cycle: a after c after b after a");
        assertThatThrownBy(() -> scheduler.submitAll(graph -> graph.task("a", t -> 1, "a")))
                .hasMessage("the graph has a cycle: a after a");
        assertThatThrownBy(() -> scheduler.submitAll(graph -> graph.task("a", t -> 1, "laod")))
                .hasMessageContaining("\"laod\"");
        assertThatThrownBy(() ->
                        scheduler.submitAll(graph -> graph.task("a", t -> 1).task("a", t -> 1)))
                .hasMessageContaining("two tasks");
        assertThat(scheduler.snapshot().tasks()).isEmpty();
    }

    @Test
    void aGraphWithoutRoomIsRefusedAsAWhole() {
        try (Scheduler small = Scheduler.builder().maxLiveTasks(3).build()) {
            assertThatThrownBy(() ->
                            small.submitAll(graph -> {
                                for (int i = 0; i < 4; i++) {
                                    graph.task("t" + i, t -> 1);
                                }
                            }))
                    .isInstanceOfSatisfying(
                            TaskRejectedException.class,
                            e ->
                                    assertThat(e.limit())
                                            .contains(
                                                    new TaskRejectedException.Limit(
                                                            "maxLiveTasks", 3)))
                    .hasMessageContaining("4 more");
            assertThat(small.snapshot().tasks()).isEmpty();
        }
    }

    @Test
    void aShutdownLetsPendingTasksRun() {
        var handles = new ArrayList<TaskHandle<?>>();
        TaskHandle<?> first = scheduler.submit("narrow", t -> 1);
        for (int i = 0; i < 20; i++) {
            first = scheduler.submit("narrow", TaskOptions.DEFAULTS.after(first), t -> 1);
            handles.add(first);
        }
        assertThat(scheduler.shutdown(Duration.ofSeconds(30)).outcome())
                .isEqualTo(ShutdownReport.Outcome.CLEAN);
        assertThat(handles).allMatch(task -> task.state() == TaskState.COMPLETED);
    }
}
