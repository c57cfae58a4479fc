package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.ScopeFailedException;
import dev.mayfly.kernel.task.ScopeOptions;
import dev.mayfly.kernel.task.ScopeOptions.Joiner;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskScope;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.task.TaskTimeoutException;
import dev.mayfly.kernel.time.SteppableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

class TaskScopeTests {

    private final SteppableClock clock = new SteppableClock();
    private final Scheduler scheduler = plant(Scheduler.builder().clock(clock)).build();
    private final AtomicInteger ended = new AtomicInteger();

    /** A subclass may plant a fault here. */
    SchedulerBuilder plant(SchedulerBuilder builder) {
        return builder;
    }

    @AfterEach
    void shutDown() {
        scheduler.shutdown(Duration.ZERO);
        assertThat(scheduler.snapshot().tasks()).isEmpty();
    }

    private Object forever(TaskContext task) {
        try {
            task.awaitSignal("never");
            return 0;
        } finally {
            ended.incrementAndGet();
        }
    }

    private void awaitReason(TaskHandle<?> task, String part) {
        Eventually.await(part, () -> task.reason().contains(part));
    }

    @Test
    void putsTheResultsOfItsSubtasksTogether() throws Exception {
        int sum =
                scheduler.runBlocking(task ->
                        task.scope(scope -> {
                            List<TaskScope.Subtask<Integer>> parts = new ArrayList<>();
                            for (int i = 1; i <= 100; i++) {
                                int number = i;
                                parts.add(scope.fork(t -> number));
                            }
                            scope.join();
                            return parts.stream().mapToInt(TaskScope.Subtask::get).sum();
                        }));
        assertThat(sum).isEqualTo(5050);
    }

    private TaskHandle<?> askPrices(IOException failure, AtomicInteger endedAtLeave) {
        return scheduler.spawn(task -> {
            try {
                return task.scope(
                        ScopeOptions.named("prices"),
                        scope -> {
                            scope.fork(this::forever);
                            scope.fork(this::forever);
                            scope.fork(
                                    TaskOptions.named("broken"),
                                    t -> {
                                        t.awaitSignal("fail");
                                        throw failure;
                                    });
                            scope.join();
                            return 1;
                        });
            } finally {
                endedAtLeave.set(ended.get());
            }
        });
    }

    @Test
    void theFirstFailureCancelsTheSiblingsWhichEndBeforeTheParentLeaves() throws Exception {
        var failure = new IOException("no price");
        var endedAtLeave = new AtomicInteger();
        TaskHandle<?> parent = askPrices(failure, endedAtLeave);
        awaitReason(parent, "waits for 3 subtasks of scope \"prices\" to end");
        Eventually.await(
                "all wait",
                () ->
                        scheduler.snapshot().tasks().stream()
                                .allMatch(t -> t.state() == TaskState.WAITING));
        assertThat(scheduler.snapshot().tasks())
                .filteredOn(t -> "prices".equals(t.scope()))
                .extracting(TaskSnapshot::parent)
                .containsOnly(parent.id())
                .hasSize(3);
        scheduler.signal("fail");

        Throwable thrown = ((JoinResult.Failure<?>) parent.await()).cause();
        assertThat(thrown)
                .isInstanceOf(ScopeFailedException.class)
                .hasMessageContaining("(broken) of scope prices")
                .hasCause(failure);
        assertThat(endedAtLeave).hasValue(2);
    }

    @Test
    void cancellingTheParentCancelsItsChildrenAtOnce() throws Exception {
        TaskHandle<?> parent =
                scheduler.spawn(task ->
                        task.scope(outer -> {
                            outer.fork(this::forever);
                            return task.scope(inner -> {
                                inner.fork(this::forever);
                                inner.join();
                                return 1;
                            });
                        }));
        awaitReason(parent, "subtask");
        Eventually.await(
                "all wait",
                () ->
                        scheduler.snapshot().tasks().stream()
                                        .filter(t -> t.reason().contains("never"))
                                        .count()
                                == 2);
        parent.cancel();

        assertThat(parent.await()).isInstanceOf(JoinResult.Cancelled.class);
        assertThat(ended).hasValue(2);
    }

    @Test
    void aBodyThatThrowsOrForgetsToJoinLeavesNothingBehind() throws Exception {
        TaskHandle<?> throwing =
                scheduler.spawn(task ->
                        task.scope(scope -> {
                            scope.fork(this::forever);
                            throw new IOException("on the way");
                        }));
        assertThat(throwing.await()).isInstanceOf(JoinResult.Failure.class);
        assertThat(throwing.reason()).contains("on the way");

        TaskHandle<Integer> forgetful =
                scheduler.spawn(task ->
                        task.scope(scope -> {
                            scope.fork(t -> {
                                t.awaitSignal("go");
                                return ended.incrementAndGet();
                            });
                            return 7;
                        }));
        awaitReason(forgetful, "1 subtask");
        scheduler.signal("go");
        assertThat(forgetful.await()).isEqualTo(new JoinResult.Success<>(7));
        Eventually.await("none is alive", () -> scheduler.snapshot().tasks().isEmpty());
    }

