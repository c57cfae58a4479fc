package dev.mayfly.kernel.engine.threaded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.Eventually;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.platform.SparePlatform;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** What the threaded engine does beyond the contract: threads that are refused, and joins. */
@Timeout(120)
class ThreadedEngineTests {

    private final AtomicBoolean refusing = new AtomicBoolean();
    private final AtomicInteger refused = new AtomicInteger();
    private Scheduler scheduler = scheduler(2);

    private Scheduler scheduler(int threads) {
        return Scheduler.builder()
                .platform(new SparePlatform(this::mayStart))
                .engine("t", name -> new ThreadedEngine(name, threads))
                .queue("q", q -> q.engine("t"))
                .build();
    }

    private void mayStart(Thread thread) {
        if (refusing.get() && thread.getName().startsWith("mayfly-t-")) {
            refused.incrementAndGet();
            throw new OutOfMemoryError("planted");
        }
    }

    private void use(int threads) {
        scheduler.shutdown(Duration.ZERO);
        scheduler = scheduler(threads);
    }

    @AfterEach
    void close() {
        refusing.set(false);
        scheduler.shutdown(Duration.ZERO);
    }

    private EngineSnapshot engine() {
        return scheduler.snapshot().engines().getLast();
    }

    private TaskHandle<Integer> hold(CountDownLatch until) {
        TaskHandle<Integer> task =
                scheduler.submit(
                        "q",
                        t -> {
                            until.await();
                            return 1;
                        });
        Eventually.await("it runs", () -> task.state() == TaskState.RUNNING);
        return task;
    }

    @Test
    void failsTasksThatThereIsNoThreadForAndGoesOn() throws InterruptedException {
        refusing.set(true);
        List<TaskHandle<Integer>> unlucky = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            unlucky.add(scheduler.submit("q", t -> 1));
        }
        for (TaskHandle<Integer> task : unlucky) {
            assertThat(((JoinResult.Failure<Integer>) task.await()).cause())
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessage("planted");
        }
        refusing.set(false);

        assertThat(scheduler.submit("q", t -> 2).await().get()).isEqualTo(2);
        Eventually.await("no turn is lost", () -> engine().running() == 0);
        assertThat(engine().ready()).isZero();
    }

    @Test
    void letsATaskWaitForAThreadThatIsThere() throws InterruptedException {
        var free = new CountDownLatch(1);
        TaskHandle<Integer> holder = hold(free);
        refusing.set(true);
        TaskHandle<Integer> patient = scheduler.submit("q", t -> 2);
        assertThat(refused).hasValue(1);
        assertThat(patient.state()).isEqualTo(TaskState.READY);
        free.countDown();

        assertThat(patient.await().get()).isEqualTo(2);
        assertThat(holder.await().get()).isEqualTo(1);
    }

    @Test
    void failsAChildWhereAllThreadsWaitForIt() throws InterruptedException {
        use(1);
        TaskHandle<Throwable> parent =
                scheduler.submit(
                        "q",
                        t -> {
                            refusing.set(true);
                            var end = (JoinResult.Failure<Integer>) t.join(t.spawn(c -> 1));
                            return end.cause();
                        });
        assertThat(parent.await().get()).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void endsTheThreadsThatJoinsWereGiven() throws InterruptedException {
        use(1);
        assertThat(scheduler.submit("q", t -> descend(t, 50)).await().get()).isEqualTo(50);
        Eventually.await("one thread is left", () -> engine().details().get("threads") == 1);
        assertThat(engine().details()).containsEntry("threads_joining", 0L);
        assertThat(scheduler.submit("q", t -> 1).await().get()).isEqualTo(1);
    }

    private static int descend(TaskContext task, int depth) {
        return depth == 0 ? 0 : 1 + task.join(task.spawn(t -> descend(t, depth - 1))).get();
    }

    @Test
    void boundsTheThreadsThatJoinsAreGiven() throws InterruptedException {
        use(1);
        TaskHandle<Integer> tooDeep = scheduler.submit("q", t -> descend(t, 300));
        Eventually.await(
                "as many joins as may step aside",
                () -> engine().details().get("threads_joining") == ThreadedEngine.MOST_ASIDE);
        Eventually.await("the last keeps its turn", () -> engine().ready() == 1);
        assertThat(engine().details()).containsEntry("threads", ThreadedEngine.MOST_ASIDE + 1L);

        scheduler.snapshot().tasks().forEach(t -> scheduler.cancel(t.id()));
        assertThat(tooDeep.await()).isInstanceOf(JoinResult.Cancelled.class);
        Eventually.await("one thread is left", () -> engine().details().get("threads") == 1);
    }

    @RepeatedTest(50) // a child that was just being started was left behind once in sixty
    void endsItsThreadsWhenClosedWhileTasksJoin() {
        use(2);
        for (int i = 0; i < 20; i++) {
            scheduler.submit("q", t -> t.join(t.spawn(c -> c.awaitSignal("never", NEVER))));
        }
        Eventually.await("two wait for signals", () -> engine().running() == 2);

        assertThat(scheduler.shutdown(Duration.ZERO).stuck()).isEmpty();

        Eventually.await("no thread is left", () -> engine().details().get("threads") == 0);
    }

    private static final Duration NEVER = Duration.ofHours(1);
}
