package dev.mayfly.test.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.carrier.MovingAverageForecast;
import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.time.Clock;
import dev.mayfly.kernel.time.SteppableClock;
import dev.mayfly.kernel.time.SystemClock;
import dev.mayfly.test.Await;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the coroutine engine promises in both of its modes, beyond what every engine does: a quantum
 * that gives equals their turn, and an end for tasks that no thread can be made for.
 *
 * <p>Here the time that quanta are measured by stands still too, unless it is stepped.
 */
public abstract class CoroutineEngineContractTests extends EngineContractTests {

    /** For subclasses. */
    protected CoroutineEngineContractTests() {}

    /**
     * The mode under test.
     *
     * @return owned or portable
     */
    protected abstract CoroutineMode mode();

    /**
     * With no spares, so that no more tasks run at once than asked for, on however slow a machine.
     */
    @Override
    protected final Engine newEngine(String name, int parallelism) {
        return new CoroutineEngine(name, mode(), settings(parallelism, new SystemClock()));
    }

    private static CarrierSettings settings(int parallelism, Clock clock) {
        return new CarrierSettings(
                parallelism,
                CarrierSettings.DEFAULT_QUANTUM,
                CarrierSettings.DEFAULT_HOG_LIMIT,
                0,
                MovingAverageForecast::new,
                clock);
    }

    /** One coroutine at a time; the quantum is measured by the clock given. */
    private Scheduler single(SteppableClock real) {
        CarrierSettings settings = settings(1, real);
        return Scheduler.builder()
                .engine("e", name -> new CoroutineEngine(name, mode(), settings))
                .queue("q", q -> q.engine("e"))
                .build();
    }

    /** A task that never waits: it asks for the time until it is told to stop. */
    private static TaskHandle<Integer> talker(Scheduler scheduler, AtomicBoolean stop)
            throws InterruptedException {
        var running = new CountDownLatch(1);
        TaskHandle<Integer> task =
                scheduler.submit(
                        "q",
                        t -> {
                            running.countDown();
                            while (!stop.get()) {
                                t.now();
                            }
                            return 1;
                        });
        running.await();
        return task;
    }

    private static TaskSnapshot snapshot(Scheduler scheduler, TaskHandle<?> task) {
        return scheduler.snapshot().tasks().stream()
                .filter(candidate -> candidate.id().equals(task.id()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTaskThatNeverWaitsGivesWayToItsEqualAfterItsQuantum() throws InterruptedException {
        var real = new SteppableClock();
        var stop = new AtomicBoolean();
        Scheduler scheduler = single(real);
        try {
            TaskHandle<Integer> talker = talker(scheduler, stop);
            TaskHandle<TaskState> equal = scheduler.submit("q", t -> talker.state());
            real.advance(Duration.ofMillis(9));
            assertThat(equal.state()).isEqualTo(TaskState.READY);

            Await.until(
                    "the equal has had its turn",
                    () -> {
                        real.advance(Duration.ofMillis(1));
                        return equal.state() == TaskState.COMPLETED;
                    });

            assertThat(equal.await().get()).isEqualTo(TaskState.THROTTLED);
            Await.until("the talker goes on", () -> talker.state() == TaskState.RUNNING);
            assertThat(snapshot(scheduler, talker).throttled()).isEqualTo(1);
            stop.set(true);
            assertThat(talker.await()).isEqualTo(new JoinResult.Success<>(1));
        } finally {
            stop.set(true);
            scheduler.shutdown(Duration.ZERO);
        }
    }

    @Test
    void aTaskThatNobodyWaitsBehindIsNotThrottled() throws InterruptedException {
        var real = new SteppableClock();
        var stop = new AtomicBoolean();
        Scheduler scheduler = single(real);
        try {
            TaskHandle<Integer> talker = talker(scheduler, stop);
            real.advance(Duration.ofMillis(500));

            assertThat(snapshot(scheduler, talker).throttled()).isZero();
            stop.set(true);
            assertThat(talker.await()).isEqualTo(new JoinResult.Success<>(1));
        } finally {
            stop.set(true);
            scheduler.shutdown(Duration.ZERO);
        }
    }

    @Test
    void failsATaskThatThereIsNoThreadForAndGoesOn() {
        Engine engine = newEngine("small", 1);
        try {
            for (int i = 0; i < 100; i++) {
                var refusal = new OutOfMemoryError("planted");
                var unlucky = new Body(i, refusal);
                Execution execution = engine.prepare(unlucky);
                execution.start();
                Await.until("the body was told", () -> unlucky.failure.get() != null);
                assertThat(unlucky.failure.get()).isSameAs(refusal);
                assertThat(unlucky.ran).isFalse();
                assertThat(execution.thread()).isNull();
            }
            var lucky = new Body(1_000, null);
            engine.prepare(lucky).start();
            Await.until("the next runs", lucky.ran::get);
            Await.until("all is given back", () -> engine.snapshot().running() == 0);
        } finally {
            engine.close();
        }
    }

    /** A body that a thread can be made for, or not. */
    private static final class Body implements TaskBody {

        private final TaskId id;
        private final @Nullable Error refusal;
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private final AtomicBoolean ran = new AtomicBoolean();

        Body(long id, @Nullable Error refusal) {
            this.id = new TaskId(id);
            this.refusal = refusal;
        }

        @Override
        public TaskId id() {
            return id;
        }

        @Override
        public String name() {
            if (refusal != null) {
                throw refusal; // asked for when the thread is made
            }
            return "lucky";
        }

        @Override
        public int priority() {
            return 10;
        }

        @Override
        public void run() {
            ran.set(true);
        }

        @Override
        public void fail(Throwable cause) {
            failure.set(cause);
        }
    }
}
