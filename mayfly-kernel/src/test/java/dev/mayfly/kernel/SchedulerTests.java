package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskFailedException;
import dev.mayfly.kernel.task.TaskHandle;
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
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

class SchedulerTests {

    private final SteppableClock clock = new SteppableClock();
    private final ConcurrentLinkedQueue<KernelEvent> events = new ConcurrentLinkedQueue<>();
    private final Scheduler scheduler =
            Scheduler.builder()
                    .clock(clock)
                    .listener(events::add)
                    .queue("default")
                    .queue("narrow", q -> q.concurrency(1))
                    .build();

    @AfterEach
    void shutDown() {
        scheduler.shutdown(Duration.ZERO);
    }

    @Test
    void runsATaskAndHandsOutItsResult() throws Exception {
        TaskHandle<Integer> task = scheduler.submit("default", t -> 6 * 7);

        assertThat(task.await()).isEqualTo(new JoinResult.Success<>(42));
        assertThat(task.state()).isEqualTo(TaskState.COMPLETED);
        assertThat(task.future().get()).isEqualTo(42);
        assertThat(run(scheduler, t -> "again")).isEqualTo("again");
    }

    @Test
    void handsOutTheVeryFailureOfATask() throws Exception {
        var failure = new IOException("disk on fire");
        TaskHandle<Object> task =
                scheduler.spawn(t -> {
                    throw failure;
                });

        assertThat(task.await()).isEqualTo(new JoinResult.Failure<>(failure));
        assertThat(task.reason()).contains("disk on fire");
        assertThatThrownBy(() -> task.future().get())
                .isInstanceOf(ExecutionException.class)
                .hasCause(failure);
        assertThatThrownBy(() -> task.await().get())
                .isInstanceOf(TaskFailedException.class)
                .hasCause(failure);
    }

    @Test
    void anErrorThrownByATaskHarmsNobodyElse() throws Exception {
        TaskHandle<Object> deep = scheduler.spawn(t -> overflow(0));

        assertThat(deep.await()).isInstanceOf(JoinResult.Failure.class);
        assertThat(run(scheduler, t -> 1)).isEqualTo(1);
    }

    @SuppressWarnings("InfiniteRecursion") // the point of it
    private static int overflow(int depth) {
        return overflow(depth + 1) + 1;
    }

    @Test
    void sleepsByTheClockAndNotOneMicrosecondLess() throws Exception {
        TaskHandle<String> task =
                scheduler.spawn(t -> {
                    t.sleep(Duration.ofNanos(100_000));
                    return "ran";
                });
        awaitState(task, TaskState.SLEEPING);
        assertThat(task.reason()).isEqualTo("sleeps for 100 µs");

        clock.advance(Duration.ofNanos(99_000));
        assertThat(task.state()).isEqualTo(TaskState.SLEEPING);

        clock.advance(Duration.ofNanos(1_000));
        assertThat(task.await().get()).isEqualTo("ran");
    }

    @Test
    void tellsJoinersSuccessFailureCancellationAndTimeOutApart() throws Exception {
        TaskHandle<?> endless = scheduler.spawn(SchedulerTests::waitForever);
        TaskHandle<?> cancelled = scheduler.spawn(SchedulerTests::waitForever);
        awaitState(endless, TaskState.WAITING);
        awaitState(cancelled, TaskState.WAITING);
        TaskHandle<List<String>> joiner =
                scheduler.spawn(t -> {
                    List<String> outcomes = new ArrayList<>();
                    outcomes.add(name(t.join(t.spawn(c -> 1))));
                    outcomes.add(name(t.join(t.spawn(c -> overflow(0)))));
                    t.cancel(cancelled.id());
                    outcomes.add(name(t.join(cancelled)));
                    outcomes.add(name(t.join(endless, Duration.ZERO)));
                    outcomes.add(name(t.join(endless, Duration.ofSeconds(5))));
                    return outcomes;
                });
        awaitState(joiner, TaskState.WAITING);
        Eventually.await("it joins the endless one", () -> joiner.reason().endsWith("at most 5 s"));
        clock.advance(Duration.ofSeconds(5));

        assertThat(joiner.await().get())
                .containsExactly("Success", "Failure", "Cancelled", "TimedOut", "TimedOut");
    }

    @Test
    void refusesToJoinItselfOrAStranger() throws Exception {
        var self = new AtomicReference<TaskHandle<?>>();
        var ready = new CountDownLatch(1);
        TaskHandle<?> task =
                scheduler.spawn(t -> {
                    ready.await();
                    return t.join(self.get());
                });
        self.set(task);
        ready.countDown();
        assertThat(failure(task)).hasMessageContaining("would join itself");

        try (Scheduler other = Scheduler.builder().build()) {
            TaskHandle<Integer> stranger = other.spawn(t -> 1);
            assertThat(failure(scheduler.spawn(t -> t.join(stranger))))
                    .hasMessageContaining("another scheduler");
        }
    }

