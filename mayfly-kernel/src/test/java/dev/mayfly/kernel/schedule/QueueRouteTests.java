package dev.mayfly.kernel.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.Eventually;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.engine.async.AsyncEngine;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.task.AsyncJob;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Engine and priority of a queue that are changed while it is at work. */
@Timeout(120)
class QueueRouteTests {

    private final Scheduler scheduler =
            Scheduler.builder()
                    .engine("stages", name -> new AsyncEngine(name, 2))
                    .queue("q", q -> q.engine("coroutine").concurrency(2).priority(10))
                    .build();

    @AfterEach
    void shutDown() {
        scheduler.shutdown(Duration.ZERO);
    }

    private QueueSnapshot queue() {
        return scheduler.outline().queues().getFirst();
    }

    private static <R> R end(TaskHandle<R> task) {
        return task.future().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private TaskHandle<Boolean> isVirtual(CountDownLatch gate) {
        return scheduler.submit(
                "q",
                t -> {
                    gate.await();
                    return Thread.currentThread().isVirtual();
                });
    }

    @Test
    void tasksThatComeAfterwardsRunOnTheOtherEngineAndThoseBeforeStay() throws Exception {
        var gate = new CountDownLatch(1);
        List<TaskHandle<Boolean>> before = new ArrayList<>();
        for (int i = 0; i < 4; i++) { // two run, two stand in line
            before.add(isVirtual(gate));
        }
        Eventually.await("two run", () -> queue().running() == 2 && queue().waiting() == 2);
        scheduler.route("q", "threaded", 10);
        TaskHandle<Boolean> after = isVirtual(gate);
        assertThat(queue().engine()).isEqualTo("threaded");
        assertThat(queue().waiting()).as("both engines share the slots").isEqualTo(3);
        gate.countDown();
        for (TaskHandle<Boolean> task : before) {
            assertThat(end(task)).isTrue();
        }
        assertThat(end(after)).isFalse();
        scheduler.route("q", "coroutine", 10);
        assertThat(end(isVirtual(gate))).isTrue();
    }

    @Test
    void aTaskThatBlocksGoesOnWhereItBeganThoughNothingBlocksOnTheNewEngine() throws Exception {
        TaskHandle<String> waits =
                scheduler.submit("q", t -> "" + t.awaitSignal("go", Duration.ofDays(1)));
        Eventually.await("it waits", () -> waits.reason().contains("go"));
        scheduler.route("q", "stages", 10);
        TaskHandle<?> refused = scheduler.submit("q", t -> t.awaitSignal("go", Duration.ofDays(1)));
        assertThatThrownBy(() -> end(refused))
                .rootCause()
                .hasMessageContaining("no body blocks on its engine \"stages\"");
        AsyncJob<String> stage = t -> CompletableFuture.completedFuture("staged");
        assertThat(end(scheduler.submit("q", stage))).isEqualTo("staged");
        scheduler.signal("go");
        assertThat(end(waits)).isEqualTo("true");
    }

    @Test
    void tasksThatComeAfterwardsAreAsUrgentAsTheQueueIsThen() throws Exception {
        scheduler.pause("q");
        Queue<String> ran = new ConcurrentLinkedQueue<>();
        scheduler.concurrency("q", 1);
        List<TaskHandle<?>> tasks = new ArrayList<>();
        tasks.add(scheduler.submit("q", t -> ran.add("before")));
        tasks.add(
                scheduler.submit(
                        "q", TaskOptions.named("own").withPriority(20), t -> ran.add("own")));
        scheduler.route("q", "coroutine", 3);
        assertThat(queue().priority()).isEqualTo(3);
        tasks.add(scheduler.submit("q", t -> ran.add("after")));
        scheduler.resume("q");
        for (TaskHandle<?> task : tasks) {
            end(task);
        }
        assertThat(ran).containsExactly("after", "before", "own");
    }

    @Test
    void aChangeIsToldOnceAndNoChangeIsNot() {
        Queue<KernelEvent> told = new ConcurrentLinkedQueue<>();
        scheduler.addListener(event -> {
            if (event instanceof KernelEvent.QueueRouted) {
                told.add(event);
            }
        });
        scheduler.route("q", "threaded", 4);
        scheduler.route("q", "threaded", 4);
        assertThat(told)
                .singleElement()
                .isInstanceOfSatisfying(
                        KernelEvent.QueueRouted.class,
                        event -> {
                            assertThat(event.queue()).isEqualTo("q");
                            assertThat(event.engine()).isEqualTo("threaded");
                            assertThat(event.priority()).isEqualTo(4);
                        });
    }

    @Test
    void whatIsNotThereIsNamedAndNothingChanges() {
        assertThatThrownBy(() -> scheduler.route("nowhere", "threaded", 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no queue \"nowhere\"; the queues are [q]");
        assertThatThrownBy(() -> scheduler.route("q", "steam", 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "there is no engine \"steam\"; the engines are [coroutine, threaded,"
                                + " stages]");
        assertThatThrownBy(() -> scheduler.route("q", "threaded", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("priority 0 is outside 1");
        assertThat(queue().engine()).isEqualTo("coroutine");
        assertThat(queue().priority()).isEqualTo(10);
    }

    @Test
    void nothingIsLostWhileAQueueMovesUnderLoad() throws Exception {
        List<TaskHandle<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            int number = i;
            if (i % 100 == 0) {
                scheduler.route("q", i % 200 == 0 ? "threaded" : "coroutine", 1 + i / 100 % 31);
            }
            tasks.add(scheduler.submit("q", t -> number));
        }
        for (int i = 0; i < tasks.size(); i++) {
            assertThat(end(tasks.get(i))).isEqualTo(i);
        }
        assertThat(queue().completed()).isEqualTo(20_000);
        Eventually.await("no slot is held", () -> queue().running() == 0);
    }
}
