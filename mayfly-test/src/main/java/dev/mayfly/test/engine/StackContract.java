package dev.mayfly.test.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.task.AsyncJob;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskHandle.Stack;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.test.Await;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The part of the engines' contract that is about where tasks stand. */
abstract class StackContract extends EngineHarness {

    /** So many stacks with frames in them a storm looks at. */
    private static final int STACKS = 500;

    private static final int KINDS = 4;

    /** A look goes round as many. */
    private static final int PLACES = 64;

    private final AtomicBoolean open = new AtomicBoolean();
    private final CountDownLatch latch = new CountDownLatch(1);

    private static List<String> methods(Stack stack) {
        return stack.frames().stream().map(StackTraceElement::getMethodName).toList();
    }

    private static void waitsWithin(TaskContext task) {
        task.awaitSignal("go");
    }

    private static int waits(TaskContext task) {
        waitsWithin(task);
        return 1;
    }

    @Test
    void showsWhereATaskWaitsInASystemCall() {
        if (!capabilities.blocks()) {
            return; // no task does
        }
        TaskHandle<?> task = submit(StackContract::waits);
        await(task, TaskState.WAITING);
        Stack stack = task.stack();
        assertThat(methods(stack)).containsExactly("waitsWithin", "waits");
        assertThat(stack.omitted()).isZero();
        assertThat(stack.reason()).isEqualTo(task.reason()).contains("signal on \"go\"");
        assertThat(stack.text()).matches("\tat \\S+\\.waitsWithin\\(.*\n\tat \\S+\\.waits\\(.*");
        scheduler.signal("go");
        awaitEnd(task);
        assertQuiet();
    }

    private int spins(TaskContext task) {
        while (!open.get()) {
            Thread.onSpinWait();
        }
        return 1;
    }

    @Test
    void showsWhereATaskLoops() {
        TaskHandle<?> task = submit(this::spins);
        Await.until("it loops", patience(), () -> methods(task.stack()).contains("spins"));
        Stack stack = task.stack();
        assertThat(methods(stack)).endsWith("spins").doesNotContain("run");
        assertThat(stack.reason()).isEqualTo("runs on engine e");
        open.set(true);
        awaitEnd(task);
    }

    private int blocks(TaskContext task) throws InterruptedException {
        latch.await();
        return 1;
    }

    @Test
    void showsWhereATaskBlocksOutsideTheSystemCalls() {
        TaskHandle<?> task = submit(this::blocks);
        Await.until("it blocks", patience(), () -> methods(task.stack()).contains("await"));
        assertThat(methods(task.stack())).containsExactly("await", "blocks");
        latch.countDown();
        awaitEnd(task);
    }

    @Test
    void aTaskThatHasNotBegunHasNone() {
        scheduler.pause("q");
        Stack stack = submit(t -> 1).stack();
        assertThat(stack.frames()).isEmpty();
        assertThat(stack.text()).isEmpty();
        assertThat(stack.reason()).contains("paused").endsWith(", and has no stack yet");
    }

    @Test
    void aTaskThatHasEndedHasNone() {
        TaskHandle<?> task = submit(t -> 1);
        awaitEnd(task);
        assertThat(task.stack().frames()).isEmpty();
        assertThat(task.stack().reason()).isEqualTo("completed, and has no stack any more");
    }

    @Test
    void aTaskThatWaitsForItsStageHasOneOnlyWhereItHasAThread() {
        var stage = new CompletableFuture<Integer>();
        TaskHandle<Integer> task = submit(AsyncJob.of(t -> stage));
        await(task, TaskState.WAITING);
        if (capabilities.stackless()) {
            Await.until("it has left", patience(), () -> task.stack().reason().contains("without"));
            assertThat(task.stack().frames()).isEmpty();
            assertThat(task.stack().reason())
                    .isEqualTo("waits for its stage, without a thread and a stack");
        } else {
            assertThat(task.stack().frames()).isNotEmpty();
            assertThat(task.stack().reason()).isEqualTo("waits for its stage");
        }
        stage.complete(1);
        awaitEnd(task);
    }

    private Stack looksAtItself(TaskContext task) {
        return scheduler.find(task.id()).orElseThrow().stack();
    }

