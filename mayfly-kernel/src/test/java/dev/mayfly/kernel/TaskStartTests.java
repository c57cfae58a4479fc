package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.SubmitInterceptor;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.time.Alarm;
import dev.mayfly.kernel.time.Clock;
import dev.mayfly.kernel.time.SystemClock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskStartTests {

    @Test
    void aTaskThatCannotBeStartedFailsAndLeavesItsSlot() throws Exception {
        try (Scheduler scheduler =
                Scheduler.builder()
                        .clock(new NoAlarms(new SystemClock(), new AtomicBoolean()))
                        .queue("narrow", q -> q.concurrency(1))
                        .build()) {
            JoinResult<String> result =
                    scheduler
                            .submit(
                                    "narrow",
                                    TaskOptions.named("late").withTimeout(Duration.ofSeconds(1)),
                                    task -> "never")
                            .await();

            assertThat(result).isInstanceOf(JoinResult.Failure.class);
            assertThat(((JoinResult.Failure<String>) result).cause())
                    .isInstanceOf(OutOfMemoryError.class);
            assertThat(scheduler.submit("narrow", task -> "next").await().get()).isEqualTo("next");
            assertThat(scheduler.snapshot().tasks()).isEmpty();
        }
    }

    private static final class Own implements SchedulableJob<Integer> {
        @Override
        public Integer run(TaskContext task) {
            return 4;
        }

        @Override
        public boolean hasOwnContext() {
            return true;
        }
    }

    private record Noting(List<String> seen) implements SubmitInterceptor {
        @Override
        public <R extends @Nullable Object> SchedulableJob<R> intercept(
                String name, String queue, SchedulableJob<R> job) {
            seen.add(name);
            return job;
        }

        @Override
        public <R extends @Nullable Object> SchedulableJob<R> interceptChild(
                String name, String queue, SchedulableJob<R> job) {
            seen.add("child " + name);
            return job;
        }
    }

    @Test
    void anInterceptorIsToldWhichTasksAreChildrenAndOfNoneWithItsOwnContext() throws Exception {
        var seen = new CopyOnWriteArrayList<String>();
        try (Scheduler scheduler = Scheduler.builder().interceptor(new Noting(seen)).build()) {
            scheduler
                    .submit(
                            "default",
                            TaskOptions.named("parent"),
                            task -> {
                                task.join(task.spawn(TaskOptions.named("spawned"), child -> 1));
                                return task.scope(scope -> {
                                    scope.fork(TaskOptions.named("forked"), child -> 2);
                                    scope.join();
                                    return 3;
                                });
                            })
                    .await()
                    .get();
            scheduler.submit("default", TaskOptions.named("own"), new Own()).await().get();
        }
        assertThat(seen)
                .filteredOn(name -> !name.startsWith("mayfly"))
                .containsExactly("parent", "child spawned", "child forked");
    }

    /**
     * A clock without the memory for its first alarm. There is some for later ones: a shutdown that
     * finds the last task not quite gone sets one, and what it throws would end the tests' JVM.
     */
    private record NoAlarms(Clock clock, AtomicBoolean failed) implements Clock {

        @Override
        public long nanoTime() {
            return clock.nanoTime();
        }

        @Override
        public Instant wallTime() {
            return clock.wallTime();
        }

        @Override
        public Alarm alarm(String name, Runnable action) {
            Alarm later = clock.alarm(name, action);
            return new Alarm() {
                @Override
                public void set(long nanoTime) {
                    if (failed.compareAndSet(false, true)) {
                        throw new OutOfMemoryError("planted");
                    }
                    later.set(nanoTime);
                }

                @Override
                public void close() {
                    later.close();
                }
            };
        }
    }
}
