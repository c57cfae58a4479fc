package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.ShutdownReport.Outcome;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.SubmitInterceptor;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskRejectedException;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.time.SteppableClock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

class ShutdownTests {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final SteppableClock clock = new SteppableClock();
    private final ConcurrentLinkedQueue<KernelEvent> events = new ConcurrentLinkedQueue<>();
    private final Scheduler scheduler =
            Scheduler.builder().clock(clock).listener(events::add).build();

    @AfterEach
    void close() {
        scheduler.shutdown(Duration.ZERO);
    }

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
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void doesNotWaitForAClockThatStandsStill() {
        TaskHandle<?> task = scheduler.spawn(t -> t.awaitSignal("never", LIMIT));
        awaitState(task, TaskState.WAITING);

        ShutdownReport report = scheduler.shutdown(Duration.ofMillis(20));

        assertThat(report.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(report.cancelled()).isEqualTo(1);
        assertThat(report.stuck()).isEmpty();
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

    /** A task whose making takes until the shutdown is over: that has looked for it in vain. */
    @ParameterizedTest
    @MethodSource("waysIn")
    void refusesWhatComesInWhileItEnds(BiConsumer<Scheduler, SchedulableJob<?>> submit) {
        var coming = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        var ran = new AtomicBoolean();
        Scheduler slow = Scheduler.builder().interceptor(new Gate(coming, over)).build();
        var submission =
                CompletableFuture.runAsync(
                        () -> submit.accept(slow, t -> ran.compareAndSet(false, true)));
        Eventually.await("it is accepted", () -> coming.getCount() == 0);

        assertThat(slow.shutdown(Duration.ZERO).stuck()).isEmpty();
        over.countDown();

        assertThatThrownBy(submission::join).hasCauseInstanceOf(TaskRejectedException.class);
        assertThat(slow.snapshot().tasks()).isEmpty();
        assertThat(slow.snapshot().load().live()).as("places taken").isZero();
        assertThat(ran).isFalse();
    }

    static List<Named<BiConsumer<Scheduler, SchedulableJob<?>>>> waysIn() {
        return List.of(
                Named.of("submit", Scheduler::spawn),
                Named.of("service", (s, job) -> s.spawnService("default", options(), job)),
                Named.of("system task", (s, job) -> s.spawnSystem("late", job)),
                Named.of(
                        "graph",
                        (s, job) -> s.submitAll(g -> g.task("a", job).task("b", job, "a"))));
    }

    private static TaskOptions options() {
        return TaskOptions.named("late");
    }

    /** Holds up whoever brings the first task. */
    private record Gate(CountDownLatch coming, CountDownLatch over) implements SubmitInterceptor {

        @Override
        public <R extends @Nullable Object> SchedulableJob<R> intercept(
                String name, String queue, SchedulableJob<R> job) {
            coming.countDown();
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new AssertionError("held up for too long", e);
            }
            return job;
        }
    }

    @Test
    void tellsOfTheEndOnceAndAlsoThoseWhoComeLater() {
        var told = new AtomicInteger();
        scheduler.whenClosed(told::incrementAndGet);
        Runnable wish = scheduler.whenClosed(() -> told.addAndGet(100));
        scheduler.whenClosed(() -> {
            throw new AssertionError("mine");
        });
        wish.run();

        scheduler.shutdown(LIMIT);
        scheduler.shutdown(LIMIT);

        assertThat(told).hasValue(1);
        assertThat(scheduler.snapshot().listenerFailures()).isEqualTo(1);
        scheduler.whenClosed(told::incrementAndGet);
        assertThat(told).hasValue(2);
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
