package dev.mayfly.kernel.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.Eventually;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.supervise.ChildSpec;
import dev.mayfly.kernel.supervise.Supervisor;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskHandle.Stack;
import dev.mayfly.kernel.task.TaskScope;
import dev.mayfly.kernel.task.TaskState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What the stack of a task begins and ends with, by the call that it waits in. That it is the
 * task's own on each engine is in the contract of the engines.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskStackTests {

    private static final Duration DAY = Duration.ofDays(1);

    private final Scheduler scheduler = Scheduler.builder().build();

    @AfterEach
    void shutDown() {
        scheduler.shutdown(Duration.ZERO);
    }

    /** Ways to wait; each is the body's own method and calls nothing of ours. */
    private enum Way {
        SLEEP,
        SIGNAL,
        STAGE,
        HANDLE,
        JOIN,
        SCOPE,
        FUTURE;

        int waits(Scheduler scheduler, TaskContext task) throws Exception {
            switch (this) {
                case SLEEP -> task.sleep(DAY);
                case SIGNAL -> task.awaitSignal("never", DAY);
                case STAGE -> task.awaitStage("an answer", new CompletableFuture<>(), DAY);
                case HANDLE -> scheduler.spawn(Sleeper::sleeps).await();
                case JOIN -> task.join(task.spawn(Sleeper::sleeps));
                case SCOPE -> task.scope(Way::forks);
                case FUTURE -> new CompletableFuture<>().get();
            }
            return 1;
        }

        private static int forks(TaskScope scope) {
            scope.fork(Sleeper::sleeps);
            scope.join();
            return 1;
        }
    }

    private static String method(StackTraceElement frame) {
        return frame.getMethodName();
    }

    private static boolean isOurs(StackTraceElement frame) {
        return frame.getClassName().startsWith(TaskStackTests.class.getName());
    }

    @ParameterizedTest
    @EnumSource
    void beginsWhereTheBodyCalledTheKernel(Way way) {
        TaskHandle<Integer> task = scheduler.spawn(t -> way.waits(scheduler, t));
        Eventually.await(
                "it waits",
                () -> task.stack().frames().size() > 1 && task.state() != TaskState.READY);
        if (way == Way.FUTURE) {
            Eventually.await("it waits", () -> method(task.stack().frames().getFirst()) != "get");
            assertThat(task.stack().frames().getFirst().getClassName())
                    .startsWith("java.util.concurrent.CompletableFuture");
        } else {
            Eventually.await("it waits", () -> task.state() != TaskState.RUNNING);
            assertThat(task.stack().frames().getFirst()).matches(TaskStackTests::isOurs);
        }
        assertThat(task.stack().frames().getLast()).matches(TaskStackTests::isOurs);
        assertThat(task.stack().reason()).isEqualTo(task.reason());
    }

    @Test
    void aTaskOfTheKernelsOwnHasAStackToo() throws InterruptedException {
        Supervisor shop =
                scheduler.supervise(
                        "shop",
                        s ->
                                s.child(
                                        ChildSpec.worker(
                                                "inbox",
                                                task -> {
                                                    task.awaitSignal("never");
                                                    return 1;
                                                })));
        assertThat(shop.countChildren().active()).isEqualTo(1);
        TaskSnapshot task =
                scheduler.snapshot().tasks().stream()
                        .filter(one -> one.name().equals("shop"))
                        .findFirst()
                        .orElseThrow();
        Stack stack = scheduler.find(task.id()).orElseThrow().stack();
        assertThat(stack.frames())
                .anyMatch(frame -> frame.getClassName().contains("SupervisorTask"));
        assertThat(stack.frames().getFirst().getClassName()).startsWith("dev.mayfly.kernel.");
    }
}