    @Test
    void wakesAWaiterBySignalAndReportsATimeOut() throws Exception {
        TaskHandle<Boolean> signalled = scheduler.spawn(t -> t.awaitSignal("go", LONG));
        TaskHandle<Boolean> late = scheduler.spawn(t -> t.awaitSignal("never", LONG));
        awaitState(signalled, TaskState.WAITING);
        awaitState(late, TaskState.WAITING);
        assertThat(signalled.reason()).isEqualTo("waits for a signal on \"go\", at most 1 min");

        assertThat(scheduler.signal("go")).isEqualTo(1);
        clock.advance(LONG);

        assertThat(signalled.await().get()).isTrue();
        assertThat(late.await().get()).isFalse();
    }

    @Test
    void losesNoSignalThatCameBeforeTheWait() throws Exception {
        assertThat(scheduler.signal("early")).isZero();

        assertThat(run(scheduler, t -> t.awaitSignal("early", Duration.ZERO))).isEqualTo(true);
        assertThat(run(scheduler, t -> t.awaitSignal("early", Duration.ZERO))).isEqualTo(false);
    }

    @Test
    void cancelsATaskBeforeItStarts() throws Exception {
        TaskHandle<?> first = scheduler.submit("narrow", SchedulerTests::waitForever);
        TaskHandle<?> second = scheduler.submit("narrow", SchedulerTests::waitForever);
        assertThat(second.state()).isEqualTo(TaskState.READY);
        assertThat(second.reason()).isEqualTo("queue narrow has 1/1 running; 1 task waits");

        assertThat(second.cancel()).isTrue();
        assertThat(second.cancel()).isFalse();

        assertThat(second.await()).isInstanceOf(JoinResult.Cancelled.class);
        assertThatThrownBy(() -> second.future().get()).isInstanceOf(CancellationException.class);
        assertThat(queue("narrow").waiting()).isZero();
        first.cancel();
        assertThat(first.await()).isInstanceOf(JoinResult.Cancelled.class);
        assertThat(queue("narrow").running()).isZero();
    }

    @Test
    void cancelsATaskThatBlocksOutsideTheSystemCallsByInterrupt() throws Exception {
        var blocked = new CountDownLatch(1);
        TaskHandle<?> task =
                scheduler.spawn(t -> {
                    blocked.countDown();
                    new CountDownLatch(1).await();
                    return 1;
                });
        blocked.await();

        assertThat(task.cancel()).isTrue();

        assertThat(task.await()).isInstanceOf(JoinResult.Cancelled.class);
        assertThat(task.state()).isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void aTaskThatSwallowsItsCancellationMeetsItAgainAtItsNextCall() throws Exception {
        var met = new AtomicInteger();
        TaskHandle<?> stubborn =
                scheduler.spawn(t -> {
                    for (int i = 0; i < 3; i++) {
                        try {
                            t.awaitSignal("never");
                        } catch (RuntimeException e) {
                            met.incrementAndGet();
                        }
                    }
                    return t.isCancelled();
                });
        awaitState(stubborn, TaskState.WAITING);
        stubborn.cancel();

        assertThat(stubborn.await()).isEqualTo(new JoinResult.Success<>(true));
        assertThat(met).hasValue(3);
    }

    @Test
    void failsATaskThatTakesLongerThanItsTimeOut() throws Exception {
        var options = TaskOptions.named("slow").withTimeout(Duration.ofSeconds(3));
        TaskHandle<?> task = scheduler.submit("default", options, SchedulerTests::waitForever);
        awaitState(task, TaskState.WAITING);

        clock.advance(Duration.ofSeconds(3));

        assertThat(failure(task)).hasMessageContaining("longer than its time-out of PT3S");
        assertThat(task.state()).isEqualTo(TaskState.FAILED);
    }

    @Test
    void pausesStartsAndNeverATaskThatRuns() throws Exception {
        TaskHandle<?> running = scheduler.submit("narrow", t -> t.awaitSignal("on", LONG));
        awaitState(running, TaskState.WAITING);
        scheduler.pause("narrow");
        TaskHandle<?> held = scheduler.submit("narrow", t -> 2);
        scheduler.signal("on");
        running.await();

        assertThat(held.state()).isEqualTo(TaskState.READY);
        assertThat(held.reason()).isEqualTo("queue narrow is paused; 1 task waits");
        scheduler.resume("narrow");
        assertThat(held.await()).isEqualTo(new JoinResult.Success<>(2));
    }

    @Test
    void changesAQueuesConcurrencyWhileItRuns() throws Exception {
        List<TaskHandle<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tasks.add(scheduler.submit("narrow", SchedulerTests::waitForever));
        }
        assertThat(queue("narrow").running()).isEqualTo(1);

        scheduler.concurrency("narrow", 3);

        assertThat(queue("narrow").running()).isEqualTo(3);
        tasks.forEach(TaskHandle::cancel);
    }

    @Test
    void aChildTakesNoSlotSoAParentMayJoinItOnAQueueOfOne() throws Exception {
        TaskHandle<Integer> parent = scheduler.submit("narrow", t -> t.join(t.spawn(c -> 5)).get());

        assertThat(parent.await().get()).isEqualTo(5);
    }