    @Test
    void theFirstSuccessIsEnoughWhereAnyWillDo() throws Exception {
        String first =
                scheduler.runBlocking(task ->
                        task.scope(
                                ScopeOptions.named("race").withJoiner(Joiner.ANY_SUCCESSFUL),
                                scope -> {
                                    scope.fork(this::forever);
                                    scope.fork(t -> {
                                        throw new IOException("slow host");
                                    });
                                    var fast = scope.fork(t -> "fast");
                                    scope.join();
                                    return fast.get();
                                }));
        assertThat(first).isEqualTo("fast");

        TaskHandle<?> none =
                scheduler.spawn(task ->
                        task.scope(
                                ScopeOptions.DEFAULTS.withJoiner(Joiner.ANY_SUCCESSFUL),
                                scope ->
                                        scope.fork(t -> {
                                            throw new IOException("slow host");
                                        })));
        assertThat(none.await()).isInstanceOf(JoinResult.Failure.class);
        assertThat(none.reason()).contains("slow host");
    }

    @Test
    void waitsForAllWhereTheirEndsAreAllTheSame() throws Exception {
        TaskState state =
                scheduler.runBlocking(task ->
                        task.scope(
                                ScopeOptions.DEFAULTS.withJoiner(Joiner.ALL),
                                scope -> {
                                    var broken =
                                            scope.fork(t -> {
                                                throw new IOException("broken");
                                            });
                                    var fine = scope.fork(t -> 1);
                                    scope.join();
                                    assertThat(fine.get()).isEqualTo(1);
                                    return broken.handle().state();
                                }));
        assertThat(state).isEqualTo(TaskState.FAILED);
    }

    @Test
    void theDeadlineCancelsTheSubtasksAndNotAMomentBefore() throws Exception {
        TaskHandle<?> parent =
                scheduler.spawn(task ->
                        task.scope(
                                ScopeOptions.named("quotes").withTimeout(Duration.ofSeconds(5)),
                                scope -> scope.fork(this::forever)));
        awaitReason(parent, "at most 5 s");
        clock.advance(Duration.ofSeconds(5).minusNanos(1));
        assertThat(parent.isDone()).isFalse();
        clock.advance(Duration.ofNanos(1));

        Throwable thrown = ((JoinResult.Failure<?>) parent.await()).cause();
        assertThat(thrown)
                .isInstanceOf(TaskTimeoutException.class)
                .hasMessageContaining("scope quotes")
                .hasMessageContaining("PT5S");
        assertThat(ended.get()).isLessThanOrEqualTo(1);
    }

    @Test
    void aSubtaskCancelledByAStrangerCountsAsAFailure() throws Exception {
        var child = new AtomicReference<TaskHandle<?>>();
        TaskHandle<?> parent =
                scheduler.spawn(task ->
                        task.scope(scope -> {
                            child.set(scope.fork(this::forever).handle());
                            scope.join();
                            return 1;
                        }));
        awaitReason(parent, "1 subtask");
        child.get().cancel();
        assertThat(((JoinResult.Failure<?>) parent.await()).cause())
                .isInstanceOf(ScopeFailedException.class)
                .hasCauseInstanceOf(TaskCancelledException.class);
    }

    @Test
    void aBodyMayCatchTheFailureAndGoOn() throws Exception {
        int value =
                scheduler.runBlocking(task ->
                        task.scope(scope -> {
                            scope.fork(t -> {
                                throw new IOException("primary is down");
                            });
                            try {
                                scope.join();
                                return 0;
                            } catch (ScopeFailedException e) {
                                return 42;
                            }
                        }));
        assertThat(value).isEqualTo(42);
    }

    @Test
    void refusesToBeUsedAfterItWasLeftOrByAnotherTask() throws Exception {
        var kept = new AtomicReference<TaskScope>();
        scheduler.runBlocking(task -> {
            task.scope(scope -> {
                kept.set(scope);
                return scope.fork(t -> {
                    assertThatThrownBy(() -> scope.fork(x -> 1))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("belongs to");
                    return 1;
                });
            });
            assertThatThrownBy(() -> kept.get().join())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has been left");
            return 1;
        });
    }

    @Test
    void cancelsAtRandomMomentsLeaveNothingBehind() throws Exception {
        for (int round = 0; round < 500; round++) {
            TaskHandle<?> parent =
                    scheduler.spawn(task ->
                            task.scope(scope -> {
                                for (int i = 0; i < 5; i++) {
                                    scope.fork(this::forever);
                                }
                                scope.join();
                                return 1;
                            }));
            for (int spin = 0; spin < round * 20; spin++) {
                Thread.onSpinWait();
            }
            parent.cancel();
            parent.await();
            Eventually.await(
                    "its children have ended", () -> scheduler.snapshot().tasks().isEmpty());
        }
    }
}
