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
