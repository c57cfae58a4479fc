package dev.mayfly.kernel.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Tasks that wait in a system call with a lock in their hands, and those that look like them. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockAcrossCallTests {

    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration GONE = Duration.ofSeconds(40);

    /** What is planted into each rule; nothing but in {@link PlantedFaultTests}. */
    UnaryOperator<LintRule> fault = UnaryOperator.identity();

    @SuppressWarnings("NullAway.Init") // by begin
    private LintHarness harness;

    /** What tasks lock. */
    private static final class Till {
        synchronized boolean close(TaskContext task) {
            task.awaitSignal("closed");
            return true;
        }
    }

    private final Till till = new Till();

    @BeforeEach
    void begin() {
        harness =
                new LintHarness(
                        scheduler -> KernelLints.rules(scheduler).stream().map(fault).toList(),
                        LintHarness.NEVER);
    }

    @AfterEach
    void close() {
        harness.close();
    }

    private <R> TaskHandle<R> waiting(String queue, String name, SchedulableJob<R> job) {
        TaskHandle<R> task = harness.scheduler.submit(queue, TaskOptions.named(name), job);
        while (!waits(task)) {
            Thread.yield();
        }
        return task;
    }

    private boolean waits(TaskHandle<?> task) {
        return harness
                .scheduler
                .waitingThreads()
                .next(Duration.ZERO, Integer.MAX_VALUE, thread -> true)
                .stream()
                .anyMatch(seen -> seen.task().equals(task.id()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"q", "native"})
    void aTaskThatWaitsInASystemCallWithALockIsNamedWithTheLockUntilItGoesOn(String queue)
            throws Exception {
        TaskHandle<Boolean> holder = waiting(queue, "cashier <b>", till::close);
        harness.advance(LOOK);

        assertThat(harness.lints.current()).hasSize(1);
        Lint lint = harness.lints.current().getFirst();
        assertThat(lint.name()).isEqualTo("lock-across-call");
        assertThat(lint.finding().subject())
                .isEqualTo(new LintSubject(LintSubject.Type.TASK, "cashier <b>"));
        assertThat(lint.finding().sentence())
                .startsWith("\"cashier <b>\" has waited in a system call for 5000 ms")
                .contains("the lock of " + Till.class.getName())
                .contains("entered in " + Till.class.getName() + ".close");
        assertThat(lint.finding().evidence())
                .containsEntry("queue", queue)
                .containsEntry("for", "5000 ms");
        assertThat(lint.finding().evidence().get("locks"))
                .contains(Till.class.getName() + ", entered in ", "LockAcrossCallTests.java:");
        assertThat(lint.finding().evidence().get("what it waits in")).contains("closed");
        assertThat(lint.finding().evidence().get("stack")).contains("Till.close");

        harness.scheduler.signal("closed");
        assertThat(holder.await().get()).isTrue();
        harness.advance(GONE);
        assertThat(harness.lints.current()).isEmpty();
        assertThat(harness.lints.history()).extracting(Lint::name).containsOnly("lock-across-call");
    }

    @Test
    void allLocksOfATaskAreNamedTheLatestFirst() {
        waiting(
                "q",
                "two",
                task -> {
                    synchronized (Till.class) {
                        return till.close(task);
                    }
                });
        harness.advance(LOOK);

        assertThat(harness.lints.current().getFirst().finding().evidence().get("locks").lines())
                .satisfiesExactly(
                        latest -> assertThat(latest).startsWith(Till.class.getName()),
                        first -> assertThat(first).startsWith("class " + Till.class.getName()));
    }

    @Test
    void aWaitShorterThanTheLimitIsNotToldOf() {
        harness.advance(LOOK.minusMillis(500));
        waiting("q", "brief", till::close);
        harness.advance(Duration.ofMillis(500));

        assertThat(harness.lints.current()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"q", "native"})
    void whoWaitsInSystemCallsWithoutALockIsSilent(String queue) throws Exception {
        TaskHandle<Boolean> other = waiting("q", "other", LockAcrossCallTests::awaitGo);
        List<SchedulableJob<?>> jobs =
                List.of(
                        LockAcrossCallTests::awaitGo,
                        task -> {
                            task.sleep(Duration.ofHours(1));
                            return true;
                        },
                        task -> task.join(other),
                        task -> {
                            synchronized (till) {
                                task.yield();
                            }
                            return awaitGo(task);
                        });
        for (SchedulableJob<?> job : jobs) {
            TaskHandle<?> task = waiting(queue, "free", job);
            harness.advance(LOOK.multipliedBy(2));
            assertThat(harness.lints.current()).isEmpty();
            task.cancel();
            task.await();
        }
        other.cancel();
    }

    private static boolean awaitGo(TaskContext task) {
        task.awaitSignal("go");
        return true;
    }

    @Test
    void whoComputesWithALockIsSilent() throws Exception {
        var begun = new CountDownLatch(1);
        TaskHandle<Boolean> computes =
                harness.scheduler.submit(
                        "native",
                        task -> {
                            synchronized (till) {
                                begun.countDown();
                                return harness.enough.await(1, TimeUnit.HOURS);
                            }
                        });
        begun.await();
        harness.advance(LOOK.multipliedBy(3));

        assertThat(harness.lints.current()).isEmpty();
        harness.enough.countDown();
        assertThat(computes.await().get()).isTrue();
    }

    @Test
    void amongThousandsOfOthersTheOneWithALockIsFound() {
        for (int i = 0; i < 2_000; i++) {
            harness.scheduler.submit("q", LockAcrossCallTests::awaitGo);
        }
        waiting("q", "cashier", till::close);
        // 256 of a look, so eight or nine for all.
        boolean found = false;
        for (int look = 0; look < 12 && !found; look++) {
            harness.advance(LOOK);
            found = !harness.lints.current().isEmpty();
        }

        assertThat(found).isTrue();
        assertThat(harness.lints.current()).hasSize(1);
    }

    @Test
    void noPatienceIsRefused() {
        assertThatThrownBy(() -> KernelLints.lockAcrossCall(harness.scheduler, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0S");
    }
}
