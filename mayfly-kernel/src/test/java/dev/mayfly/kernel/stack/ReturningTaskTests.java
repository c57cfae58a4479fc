package dev.mayfly.kernel.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.EngineCapabilities;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;
import dev.mayfly.kernel.engine.async.AsyncEngine;
import dev.mayfly.kernel.task.AsyncJob;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A task without a stack comes back to its thread after another has been there, all while somebody
 * takes its stack: what is between the two looks at its thread is played out step by step.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReturningTaskTests {

    private final CompletableFuture<Integer> stage = new CompletableFuture<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayLeave = new CountDownLatch(1);
    private final CountDownLatch otherBegun = new CountDownLatch(1);
    private final CountDownLatch otherMayEnd = new CountDownLatch(1);
    private final CountDownLatch isBack = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    private final class Returning implements AsyncJob<Integer> {

        @Override
        public CompletionStage<Integer> start(TaskContext task) throws InterruptedException {
            begun.countDown();
            mayLeave.await();
            return stage;
        }

        @Override
        public Integer finish(TaskContext task, JoinResult<Integer> outcome)
                throws InterruptedException {
            isBack.countDown();
            mayEnd.await();
            return 1;
        }
    }

    private int other(TaskContext task) throws InterruptedException {
        otherBegun.countDown();
        otherMayEnd.await();
        return 2;
    }

    /** Has something happen whenever a certain thread asks which thread carries a task. */
    private static final class Told implements Engine {

        private final Engine engine;
        private final Thread asker = Thread.currentThread();
        private final Runnable first;
        private final Runnable second;
        private boolean asked;

        Told(Engine engine, Runnable first, Runnable second) {
            this.engine = engine;
            this.first = first;
            this.second = second;
        }

        private @Nullable Thread tell(Execution execution) {
            Thread thread = execution.thread();
            if (Thread.currentThread() == asker) {
                (asked ? second : first).run();
                asked = true;
            }
            return asked && thread == null ? execution.thread() : thread;
        }

        @Override
        public String name() {
            return engine.name();
        }

        @Override
        public EngineCapabilities capabilities() {
            return engine.capabilities();
        }

        @Override
        public Execution prepare(TaskBody body) {
            return new Telling(this, engine.prepare(body));
        }

        @Override
        public EngineSnapshot snapshot() {
            return engine.snapshot();
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    private record Telling(Told told, Execution execution) implements Execution {

        @Override
        public void start() {
            execution.start();
        }

        @Override
        public void block() {
            execution.block();
        }

        @Override
        public void resume() {
            execution.resume();
        }

        @Override
        public void yield() {
            execution.yield();
        }

        @Override
        public void interrupt() {
            execution.interrupt();
        }

        @Override
        public @Nullable Thread thread() {
            return told.tell(execution);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void letTheOtherBegin() {
        mayLeave.countDown();
        await(otherBegun);
    }

    private void letItComeBack() {
        stage.complete(1);
        otherMayEnd.countDown();
        await(isBack);
    }

    @Test
    void hasNotTheStackOfTheTaskInBetween() throws InterruptedException {
        Scheduler scheduler =
                Scheduler.builder()
                        .engine(
                                "e",
                                name ->
                                        new Told(
                                                new AsyncEngine(name, 1),
                                                this::letTheOtherBegin,
                                                this::letItComeBack))
                        .queue("q", q -> q.engine("e"))
                        .build();
        try {
            TaskHandle<Integer> task = scheduler.submit("q", new Returning());
            begun.await();
            scheduler.submit("q", this::other);

            TaskHandle.Stack stack = task.stack();

            assertThat(isBack.getCount()).as("it was looked at twice").isZero();
            assertThat(stack.frames()).isEmpty();
            assertThat(stack.reason()).contains("was just beginning, ending or waking");
            assertThat(task.stack().frames())
                    .extracting(StackTraceElement::getMethodName)
                    .endsWith("finish");
        } finally {
            mayEnd.countDown();
            scheduler.shutdown(Duration.ZERO);
        }
    }
}
