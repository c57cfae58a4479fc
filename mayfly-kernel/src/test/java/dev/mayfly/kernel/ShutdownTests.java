package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.ShutdownReport.Outcome;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskRejectedException;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.time.SteppableClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

class ShutdownTests {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final SteppableClock clock = new SteppableClock();
    private final ConcurrentLinkedQueue<KernelEvent> events = new ConcurrentLinkedQueue<>();
    private final Scheduler scheduler =
            Scheduler.builder().clock(clock).listener(events::add).build();

    @Test
    void isCleanWhenEveryTaskEndsByItself() {
        TaskHandle<?> task = scheduler.spawn(t -> t.awaitSignal("finish", LIMIT));
        awaitState(task, TaskState.WAITING);
        var report = CompletableFuture.supplyAsync(() -> scheduler.shutdown(LIMIT));
        awaitRefusal();
        scheduler.signal("finish");

        assertThat(report.join().outcome()).isEqualTo(Outcome.CLEAN);
        assertThat(report.join().drained()).isEqualTo(1);
    }

    @Test
    void cancelsWhatHasNotEndedByTheDeadlineAndSaysSo() throws Exception {
        TaskHandle<?> endless = scheduler.spawn(SchedulerTests::waitForever);
        awaitState(endless, TaskState.WAITING);
        var report = CompletableFuture.supplyAsync(() -> scheduler.shutdown(LIMIT));
        awaitRefusal();
        advanceUntil(report);

        assertThat(report.join().outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(report.join().cancelled()).isEqualTo(1);
        assertThat(report.join().stuck()).isEmpty();
        assertThat(endless.await()).isInstanceOf(JoinResult.Cancelled.class);
    }

    @Test
    void namesATaskThatIgnoresItsCancellation() {
        var release = new CountDownLatch(1);
        TaskHandle<?> stubborn = scheduler.spawn(t -> ignoreInterrupts(release));
        awaitState(stubborn, TaskState.RUNNING);
        var report = CompletableFuture.supplyAsync(() -> scheduler.shutdown(Duration.ZERO));
        awaitRefusal();
        advanceUntil(report);

        assertThat(report.join().stuck()).hasSize(1);
        assertThat(report.join().stuck().getFirst().id()).isEqualTo(stubborn.id());
        release.countDown();
    }

    private static int ignoreInterrupts(CountDownLatch release) {
        while (true) {
            try {
                release.await();
                return 1;
            } catch (InterruptedException e) {
                // stubborn on purpose
            }
        }
    }

    @Test
    void acceptsChildrenOfTasksThatDrain() throws Exception {
        TaskHandle<Integer> parent =
                scheduler.spawn(t -> {
                    t.awaitSignal("drain");
                    return t.join(t.spawn(c -> 7)).get();
                });
        awaitState(parent, TaskState.WAITING);
        var report = CompletableFuture.supplyAsync(() -> scheduler.shutdown(LIMIT));
        awaitRefusal();
        scheduler.signal("drain");

        assertThat(parent.await().get()).isEqualTo(7);
        assertThat(report.join().outcome()).isEqualTo(Outcome.CLEAN);
    }

    @Test
    void doesNotWaitForTasksOfPausedQueues() {
        scheduler.pause("default");
        TaskHandle<?> held = scheduler.spawn(t -> 1);

        ShutdownReport report = scheduler.shutdown(LIMIT);

        assertThat(report.cancelled()).isEqualTo(1);
        assertThat(held.state()).isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void endsSystemTasksLastAndReportsTheirExit() {
        TaskHandle<?> system = scheduler.spawnSystem("flusher", SchedulerTests::waitForever);
        awaitState(system, TaskState.WAITING);

        ShutdownReport report = scheduler.shutdown(LIMIT);

        assertThat(report.outcome()).isEqualTo(Outcome.CLEAN);
        assertThat(system.state()).isEqualTo(TaskState.CANCELLED);
        assertThat(events)
                .extracting(e -> e.getClass().getSimpleName())
                .containsSubsequence(
                        "SystemTaskStarted",
                        "ShutdownBegun",
                        "SystemTaskExited",
                        "ShutdownCompleted");
    }

    @Test
    void happensOnceAndGivesEveryoneTheSameReport() {
        ShutdownReport first = scheduler.shutdown(LIMIT);

        assertThat(scheduler.shutdown(Duration.ZERO)).isEqualTo(first);
        assertThat(events).filteredOn(KernelEvent.ShutdownBegun.class::isInstance).hasSize(1);
        assertThatThrownBy(() -> scheduler.spawn(t -> 1))
                .isInstanceOf(TaskRejectedException.class)
                .hasMessageContaining("shutting down");
    }

    @Test
    void refusesToBeCalledByATask() throws Exception {
        TaskHandle<?> task = scheduler.spawn(t -> scheduler.shutdown(LIMIT));

        assertThat(task.await()).isInstanceOf(JoinResult.Failure.class);
        assertThat(task.reason()).contains("would wait for its own end");
        scheduler.shutdown(Duration.ZERO);
    }

    @Test
    void leavesNoThreadBehind() {
        TaskHandle<?> task = scheduler.spawn(t -> t.awaitSignal("x", Duration.ZERO));
        Eventually.await("it ended", task::isDone);
        scheduler.shutdown(LIMIT);
        try (Scheduler real = Scheduler.builder().build()) {
            real.spawn(t -> 1);
        }

        Eventually.await(
                "no thread of the kernel is alive",
                () ->
                        Thread.getAllStackTraces().keySet().stream()
                                .noneMatch(t -> t.getName().startsWith("mayfly-")));
    }

    private void awaitRefusal() {
        Eventually.await(
                "shutdown has begun",
                () -> events.stream().anyMatch(KernelEvent.ShutdownBegun.class::isInstance));
    }

    private void advanceUntil(CompletableFuture<ShutdownReport> report) {
        Eventually.await(
                "the shutdown is over",
                () -> {
                    clock.advance(Duration.ofSeconds(1));
                    return report.isDone();
                });
    }

    private static void awaitState(TaskHandle<?> task, TaskState state) {
        Eventually.await(task.id() + " is " + state, () -> task.state() == state);
    }
}
