package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.load.BackPressureListener;
import dev.mayfly.kernel.load.LoadMeter;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskRejectedException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

class BackPressureTests {

    private final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<KernelEvent> events = new ConcurrentLinkedQueue<>();
    private final Scheduler scheduler =
            Scheduler.builder()
                    .maxLiveTasks(10)
                    .listener(events::add)
                    .backPressure(plant(new Recorder()))
                    .build();

    /** A subclass may plant a fault here. */
    BackPressureListener plant(BackPressureListener listener) {
        return listener;
    }

    /** A subclass may plant a fault here. */
    LoadMeter meter(long cap, LoadMeter.Listener change) {
        return new LoadMeter(cap, change);
    }

    /** A subclass may plant a fault here. */
    Consumer<Duration> waits(LoadMeter meter) {
        return meter.waits();
    }

    private final class Recorder implements BackPressureListener {
        @Override
        public void pause(double load) {
            calls.add("pause at " + load);
        }

        @Override
        public void resume(double load) {
            calls.add("resume at " + load);
            throw new IllegalStateException("a broken listener harms nobody");
        }
    }

    @AfterEach
    void shutDown() {
        scheduler.shutdown(Duration.ZERO);
    }

    @Test
    void pausesAtEightTenthsAndResumesAtFive() throws Exception {
        var tasks = new ArrayDeque<TaskHandle<?>>();
        for (int i = 0; i < 7; i++) {
            tasks.add(scheduler.spawn(t -> t.awaitSignal("x", Duration.ofDays(1))));
        }
        assertThat(calls).isEmpty();
        tasks.add(scheduler.spawn(t -> t.awaitSignal("x", Duration.ofDays(1))));
        assertThat(calls).containsExactly("pause at 0.8");
        end(tasks, 2);
        assertThat(scheduler.snapshot().load().paused()).isTrue();
        assertThat(calls).hasSize(1);
        end(tasks, 1);
        Eventually.await("it resumes", () -> calls.size() == 2);
        assertThat(calls).containsExactly("pause at 0.8", "resume at 0.5");

        Eventually.await(
                "the failure is counted", () -> scheduler.snapshot().listenerFailures() == 1);
        assertThat(scheduler.snapshot().load().pauses()).isEqualTo(1);
        assertThat(scheduler.snapshot().load().cap()).isEqualTo(10);
        assertThat(events).filteredOn(KernelEvent.BackPressureChanged.class::isInstance).hasSize(2);
    }

    private static void end(ArrayDeque<TaskHandle<?>> tasks, int count)
            throws InterruptedException {
        for (int i = 0; i < count; i++) {
            TaskHandle<?> task = tasks.remove();
            task.cancel();
            task.await();
        }
    }

    @Test
    void namesTheLimitAndItsValueWhenItRefuses() {
        for (int i = 0; i < 10; i++) {
            scheduler.spawn(t -> t.awaitSignal("x", Duration.ofDays(1)));
        }
        assertThatThrownBy(() -> scheduler.spawn(t -> 1))
                .isInstanceOfSatisfying(
                        TaskRejectedException.class,
                        e ->
                                assertThat(e.limit())
                                        .contains(
                                                new TaskRejectedException.Limit(
                                                        "maxLiveTasks", 10)))
                .hasMessageContaining("maxLiveTasks is 10");
    }

    @Test
    void marksAreExactForEveryCap() {
        for (int cap = 1; cap < 200; cap++) {
            var changes = new ArrayList<String>();
            var meter = meter(cap, (paused, load) -> changes.add(paused + " " + load));
            int entered = 0;
            while (!meter.paused()) {
                assertThat(meter.enter(1, entered % 2 == 0)).isTrue();
                entered++;
            }
            assertThat(entered * 10).isGreaterThanOrEqualTo(cap * 8);
            assertThat((entered - 1) * 10).isLessThan(cap * 8);
            while (meter.paused()) {
                entered--;
                meter.leave(entered % 2 == 0);
            }
            assertThat(entered * 2).isLessThanOrEqualTo(cap);
            assertThat((entered + 1) * 2).isGreaterThan(cap);
            assertThat(changes).hasSize(2);
        }
    }

    @Test
    void pausesWhereUnitsAreLikelyToWaitForEightTenthsOfTheLongestAndResumesAtFive() {
        var changes = new ArrayList<String>();
        var meter =
                new LoadMeter(
                        10,
                        Duration.ofSeconds(10),
                        (paused, load) -> changes.add(paused + " " + load));
        assertThat(meter.predictedWait()).as("nobody can tell").isNull();
        Consumer<Duration> one = waits(meter);
        Consumer<Duration> other = waits(meter);
        one.accept(Duration.ofMillis(7_999));
        other.accept(Duration.ofMillis(7_000));
        assertThat(changes).isEmpty();
        assertThat(meter.load()).isEqualTo(0.7999);

        one.accept(Duration.ofSeconds(8));
        assertThat(changes).containsExactly("true 0.8");
        one.accept(Duration.ZERO);
        assertThat(meter.predictedWait()).as("the longest").isEqualTo(Duration.ofSeconds(7));
        other.accept(Duration.ofMillis(5_001));
        assertThat(changes).hasSize(1);
        other.accept(Duration.ofSeconds(5));
        assertThat(changes).containsExactly("true 0.8", "false 0.5");
    }

    @Test
    void resumesOnlyWhenBothTasksAndWaitsAreDown() {
        var meter = meter(10, (paused, load) -> {});
        Consumer<Duration> waits = waits(meter);
        assertThat(meter.enter(8, false)).isTrue();
        waits.accept(Duration.ofDays(100_000));
        assertThat(meter.load()).isEqualTo(1);
        for (int i = 0; i < 8; i++) {
            meter.leave(false);
        }
        assertThat(meter.paused()).as("for the wait").isTrue();
        waits.accept(Duration.ZERO);
        assertThat(meter.paused()).isFalse();
        assertThat(meter.pauses()).isEqualTo(1);
    }

    @Test
    void callsAlternateUnderManyThreads() throws Exception {
        List<Boolean> changes = new ArrayList<>();
        var inside = new AtomicInteger();
        var overlaps = new AtomicInteger();
        var meter =
                meter(
                        10,
                        (paused, load) -> {
                            if (inside.incrementAndGet() > 1) {
                                overlaps.incrementAndGet();
                            }
                            changes.add(paused);
                            inside.decrementAndGet();
                        });
        assertThat(meter.enter(4, false)).isTrue();
        crossTheMarksByManyThreads(meter);
        for (int i = 0; i < 4; i++) {
            meter.leave(false);
        }
        assertThat(overlaps).hasValue(0);
        assertThat(changes).hasSizeGreaterThan(1);
        assertThat(meter.live()).isZero();
        assertThat(meter.paused()).isFalse();
        for (int i = 0; i < changes.size(); i++) {
            assertThat(changes.get(i)).isEqualTo(i % 2 == 0);
        }
    }

    private static void crossTheMarksByManyThreads(LoadMeter meter) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int n = 0; n < 10_000; n++) {
                                    // Crosses both marks even where no two run at once.
                                    if (meter.enter(4, false)) {
                                        for (int left = 4; left > 0; left--) {
                                            meter.leave(false);
                                        }
                                    }
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
