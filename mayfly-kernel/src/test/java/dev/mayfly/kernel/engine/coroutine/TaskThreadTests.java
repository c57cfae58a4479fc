package dev.mayfly.kernel.engine.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.Eventually;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.SchedulerBuilder;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/** What one task leaves in its thread must not reach the next that runs on it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskThreadTests {

    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
    private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

    private final Scheduler scheduler = scheduler(1);

    private static Scheduler scheduler(int carriers) {
        return Scheduler.builder()
                .engine(
                        SchedulerBuilder.COROUTINE,
                        name ->
                                new CoroutineEngine(
                                        name, CoroutineMode.OWNED, CarrierSettings.of(carriers)))
                .build();
    }

    @AfterEach
    void stop() {
        scheduler.shutdown(Duration.ofSeconds(10));
    }

    private <R> R run(SchedulableJob<R> job) throws Exception {
        return run("task", job);
    }

    private <R> R run(String name, SchedulableJob<R> job) throws Exception {
        return scheduler.submit("default", TaskOptions.named(name), job).await().get();
    }

    /** Runs both without anything in between, and returns the threads they ran on. */
    private List<Thread> inTurn(SchedulableJob<?> first, SchedulableJob<?> second)
            throws Exception {
        List<Thread> threads = new ArrayList<>();
        scheduler.pause("default");
        List<TaskHandle<Boolean>> handles = new ArrayList<>();
        for (SchedulableJob<?> job : List.of(first, second)) {
            handles.add(
                    scheduler.spawn(task -> {
                        threads.add(Thread.currentThread());
                        job.run(task);
                        return true;
                    }));
        }
        scheduler.resume("default");
        for (TaskHandle<Boolean> handle : handles) {
            assertThat(handle.await().get()).isTrue();
        }
        return threads;
    }

    /**
     * Runs both until they share a thread, or the test's time is up. They need not at once: the end
     * of the first may have to wait for a monitor that the submitter holds, and the second then
     * gets a thread of its own.
     */
    private void onOneThread(SchedulableJob<?> first, SchedulableJob<?> second) throws Exception {
        List<Thread> threads = inTurn(first, second);
        while (threads.get(1) != threads.get(0)) {
            threads = inTurn(first, second);
        }
    }

    @Test
    void tasksThatDoNotWaitShareAThread() throws Exception {
        onOneThread(task -> 1, task -> 2);
    }

    @Test
    void aTaskThatWaitsKeepsItsThreadToItself() throws Exception {
        TaskHandle<Thread> waiting =
                scheduler.spawn(task -> {
                    LOCAL.set("mine");
                    task.awaitSignal("go");
                    assertThat(LOCAL.get()).isEqualTo("mine");
                    return Thread.currentThread();
                });
        Thread other = run(task -> Thread.currentThread());
        scheduler.signal("go");

        assertThat(waiting.await().get()).isNotSameAs(other);
    }

    /** It inherits the executor by which a task is found. */
    @Test
    void aVirtualThreadThatATaskStartsIsNotTheTask() throws Exception {
        TaskHandle<Integer> other =
                scheduler.spawn(task -> {
                    task.awaitSignal("end");
                    return 7;
                });
        var heard = new CompletableFuture<Integer>();
        TaskHandle<Thread> starter =
                scheduler.spawn(task -> {
                    Thread own =
                            Thread.startVirtualThread(() -> {
                                try {
                                    heard.complete(other.await().get());
                                } catch (Throwable t) {
                                    heard.completeExceptionally(t);
                                }
                            });
                    Eventually.await("it waits", () -> own.getState() == Thread.State.WAITING);
                    task.signal("end");
                    task.awaitSignal("heard");
                    return own;
                });

        assertThat(heard.get(60, TimeUnit.SECONDS)).isEqualTo(7);
        scheduler.signal("heard");
        assertThat(starter.await().get()).isNotNull();
    }

    @Test
    void aThreadThatWaitedAtItsCarrierIsUsedAgain() throws Exception {
        Thread first = run(task -> Thread.currentThread());
        Thread second = run(task -> Thread.currentThread());
        while (second != first) { // see onOneThread
            first = second;
            second = run(task -> Thread.currentThread());
        }
    }

    @Test
    void threadLocalsDoNotReachTheNext() throws Exception {
        onOneThread(
                task -> {
                    LOCAL.set("mine");
                    INHERITED.set("mine too");
                    return 1;
                },
                task -> {
                    assertThat(LOCAL.get()).isNull();
                    assertThat(INHERITED.get()).isNull();
                    return 2;
                });
    }

    @Test
    void anInterruptDoesNotReachTheNext() throws Exception {
        onOneThread(
                task -> {
                    Thread.currentThread().interrupt();
                    return 1;
                },
                task -> {
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    return 2;
                });
    }

    @Test
    void eachHasItsNameAndTheEnginesClassLoader() throws Exception {
        ClassLoader own = run("first", task -> Thread.currentThread().getContextClassLoader());
        run(
                "second",
                task -> {
                    assertThat(Thread.currentThread().getName()).isEqualTo("second");
                    Thread.currentThread().setContextClassLoader(new URLClassLoader(new URL[0]));
                    return 1;
                });

        ClassLoader next = run("third", task -> Thread.currentThread().getContextClassLoader());
        assertThat(next).isSameAs(own);
    }

    @Test
    void aThreadWithAHandlerOfItsOwnIsNotUsedAgain() throws Exception {
        List<Thread> threads =
                inTurn(
                        task -> {
                            Thread.currentThread().setUncaughtExceptionHandler((t, e) -> {});
                            return 1;
                        },
                        task -> 2);

        assertThat(threads.get(1)).isNotSameAs(threads.get(0));
    }

    @Test
    void aStaleUnparkHarmsNobody() throws Exception {
        Thread used = run(task -> Thread.currentThread());
        for (int i = 0; i < 1_000; i++) {
            LockSupport.unpark(used);
            boolean interrupted = run(task -> Thread.currentThread().isInterrupted());
            assertThat(interrupted).isFalse();
            LockSupport.unpark(used);
        }
    }

    @Test
    void aCancellationDoesNotInterruptTheNext() throws Exception {
        var random = new SplittableRandom(7);
        for (int i = 0; i < 5_000; i++) {
            int spins = random.nextInt(200);
            var begun = new CountDownLatch(1);
            var interrupted = new AtomicBoolean();
            TaskHandle<Integer> first =
                    scheduler.spawn(task -> {
                        begun.countDown();
                        for (int j = 0; j < spins; j++) {
                            Thread.onSpinWait();
                        }
                        return 1;
                    });
            TaskHandle<Integer> second =
                    scheduler.spawn(task -> {
                        for (int j = 0; j < 200; j++) {
                            Thread.onSpinWait();
                        }
                        interrupted.set(Thread.currentThread().isInterrupted());
                        return 2;
                    });
            begun.await();
            first.cancel();
            assertThat(second.await().get()).isEqualTo(2);
            assertThat(interrupted).as("round " + i).isFalse();
        }
    }

    /**
     * After a stack trace the JDK hands in once more what was ready; a second carrier then looks at
     * a thread that the first is running, and must not keep it for itself.
     */
    @Test
    void stackTracesThatAreTakenMeanwhileLoseNoTask() throws Exception {
        var seen = new AtomicReferenceArray<Thread>(16);
        var over = new AtomicBoolean();
        Thread looker =
                Thread.ofPlatform()
                        .start(() -> {
                            for (int i = 0; !over.get(); i++) {
                                Thread thread = seen.get(i & 15);
                                if (thread != null) {
                                    thread.getStackTrace();
                                }
                            }
                        });
        try (Scheduler two = scheduler(2)) {
            for (int i = 0; i < 4_000; i++) {
                List<TaskHandle<Integer>> handles = new ArrayList<>();
                for (int j = 0; j < 200; j++) {
                    int number = j;
                    handles.add(
                            two.spawn(task -> {
                                seen.set(number & 15, Thread.currentThread());
                                Thread.yield();
                                return number;
                            }));
                }
                for (TaskHandle<Integer> handle : handles) {
                    handle.await().get();
                }
            }
        } finally {
            over.set(true);
            looker.join();
        }
    }

    /** A thread that waits for its next task is not ready while its stack is taken. */
    @Test
    void noThreadIsLeftThoughItsStackIsTakenWhileItsEngineEnds() throws Exception {
        for (int round = 0; round < 200; round++) {
            var over = new AtomicBoolean();
            Scheduler one = scheduler(1);
            Thread thread = one.spawn(task -> Thread.currentThread()).await().get();
            Thread looker =
                    Thread.ofPlatform()
                            .start(() -> {
                                while (!over.get()) {
                                    thread.getStackTrace();
                                }
                            });
            one.shutdown(Duration.ofSeconds(10));
            assertThat(thread.join(Duration.ofSeconds(20))).as("round " + round).isTrue();
            over.set(true);
            looker.join();
        }
    }

    @Test
    void noThreadIsLeftAfterTheEnd() throws Exception {
        List<Thread> threads = new ArrayList<>();
        var all = new CountDownLatch(20);
        List<TaskHandle<Boolean>> handles = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            handles.add(
                    scheduler.spawn(task -> {
                        synchronized (threads) {
                            threads.add(Thread.currentThread());
                        }
                        all.countDown();
                        task.awaitSignal("end");
                        return true;
                    }));
        }
        all.await();
        while (handles.stream().anyMatch(handle -> !handle.isDone())) {
            scheduler.signal("end");
        }

        scheduler.shutdown(Duration.ofSeconds(10));

        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(60))).as(thread.toString()).isTrue();
        }
    }
}
