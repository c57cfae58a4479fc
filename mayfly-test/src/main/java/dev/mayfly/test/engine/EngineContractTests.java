package dev.mayfly.test.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.engine.EngineCapabilities;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntBinaryOperator;

/**
 * What an engine promises to the kernel. Each test runs real tasks through a scheduler whose only
 * queue, {@code q}, is on the engine under test, with time that stands still unless it is stepped.
 *
 * <p>What an engine says it cannot do in its {@link EngineCapabilities} is tested to be so, or left
 * out where there is nothing to test.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class EngineContractTests extends StageContract {

    /** For subclasses. */
    protected EngineContractTests() {}

    @Test
    void runsATaskToItsResult() throws InterruptedException {
        assertThat(submit(t -> "done").await().get()).isEqualTo("done");
    }

    @Test
    void runsEachOfThousandsOfTasksExactlyOnce() throws InterruptedException {
        use(4);
        var runs = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            submit(t -> runs.incrementAndGet());
        }
        scheduler.runBlocking();

        assertThat(runs).hasValue(10_000);
        assertQuiet();
    }

    @Test
    void neverGivesMoreTasksTheirTurnThanItsParallelism() throws InterruptedException {
        assertThat(mostAtOnce(1)).isEqualTo(1);
        assertThat(mostAtOnce(3)).isBetween(1, 3);
    }

    private int mostAtOnce(int parallelism) throws InterruptedException {
        use(parallelism);
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        for (int i = 0; i < 300; i++) {
            submit(t -> {
                return meet(inside, most, parallelism);
            });
        }
        scheduler.runBlocking();
        return most.get();
    }

    /**
     * Linked before anybody is counted: a task that is linked while it counts waits outside the
     * system calls, and another may have its turn meanwhile.
     */
    private static final IntBinaryOperator LARGER = Math::max;

    /** Stays for so long that one too many meets the others, however few processors there are. */
    private static int meet(AtomicInteger inside, AtomicInteger most, int parallelism) {
        most.accumulateAndGet(inside.incrementAndGet(), LARGER);
        long begin = System.nanoTime();
        while (most.get() <= parallelism && System.nanoTime() - begin < 1_000_000) {
            most.accumulateAndGet(inside.get(), LARGER);
            Thread.onSpinWait();
        }
        return inside.decrementAndGet();
    }

    @Test
    void startsTheMostUrgentFirstAndEqualsInOrderOfSubmission() throws InterruptedException {
        var open = new AtomicBoolean();
        var running = new CountDownLatch(1);
        submit(t -> spin(running, open));
        running.await();
        var order = new ConcurrentLinkedQueue<String>();
        for (String name : List.of("20a", "10a", "05a", "20b", "10b", "05b")) {
            int priority = Integer.parseInt(name.substring(0, 2));
            var options = TaskOptions.named(name).withPriority(priority);
            scheduler.submit("q", options, t -> order.add(t.name()));
        }
        open.set(true);
        scheduler.runBlocking();

        assertThat(order).containsExactly("05a", "05b", "10a", "10b", "20a", "20b");
    }

    @Test
    void wakesTheMostUrgentFirst() throws InterruptedException {
        if (!capabilities.priorityAtWakeUp()) {
            return; // any order will do
        }
        var order = new ConcurrentLinkedQueue<String>();
        for (String name : List.of("20", "10", "05")) {
            var options = TaskOptions.named(name).withPriority(Integer.parseInt(name));
            TaskHandle<?> task =
                    scheduler.submit(
                            "q",
                            options,
                            t -> {
                                t.awaitSignal("all");
                                return order.add(t.name());
                            });
            await(task, TaskState.WAITING);
        }
        var open = new AtomicBoolean();
        var running = new CountDownLatch(1);
        submit(t -> spin(running, open));
        running.await();
        assertThat(scheduler.signal("all")).isEqualTo(3);
        open.set(true);
        scheduler.runBlocking();

        assertThat(order).containsExactly("05", "10", "20");
    }

    @Test
    void letsEqualsRunOnYieldAndReturnsAtOnceWhereThereAreNone() throws InterruptedException {
        var order = new ConcurrentLinkedQueue<String>();
        var open = new AtomicBoolean();
        var running = new CountDownLatch(1);
        submit(t -> spin(running, open));
        running.await();
        for (String name : List.of("a", "b")) {
            submit(t -> {
                order.add(name + 1);
                t.yield();
                return order.add(name + 2);
            });
        }
        open.set(true);
        scheduler.runBlocking();
        if (capabilities.switchesOnYield()) {
            assertThat(order).containsExactly("a1", "b1", "a2", "b2");
        } else {
            assertThat(order).containsExactly("a1", "a2", "b1", "b2");
        }

        submit(
                        t -> {
                            t.yield();
                            return order.add("alone");
                        })
                .await();
        assertThat(order).endsWith("alone");
    }

    @Test
    void doesNotYieldToTheLessUrgent() throws InterruptedException {
        var order = new ConcurrentLinkedQueue<String>();
        var submitted = new AtomicBoolean();
        var running = new CountDownLatch(1);
        submit(t -> {
            spin(running, submitted);
            t.yield();
            return order.add("urgent");
        });
        running.await();
        scheduler.submit("q", TaskOptions.DEFAULTS.withPriority(20), t -> order.add("later"));
        submitted.set(true);
        scheduler.runBlocking();

        assertThat(order).containsExactly("urgent", "later");
    }

    @Test
    void blocksAnyNumberOfTasksAtOnce() throws InterruptedException {
        if (!capabilities.blocksWithoutThread()) {
            return; // as many as it has threads, which is another test's subject
        }
        List<TaskHandle<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            tasks.add(submit(t -> t.awaitSignal("all", LONG)));
        }
        Await.until("all wait", () -> engine().running() == 0 && engine().ready() == 0);
        tasks.forEach(task -> await(task, TaskState.WAITING));

        assertThat(scheduler.signal("all")).isEqualTo(20_000);
        for (TaskHandle<Boolean> task : tasks) {
            assertThat(task.await().get()).isTrue();
        }
        assertQuiet();
    }

    @Test
    void givesUpThePlaceOfABlockedTaskOrKeepsItAsItSays() throws InterruptedException {
        if (!capabilities.blocks()) {
            return; // it says so, and refusesToBlockWhereItSaysSo has tested it
        }
        TaskHandle<?> blocked = submit(t -> t.awaitSignal("go", LONG));
        TaskHandle<?> next = submit(t -> 1);
        await(blocked, TaskState.WAITING);

        if (!capabilities.blocksWithoutThread()) {
            assertThat(next.state()).isEqualTo(TaskState.READY);
            scheduler.signal("go");
        }
        assertThat(next.await()).isEqualTo(new JoinResult.Success<>(1));
    }

    @Test
    void joinsTasksHoweverFewPlacesThereAre() {
        if (!capabilities.blocks()) {
            return; // it says so, and refusesToBlockWhereItSaysSo has tested it
        }
        TaskHandle<Integer> deep = submit(t -> descend(t, 40));
        awaitEnd(deep);
        assertThat(deep.future().join()).isEqualTo(40);
        assertQuiet();
    }

    private static int descend(TaskContext task, int depth) throws Exception {
        if (depth == 0) {
            return 0;
        }
        if (depth % 2 == 0) {
            return 1 + task.join(task.spawn(child -> descend(child, depth - 1))).get();
        }
        return 1
                + task.scope(scope -> {
                    var child = scope.fork(t -> descend(t, depth - 1));
                    scope.join();
                    return child.get();
                });
    }

    @Test
    void givesNoMoreTurnsThanItsParallelismToTasksThatJoinOthers() throws InterruptedException {
        if (!capabilities.blocks()) {
            return; // it says so, and refusesToBlockWhereItSaysSo has tested it
        }
        use(2);
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            submit(t -> {
                meet(inside, most, 2);
                t.join(t.spawn(child -> meet(inside, most, 2)));
                return meet(inside, most, 2);
            });
        }
        scheduler.runBlocking();
        assertThat(most).hasValueLessThanOrEqualTo(2);
        assertQuiet();
    }

    @Test
    void aTaskBlockedOutsideTheSystemCallsDoesNotHoldUpTheOthers() throws InterruptedException {
        if (!capabilities.blocksWithoutThread()) {
            return; // as many as it has threads, which is another test's subject
        }
        var released = new CountDownLatch(1);
        TaskHandle<Integer> blocked =
                submit(t -> {
                    released.await();
                    return 1;
                });
        TaskHandle<Integer> releaser =
                submit(t -> {
                    released.countDown();
                    return 2;
                });

        assertThat(releaser.await().get()).isEqualTo(2);
        assertThat(blocked.await().get()).isEqualTo(1);
        assertQuiet();
    }

    @Test
    void aLockHeldAcrossASleepDoesNotStopTheEngine() throws InterruptedException {
        if (!capabilities.blocksWithoutThread()) {
            return; // as many as it has threads, which is another test's subject
        }
        var lock = new Object();
        TaskHandle<?> holder =
                submit(t -> {
                    synchronized (lock) {
                        t.sleep(Duration.ofSeconds(1));
                    }
                    return 1;
                });
        await(holder, TaskState.SLEEPING);
        List<TaskHandle<Integer>> contenders = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            contenders.add(
                    submit(t -> {
                        synchronized (lock) {
                            return 2;
                        }
                    }));
        }
        clock.advance(Duration.ofSeconds(1));

        assertThat(holder.await()).isEqualTo(new JoinResult.Success<>(1));
        for (TaskHandle<Integer> contender : contenders) {
            assertThat(contender.await().get()).isEqualTo(2);
        }
        assertQuiet();
    }

    @Test
    void interruptsATaskThatIsCancelledOutsideTheSystemCalls() throws InterruptedException {
        var blocked = new CountDownLatch(1);
        TaskHandle<?> task =
                submit(t -> {
                    blocked.countDown();
                    new CountDownLatch(1).await();
                    return 1;
                });
        blocked.await();

        task.cancel();

        assertThat(task.await()).isInstanceOf(JoinResult.Cancelled.class);
        assertQuiet();
    }

    @Test
    void endsATaskThatIsCancelledInASystemCall() throws InterruptedException {
        if (!capabilities.blocks()) {
            return; // it says so, and refusesToBlockWhereItSaysSo has tested it
        }
        TaskHandle<?> task = submit(t -> t.awaitSignal("never", LONG));
        await(task, TaskState.WAITING);

        task.cancel();

        assertThat(task.await()).isInstanceOf(JoinResult.Cancelled.class);
        assertQuiet();
    }

    @Test
    void anInterruptDoesNotReachTheTaskAfter() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            TaskHandle<?> cancelled = submit(TaskContext::isCancelled);
            cancelled.cancel();
            TaskHandle<Boolean> next = submit(t -> Thread.currentThread().isInterrupted());
            assertThat(next.await().get()).isFalse();
        }
    }

    @Test
    void anInterruptNeitherEndsABlockNorIsLost() throws InterruptedException {
        if (!capabilities.blocks()) {
            return; // it says so, and refusesToBlockWhereItSaysSo has tested it
        }
        var thread = new ConcurrentLinkedQueue<Thread>();
        TaskHandle<Boolean> task =
                submit(t -> {
                    thread.add(Thread.currentThread());
                    t.awaitSignal("go");
                    return Thread.currentThread().isInterrupted();
                });
        await(task, TaskState.WAITING);
        thread.element().interrupt();
        assertThat(task.state()).isEqualTo(TaskState.WAITING);
        scheduler.signal("go");

        assertThat(task.await().get()).isTrue();
    }

    @Test
    void survivesWhateverATaskThrows() throws InterruptedException {
        List<Throwable> all =
                List.of(
                        new RuntimeException(),
                        new StackOverflowError(),
                        new OutOfMemoryError(),
                        new LinkageError(),
                        new InterruptedException());
        for (Throwable thrown : all) {
            TaskHandle<?> task =
                    submit(t -> {
                        throw EngineContractTests.<RuntimeException>sneak(thrown);
                    });
            assertThat(task.await()).isEqualTo(new JoinResult.Failure<>(thrown));
        }
        assertQuiet();
    }

    @Test
    void aTaskInheritsNothingFromTheThreadThatHappensToStartIt() throws InterruptedException {
        var local = new InheritableThreadLocal<String>();
        local.set("a stranger's");
        try {
            TaskHandle<Boolean> task = submit(t -> local.get() == null);
            assertThat(task.await().get()).isTrue();
        } finally {
            local.remove();
        }
    }

    @Test
    void givesEveryTaskTheClassLoaderOfWhoeverMadeTheEngine() throws InterruptedException {
        Thread here = Thread.currentThread();
        ClassLoader before = here.getContextClassLoader();
        var applications = new ClassLoader(before) {};
        here.setContextClassLoader(applications);
        try {
            use(1);
        } finally {
            here.setContextClassLoader(before);
        }

        assertThat(submit(t -> Thread.currentThread().getContextClassLoader()).await().get())
                .isSameAs(applications);
    }

    @Test
    void losesNobodyInAStormOfSignalsTimeOutsAndCancellations() throws InterruptedException {
        if (!capabilities.blocks()) {
            return; // it says so, and refusesToBlockWhereItSaysSo has tested it
        }
        use(4);
        for (int seed = 0; seed < 20; seed++) {
            storm(new Random(seed));
            assertQuiet();
        }
    }

    private void storm(Random random) {
        List<TaskHandle<?>> tasks = new ArrayList<>();
        int signals = 8;
        for (int i = 0; i < 300; i++) {
            int kind = random.nextInt(5);
            String key = "key" + random.nextInt(signals);
            Duration time = Duration.ofMillis(1 + random.nextInt(50));
            tasks.add(submit(t -> act(t, kind, key, time)));
            if (random.nextInt(4) == 0) {
                tasks.get(random.nextInt(tasks.size())).cancel();
            }
            if (random.nextInt(3) == 0) {
                clock.advance(Duration.ofMillis(random.nextInt(5)));
            }
        }
        Await.until(
                "the storm is over",
                () -> {
                    clock.advance(Duration.ofMillis(50));
                    return scheduler.snapshot().tasks().isEmpty();
                });
    }

    private static Object act(TaskContext task, int kind, String key, Duration time) {
        switch (kind) {
            case 0 -> task.sleep(time);
            case 1 -> task.awaitSignal(key, time);
            case 2 -> task.signal(key);
            case 3 -> task.join(task.spawn(c -> c.awaitSignal(key, time)), time);
            default -> {
                task.yield();
                task.join(task.spawn(c -> 1));
            }
        }
        return kind;
    }

    private static <T extends Throwable> T sneak(Throwable thrown) throws T {
        @SuppressWarnings("unchecked") // a body may throw what it does not declare
        T undeclared = (T) thrown;
        throw undeclared;
    }

    private static boolean spin(CountDownLatch running, AtomicBoolean open) {
        running.countDown();
        while (!open.get()) {
            Thread.onSpinWait();
        }
        return true;
    }
}
