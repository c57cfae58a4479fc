package dev.mayfly.kernel.engine.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.Eventually;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.carrier.MovingAverageForecast;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.time.SteppableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a permit costs that the monitor took from a task which only waited for a moment, for a lock
 * of the kernel say: the task runs beside the others until it next gives up its turn. No permit, no
 * task and no order is lost by it. Here the monitor looks as often as the test steps its clock.
 */
@Timeout(120)
class PermitReclaimTests {

    private static final int PERMITS = 2;

    private final SteppableClock monitor = new SteppableClock();
    private final Scheduler scheduler =
            Scheduler.builder()
                    .engine(
                            "e",
                            name ->
                                    new CoroutineEngine(
                                            name,
                                            CoroutineMode.PORTABLE,
                                            new CarrierSettings(
                                                    PERMITS,
                                                    CarrierSettings.DEFAULT_QUANTUM,
                                                    CarrierSettings.DEFAULT_HOG_LIMIT,
                                                    0,
                                                    MovingAverageForecast::new,
                                                    monitor)))
                    .queue("q", q -> q.engine("e"))
                    .build();

    @AfterEach
    void close() {
        scheduler.shutdown(Duration.ZERO);
    }

    private EngineSnapshot engine() {
        return scheduler.snapshot().engines().getLast();
    }

    private void look() {
        monitor.advance(Duration.ofMillis(1));
    }

    @Test
    void aTaskWithoutItsPermitRunsOnUntilItGivesUpItsTurnAndThenStandsInLine()
            throws InterruptedException {
        var brief = new ReentrantLock();
        var goOn = new CountDownLatch(1);
        List<TaskHandle<Integer>> robbed = new ArrayList<>();
        brief.lock();
        for (int i = 0; i < PERMITS; i++) {
            robbed.add(
                    scheduler.submit(
                            "q",
                            t -> {
                                brief.lock();
                                brief.unlock();
                                t.now();
                                goOn.await();
                                t.yield();
                                return t.awaitSignal("end", Duration.ofHours(1)) ? 1 : 0;
                            }));
        }
        TaskHandle<Integer> next = scheduler.submit("q", t -> 2);
        Eventually.await(
                "permits were taken back",
                () -> {
                    look();
                    return next.isDone();
                });
        assertThat(engine().details().get("permits_reclaimed")).isPositive();
        brief.unlock();
        goOn.countDown();
        robbed.forEach(
                task -> Eventually.await("it waits", () -> task.state() == TaskState.WAITING));
        scheduler.signal("end");

        for (TaskHandle<Integer> task : robbed) {
            assertThat(task.await().get()).isEqualTo(1);
        }
        assertAllPermitsAreThere();
    }

    @Test
    void aMonitorThatTakesPermitsInEveryMomentLosesNothing() throws InterruptedException {
        var ran = new AtomicInteger();
        List<TaskHandle<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            int number = i;
            var options = TaskOptions.DEFAULTS.withPriority(5 + i % 10);
            tasks.add(scheduler.submit("q", options, t -> work(t, number, ran)));
            look();
        }
        Eventually.await(
                "all have ended",
                () -> {
                    look();
                    scheduler.signal("key");
                    return scheduler.isQuiet();
                });
        assertThat(ran).hasValue(tasks.size());
        assertThat(tasks).allMatch(task -> task.state() == TaskState.COMPLETED);
        assertThat(engine().details().get("permits_reclaimed")).isPositive();
        assertAllPermitsAreThere();
    }

    private int work(TaskContext task, int number, AtomicInteger ran) {
        // One key and one queue of timers: all wait for the same few locks of the kernel.
        task.awaitSignal("key", Duration.ofNanos(1 + number % 1_000));
        task.signal("key");
        task.yield();
        synchronized (this) {
            task.sleep(Duration.ofNanos(1 + number % 100));
        }
        task.join(task.spawn(child -> 1));
        return ran.incrementAndGet();
    }

    /** With a monitor that does not look: exactly so many have their turn at once, not one less. */
    private void assertAllPermitsAreThere() throws InterruptedException {
        Eventually.await("no permit is held", () -> engine().running() == 0);
        assertThat(engine().ready()).isZero();
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var full = new CountDownLatch(PERMITS);
        for (int i = 0; i < 100; i++) {
            scheduler.submit(
                    "q",
                    t -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        full.countDown();
                        while (full.getCount() > 0) {
                            Thread.yield(); // there may be one processor
                        }
                        return inside.decrementAndGet();
                    });
        }
        scheduler.runBlocking();
        assertThat(most).hasValue(PERMITS);
    }
}