    @Test
    void aTaskSeesItsOwn() throws InterruptedException {
        assertThat(methods(submit(this::looksAtItself).await().get()))
                .startsWith("looksAtItself")
                .hasSize(1);
    }

    private int down(TaskContext task, int depth) {
        return depth == 0 ? spins(task) : down(task, depth - 1);
    }

    @Test
    void showsTheInnermostOfADeepStack() {
        TaskHandle<?> task = submit(t -> down(t, 300));
        Await.until("it is down", patience(), () -> methods(task.stack()).contains("spins"));
        Stack stack = task.stack();
        assertThat(stack.frames()).hasSize(Stack.MOST_FRAMES);
        assertThat(methods(stack)).contains("spins").endsWith("down");
        // 301 frames of down, the lambda, and spins with what it calls.
        assertThat(stack.omitted()).isBetween(175, 178);
        assertThat(stack.text()).endsWith("\n\t... " + stack.omitted() + " more");
        open.set(true);
        awaitEnd(task);
    }

    @Test
    void showsTheInnermostOfAStackThatIsTooDeepForTheJvm() {
        TaskHandle<?> task = submit(t -> down(t, 2_000));
        Await.until("it is down", patience(), () -> methods(task.stack()).contains("spins"));
        assertThat(task.stack().frames()).hasSize(Stack.MOST_FRAMES);
        assertThat(task.stack().omitted()).isPositive();
        open.set(true);
        awaitEnd(task);
    }

    // ---- many on the same threads

    /** A task, and which of the methods below it is in. */
    private record Known(TaskHandle<Integer> task, int kind) {}

    private static int kind0(TaskContext task) {
        return busy(task);
    }

    private static int kind1(TaskContext task) {
        return busy(task);
    }

    private static int kind2(TaskContext task) {
        return busy(task);
    }

    private static int kind3(TaskContext task) {
        return busy(task);
    }

    private static int ofKind(int kind, TaskContext task) {
        return switch (kind) {
            case 0 -> kind0(task);
            case 1 -> kind1(task);
            case 2 -> kind2(task);
            default -> kind3(task);
        };
    }

    private static int busy(TaskContext task) {
        for (int i = 0; i < 1_000; i++) {
            Thread.onSpinWait();
            if (i == 500) {
                task.yield();
            }
        }
        return 1;
    }

    /** Looks at tasks while they come and go; remembers the first stack with a stranger's frame. */
    private static final class Looker {

        private final AtomicReferenceArray<@Nullable Known> known =
                new AtomicReferenceArray<>(PLACES);
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicInteger seen = new AtomicInteger();
        private final AtomicReference<@Nullable String> stranger = new AtomicReference<>();
        private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::look);

        void shows(int place, Known task) {
            known.set(place % PLACES, task);
        }

        boolean hasSeenEnough() {
            return seen.get() >= STACKS || stranger.get() != null;
        }

        private void look() {
            for (int i = 0; !over.get(); i = (i + 1) % PLACES) {
                Known one = known.get(i);
                Stack stack = one == null ? null : one.task().stack();
                if (stack == null || stack.frames().isEmpty()) {
                    continue;
                }
                seen.incrementAndGet();
                String own = "kind" + Objects.requireNonNull(one).kind();
                if (methods(stack).stream()
                        .anyMatch(method -> method.startsWith("kind") && !method.equals(own))) {
                    stranger.compareAndSet(null, "a task of " + own + " with " + stack.text());
                }
            }
        }

        void end() throws InterruptedException {
            over.set(true);
            thread.join();
            assertThat(stranger.get()).isNull();
        }
    }

    @Test
    void neverShowsTheFramesOfAnotherTask() throws InterruptedException {
        use(2);
        var looker = new Looker();
        looker.thread.start();
        while (!looker.hasSeenEnough()) {
            List<TaskHandle<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int kind = i % KINDS;
                TaskHandle<Integer> task = submit(t -> ofKind(kind, t));
                looker.shows(i, new Known(task, kind));
                tasks.add(task);
            }
            for (TaskHandle<Integer> task : tasks) {
                awaitEnd(task);
                assertThat(task.await()).isEqualTo(new JoinResult.Success<>(1));
            }
        }
        looker.end();
        assertQuiet();
    }
}