    @Test
    void startsTheMostUrgentOfAQueueFirst() throws Exception {
        TaskHandle<?> plug = scheduler.submit("narrow", t -> t.awaitSignal("pull", LONG));
        var order = new ConcurrentLinkedQueue<Integer>();
        for (int priority : new int[] {20, 10, 1, 10}) {
            var options = TaskOptions.DEFAULTS.withPriority(priority);
            scheduler.submit("narrow", options, t -> order.add(priority));
        }
        awaitState(plug, TaskState.WAITING);
        scheduler.signal("pull");
        scheduler.runBlocking();

        assertThat(order).containsExactly(1, 10, 10, 20);
    }

    @Test
    void refusesAnUnknownQueueAndNamesThoseThereAre() {
        assertThatThrownBy(() -> scheduler.submit("reprots", t -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no queue \"reprots\"; the queues are [default, narrow]");
    }

    @Test
    void refusesTasksAtTheCapAndNamesIt() throws Exception {
        try (Scheduler small = Scheduler.builder().maxLiveTasks(1).build()) {
            TaskHandle<?> first = small.spawn(SchedulerTests::waitForever);

            assertThatThrownBy(() -> small.spawn(t -> 1))
                    .isInstanceOf(TaskRejectedException.class)
                    .hasMessageContaining("maxLiveTasks is 1");
            first.cancel();
            small.runBlocking();
            assertThat(run(small, t -> "room again")).isEqualTo("room again");
            assertThat(small.snapshot().rejected()).isEqualTo(1);
        }
    }

    @Test
    void refusesASystemCallFromAnotherThread() throws Exception {
        var leaked = new AtomicReference<TaskContext>();
        TaskHandle<?> task =
                scheduler.spawn(t -> {
                    leaked.set(t);
                    t.awaitSignal("never");
                    return 1;
                });
        awaitState(task, TaskState.WAITING);

        assertThatThrownBy(() -> leaked.get().now())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("task-1");
    }

    @Test
    void aListenerThatThrowsIsCountedAndHarmsNobody() throws Exception {
        scheduler.addListener(e -> {
            throw new AssertionError("a bad listener");
        });

        assertThat(run(scheduler, t -> 1)).isEqualTo(1);
        assertThat(scheduler.snapshot().listenerFailures()).isPositive();
    }

    @Test
    void countsSystemCallsByType() throws Exception {
        scheduler.runBlocking(t -> {
            t.now();
            t.yield();
            t.log("hello");
            return t.signal("key");
        });

        assertThat(scheduler.snapshot().systemCalls())
                .containsEntry("now", 1L)
                .containsEntry("yield", 1L)
                .containsEntry("log", 1L)
                .containsEntry("signal", 1L)
                .containsEntry("wait", 0L);
    }

    @Test
    void whoHearsOfATasksEndSeesItAndWhoWaitsForItFindsTheListenersDone() throws Exception {
        var handle = new AtomicReference<TaskHandle<?>>();
        var seen = new ConcurrentLinkedQueue<TaskState>();
        scheduler.addListener(event -> {
            if (event instanceof KernelEvent.TaskFinished) {
                seen.add(handle.get().state());
            }
        });
        for (int i = 0; i < 200; i++) {
            TaskHandle<?> task = scheduler.submit("default", t -> t.awaitSignal("end", LONG));
            handle.set(task);
            task.cancel();
            task.await();
            assertThat(seen).hasSize(i + 1);
        }

        assertThat(seen).containsOnly(TaskState.CANCELLED);
    }

    @Test
    void reportsTheLifeOfATaskAsEvents() throws Exception {
        TaskHandle<?> task = scheduler.submit("default", t -> t.awaitSignal("s", LONG));
        awaitState(task, TaskState.WAITING);
        scheduler.signal("s");
        scheduler.runBlocking();

        assertThat(events)
                .extracting(e -> e.getClass().getSimpleName())
                .containsExactly(
                        "SchedulerStarted",
                        "TaskSubmitted",
                        "TaskStarted",
                        "TaskBlocked",
                        "TaskResumed",
                        "TaskFinished");
    }

    private static Object run(Scheduler scheduler, SchedulableJob<?> job)
            throws InterruptedException {
        return scheduler.runBlocking(job);
    }

    static Object waitForever(TaskContext task) {
        task.awaitSignal("a signal that never comes");
        return "never";
    }

    private static final Duration LONG = Duration.ofMinutes(1);

    private static String name(JoinResult<?> result) {
        return result.getClass().getSimpleName();
    }

    private static Throwable failure(TaskHandle<?> task) throws InterruptedException {
        JoinResult<?> result = task.await();
        assertThat(result).isInstanceOf(JoinResult.Failure.class);
        return ((JoinResult.Failure<?>) result).cause();
    }

    private QueueSnapshot queue(String name) {
        return scheduler.snapshot().queues().stream()
                .filter(q -> q.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitState(TaskHandle<?> task, TaskState state) {
        Eventually.await(task.id() + " is " + state, () -> task.state() == state);
    }
}
