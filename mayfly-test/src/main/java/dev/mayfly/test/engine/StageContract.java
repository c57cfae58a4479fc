package dev.mayfly.test.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.engine.GrantedBy;
import dev.mayfly.kernel.task.AsyncJob;
import dev.mayfly.kernel.task.FacilityNotGrantedException;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.task.TaskTimeoutException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The part of the engines' contract that is about stages and facilities. */
abstract class StageContract extends StackContract {

    @GrantedBy("imaginary")
    private interface Imaginary {}

    @Test
    void aTaskEndsWhenItsStageDoes() {
        var stage = new CompletableFuture<String>();
        TaskHandle<String> task = submit(AsyncJob.of(t -> stage));
        await(task, TaskState.WAITING);
        assertThat(task.reason()).isEqualTo("waits for its stage");

        stage.complete("done");

        awaitEnd(task);
        assertThat(task.future().join()).isEqualTo("done");
        assertQuiet();
    }

    @Test
    void aStageThatIsDoneAtOnceEndsItsTaskAtOnce() throws InterruptedException {
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            var task = submit(AsyncJob.of(t -> CompletableFuture.completedFuture(number)));
            assertThat(task.await().get()).isEqualTo(number);
        }
        assertQuiet();
    }

    @Test
    void theFailureOfAStageIsThatOfItsTaskWithoutWrappers() throws InterruptedException {
        var failure = new IOException("broken");
        TaskHandle<Object> task =
                submit(AsyncJob.of(t -> CompletableFuture.failedFuture(failure).thenApply(x -> x)));
        assertThat(task.await()).isEqualTo(new JoinResult.Failure<>(failure));

        TaskHandle<Object> thrower =
                submit(
                        AsyncJob.of(t -> {
                            throw failure;
                        }));
        assertThat(thrower.await()).isEqualTo(new JoinResult.Failure<>(failure));
        assertQuiet();
    }

    @Test
    void cancellingATaskCancelsItsStage() {
        var stage = new CompletableFuture<String>();
        TaskHandle<String> task = submit(AsyncJob.of(t -> stage));
        await(task, TaskState.WAITING);

        task.cancel();

        awaitEnd(task);
        assertThat(task.state()).isEqualTo(TaskState.CANCELLED);
        assertThat(stage).isCancelled();
        assertQuiet();
    }

    @Test
    void theTimeOutOfATaskCancelsItsStage() throws InterruptedException {
        var stage = new CompletableFuture<String>();
        var options = TaskOptions.DEFAULTS.withTimeout(Duration.ofSeconds(5));
        TaskHandle<String> task = scheduler.submit("q", options, AsyncJob.of(t -> stage));
        await(task, TaskState.WAITING);
        clock.advance(Duration.ofSeconds(5).minusNanos(1));
        assertThat(task.state()).isEqualTo(TaskState.WAITING);

        clock.advance(Duration.ofNanos(1));

        awaitEnd(task);
        assertThat(task.await()).isInstanceOf(JoinResult.Failure.class);
        assertThat(task.reason()).contains(TaskTimeoutException.class.getSimpleName());
        assertThat(stage).isCancelled();
    }

    /** An asynchronous job that notes its last word. */
    private static final class Finishing implements AsyncJob<String> {

        final CompletableFuture<String> stage = new CompletableFuture<>();
        volatile @Nullable JoinResult<String> heard;
        volatile @Nullable Thread finisher;

        @Override
        public CompletionStage<String> start(TaskContext task) {
            return stage;
        }

        @Override
        public String finish(TaskContext task, JoinResult<String> outcome) throws Exception {
            heard = outcome;
            finisher = Thread.currentThread();
            if (!task.isCancelled()) {
                var _ = task.now(); // a system call is possible here
            }
            return AsyncJob.super.finish(task, outcome) + ", finished";
        }
    }

    @Test
    void theLastWordIsTheTasksOwnAndNotWhoCompletesItsStage() throws InterruptedException {
        var job = new Finishing();
        TaskHandle<String> task = submit(job);
        await(task, TaskState.WAITING);

        job.stage.complete("done");

        assertThat(task.await()).isEqualTo(new JoinResult.Success<>("done, finished"));
        assertThat(job.finisher).isNotNull().isNotSameAs(Thread.currentThread());
        assertQuiet();
    }

    @Test
    void theLastWordHearsOfAFailureAndOfACancel() throws InterruptedException {
        var failure = new IOException("broken");
        var failing = new Finishing();
        TaskHandle<String> task = submit(failing);
        failing.stage.completeExceptionally(failure);
        assertThat(task.await()).isEqualTo(new JoinResult.Failure<>(failure));
        assertThat(failing.heard).isEqualTo(new JoinResult.Failure<>(failure));

        var cancelled = new Finishing();
        TaskHandle<String> stopped = submit(cancelled);
        await(stopped, TaskState.WAITING);
        stopped.cancel();
        assertThat(stopped.await()).isEqualTo(new JoinResult.Cancelled<>());
        assertThat(cancelled.heard).isInstanceOf(JoinResult.Failure.class);
        assertThat(cancelled.stage).isCancelled();
        assertQuiet();
    }

    @Test
    void anyNumberOfStagesIsAwaitedAtOnce() {
        if (!capabilities.stackless() && !capabilities.blocksWithoutThread()) {
            return; // as many as it has threads
        }
        var all = new CompletableFuture<Integer>();
        List<TaskHandle<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            tasks.add(submit(AsyncJob.of(t -> all)));
        }
        tasks.forEach(task -> await(task, TaskState.WAITING));
        assertThat(engine().running()).isZero();

        all.complete(7);

        tasks.forEach(this::awaitEnd);
        assertThat(tasks).allMatch(task -> task.future().join() == 7);
        assertQuiet();
    }

    @Test
    void losesNoStageInAStormOfEndsAndCancellations() {
        use(4);
        for (int seed = 0; seed < 20; seed++) {
            stageStorm(new Random(seed));
            assertQuiet();
        }
    }

    private void stageStorm(Random random) {
        List<TaskHandle<Integer>> tasks = new ArrayList<>();
        List<CompletableFuture<Integer>> stages = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            var stage = new CompletableFuture<Integer>();
            stages.add(stage);
            tasks.add(submit(AsyncJob.of(t -> stage)));
            int which = random.nextInt(stages.size());
            switch (random.nextInt(4)) {
                case 0 -> tasks.get(which).cancel();
                case 1 -> stages.get(which).completeExceptionally(new IOException());
                default -> stages.get(which).complete(which);
            }
        }
        for (int i = 0; i < stages.size(); i++) {
            stages.get(i).complete(i);
            awaitEnd(tasks.get(i));
            if (tasks.get(i).state() == TaskState.COMPLETED) {
                assertThat(tasks.get(i).future().join()).isEqualTo(i);
            }
        }
    }

    @Test
    void refusesToBlockWhereItSaysSo() throws InterruptedException {
        if (capabilities.blocks()) {
            return; // the other tests show that it can
        }
        var options = TaskOptions.named("sleeper");
        TaskHandle<Integer> task =
                scheduler.submit(
                        "q",
                        options,
                        t -> {
                            t.sleep(LONG);
                            return 1;
                        });

        var failed = (JoinResult.Failure<Integer>) task.await();

        assertThat(failed.cause())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("sleeper")
                .hasMessageContaining("sleeps for 1 h on queue \"q\"")
                .hasMessageContaining("engine \"e\"");
        assertQuiet();
    }

    @Test
    void grantsTheFacilitiesThatItSays() throws InterruptedException {
        for (Class<?> facility : capabilities.facilities()) {
            TaskHandle<Boolean> task =
                    submit(t -> {
                        Object first = t.facility(facility);
                        return first == t.facility(facility);
                    });
            assertThat(task.await()).isEqualTo(new JoinResult.Success<>(true));
        }
    }

    @Test
    void refusesAFacilityThatItHasNotByNameWithAFix() throws InterruptedException {
        TaskHandle<Imaginary> task =
                scheduler.submit("q", TaskOptions.named("asker"), t -> t.facility(Imaginary.class));

        var failed = (JoinResult.Failure<Imaginary>) task.await();

        assertThat(failed.cause())
                .isInstanceOf(FacilityNotGrantedException.class)
                .hasMessageContaining("asker")
                .hasMessageContaining("Imaginary")
                .hasMessageContaining("engine \"e\" of its queue \"q\"")
                .hasMessageContaining("an engine of type imaginary");
    }
}
