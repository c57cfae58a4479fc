package dev.mayfly.test.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.carrier.MovingAverageForecast;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.time.SystemClock;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** With owned carriers every wake-up, whatever its reason, passes the kernel's queues. */
@Timeout(120)
class OwnedWakeUpTests {

    private static final List<Integer> PRIORITIES = List.of(20, 10, 5);

    private Scheduler scheduler = scheduler(1);

    private static Scheduler scheduler(int maxSpares) {
        var settings =
                new CarrierSettings(
                        1,
                        CarrierSettings.DEFAULT_QUANTUM,
                        CarrierSettings.DEFAULT_HOG_LIMIT,
                        maxSpares,
                        MovingAverageForecast::new,
                        new SystemClock());
        return Scheduler.builder()
                .engine("e", name -> new CoroutineEngine(name, CoroutineMode.OWNED, settings))
                .queue("q", q -> q.engine("e"))
                .build();
    }

    @AfterEach
    void close() {
        scheduler.shutdown(Duration.ZERO);
    }

    /** What a task does that blocks outside the system calls. */
    private interface Blocking {
        void run() throws Exception;
    }

    private static String carrier() {
        String thread = Thread.currentThread().toString();
        return thread.substring(thread.indexOf('@') + 1);
    }

    private EngineSnapshot engine() {
        return scheduler.snapshot().engines().stream()
                .filter(e -> e.name().equals("e"))
                .findFirst()
                .orElseThrow();
    }

    /** Blocks a task; when its thread is blocked, does what wakes it; and asks where it woke. */
    private void comesBack(Blocking blocking, Runnable wake) throws InterruptedException {
        var threads = new ConcurrentLinkedQueue<Thread>();
        TaskHandle<String> task =
                scheduler.submit(
                        "q",
                        t -> {
                            threads.add(Thread.currentThread());
                            blocking.run();
                            return carrier();
                        });
        Await.until("it is blocked", () -> isBlocked(threads.peek()) || isOver(task));
        wake.run();

        assertThat(task.await().get()).matches("mayfly-e-(carrier|spare)-1");
    }

    private static boolean isBlocked(Thread thread) {
        return thread != null
                && switch (thread.getState()) {
                    case BLOCKED, WAITING, TIMED_WAITING -> true;
                    default -> false;
                };
    }

    private static boolean isOver(TaskHandle<?> task) {
        return task.state() == dev.mayfly.kernel.task.TaskState.COMPLETED;
    }

    @Test
    void fromAPark() throws InterruptedException {
        var open = new AtomicBoolean();
        var threads = new ConcurrentLinkedQueue<Thread>();
        comesBack(
                () -> {
                    threads.add(Thread.currentThread());
                    while (!open.get()) {
                        LockSupport.park();
                    }
                },
                () -> {
                    open.set(true);
                    LockSupport.unpark(threads.element());
                });
    }

    @Test
    void fromAMonitorsEntry() throws InterruptedException {
        var monitor = new Object();
        var release = new CountDownLatch(1);
        var held = new CountDownLatch(1);
        Thread holder =
                Thread.ofPlatform()
                        .start(() -> {
                            synchronized (monitor) {
                                held.countDown();
                                awaitLatch(release);
                            }
                        });
        held.await();
        comesBack(
                () -> {
                    synchronized (monitor) {
                        assertThat(Thread.holdsLock(monitor)).isTrue();
                    }
                },
                release::countDown);
        holder.join();
    }

    @Test
    void fromAMonitorsWait() throws InterruptedException {
        var monitor = new Object();
        var open = new AtomicBoolean();
        comesBack(
                () -> {
                    synchronized (monitor) {
                        while (!open.get()) {
                            monitor.wait();
                        }
                    }
                },
                () -> {
                    synchronized (monitor) {
                        open.set(true);
                        monitor.notifyAll();
                    }
                });
    }

    @Test
    void fromASleep() throws InterruptedException {
        comesBack(() -> Thread.sleep(20), () -> {});
    }

    @Test
    void fromASocket() throws Exception {
        try (var pair = new Pair()) {
            comesBack(() -> assertThat(pair.left.getInputStream().read()).isEqualTo(7), pair::send);
        }
    }

    @Test
    void parkedTasksWakeInTheOrderOfTheirPriority() throws Exception {
        var open = new AtomicBoolean();
        var threads = new ConcurrentLinkedQueue<Thread>();
        inOrder(
                number ->
                        () -> {
                            threads.add(Thread.currentThread());
                            while (!open.get()) {
                                LockSupport.park();
                            }
                        },
                () -> {
                    open.set(true);
                    threads.forEach(LockSupport::unpark);
                });
    }

    @Test
    void sleepingTasksWakeInTheOrderOfTheirPriority() throws Exception {
        inOrder(number -> () -> Thread.sleep(500), () -> {});
    }

    @Test
    void tasksThatReadSocketsWakeInTheOrderOfTheirPriority() throws Exception {
        try (var one = new Pair();
                var two = new Pair();
                var three = new Pair()) {
            List<Pair> pairs = List.of(one, two, three);
            inOrder(
                    number -> () -> pairs.get(number).left.getInputStream().read(),
                    () -> pairs.forEach(Pair::send));
        }
    }

    /** Blocks three tasks, wakes them while the only carrier is busy, and looks who comes first. */
    private void inOrder(IntFunction<Blocking> blocking, Runnable wake) throws Exception {
        close();
        scheduler = scheduler(0); // a spare would run them side by side
        var order = new ConcurrentLinkedQueue<Integer>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < PRIORITIES.size(); i++) {
            int priority = PRIORITIES.get(i);
            Blocking body = blocking.apply(i);
            var thread = new CompletableFuture<Thread>();
            scheduler.submit(
                    "q",
                    TaskOptions.named("p" + priority).withPriority(priority),
                    t -> {
                        thread.complete(Thread.currentThread());
                        body.run();
                        return order.add(priority);
                    });
            threads.add(thread.get());
        }
        Await.until(
                "all are blocked", () -> threads.stream().allMatch(OwnedWakeUpTests::isBlocked));
        var open = new AtomicBoolean();
        busy(open);
        wake.run();
        Await.until("all are ready", () -> engine().ready() + order.size() >= 3);
        open.set(true);
        scheduler.runBlocking();

        assertThat(order).containsExactly(5, 10, 20);
    }

    /** Occupies the only carrier until it is released. */
    private void busy(AtomicBoolean open) throws InterruptedException {
        var running = new CountDownLatch(1);
        scheduler.submit(
                "q",
                t -> {
                    running.countDown();
                    while (!open.get()) {
                        Thread.onSpinWait();
                    }
                    return 1;
                });
        running.await();
    }

    /** Blocks in its initializer, which is a native frame on the stack and so keeps the carrier. */
    private static final class Pinned {

        static final CountDownLatch RELEASED = new CountDownLatch(1);

        private static final class Initialized {
            static final String CARRIER;

            static {
                awaitLatch(RELEASED);
                CARRIER = carrier();
            }
        }
    }

    @Test
    void aTaskThatIsPinnedWhileItBlocksIsReplacedByASpare() throws InterruptedException {
        TaskHandle<String> pinned = scheduler.submit("q", t -> Pinned.Initialized.CARRIER);
        TaskHandle<String> releaser =
                scheduler.submit(
                        "q",
                        t -> {
                            Pinned.RELEASED.countDown();
                            return carrier();
                        });

        assertThat(releaser.await()).isEqualTo(new JoinResult.Success<>("mayfly-e-spare-1"));
        assertThat(pinned.await()).isEqualTo(new JoinResult.Success<>("mayfly-e-carrier-1"));
        assertThat(engine().details().get("spares_added")).isEqualTo(1);
    }

    @Test
    void aStackTraceOfAReadyTaskPutsItInLineOnlyOnce() throws Exception {
        close();
        scheduler = scheduler(0);
        var thread = new CompletableFuture<Thread>();
        var order = new ConcurrentLinkedQueue<String>();
        scheduler.submit(
                "q",
                t -> {
                    thread.complete(Thread.currentThread());
                    t.awaitSignal("go");
                    return order.add("traced");
                });
        Await.until("it is blocked", () -> isBlocked(thread.getNow(null)));
        var open = new AtomicBoolean();
        busy(open);
        scheduler.submit("q", t -> order.add("before"));
        scheduler.signal("go");
        scheduler.submit("q", t -> order.add("after"));
        for (int i = 0; i < 100; i++) {
            assertThat(thread.get().getStackTrace()).isNotEmpty();
        }
        assertThat(engine().ready()).isEqualTo(3);
        open.set(true);
        scheduler.runBlocking();

        assertThat(order).containsExactly("before", "traced", "after");
    }

    @Test
    void stackTracesTakenAllTheTimeLoseNobody() throws Exception {
        var threads = new ConcurrentLinkedQueue<Thread>();
        List<TaskHandle<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            boolean begins = i % 2 == 0;
            String mine = "key" + i;
            String partners = "key" + (begins ? i + 1 : i - 1);
            tasks.add(
                    scheduler.submit(
                            "q",
                            t -> {
                                threads.add(Thread.currentThread());
                                for (int round = 0; round < 2_000; round++) {
                                    if (begins) {
                                        t.signal(partners);
                                    }
                                    t.yield();
                                    t.awaitSignal(mine);
                                    if (!begins) {
                                        t.signal(partners);
                                    }
                                }
                                return 1;
                            }));
        }
        while (!tasks.stream().allMatch(OwnedWakeUpTests::isOver)) {
            threads.forEach(Thread::getStackTrace);
        }
        for (TaskHandle<Integer> task : tasks) {
            assertThat(task.await()).isEqualTo(new JoinResult.Success<>(1));
        }
        assertThat(engine().ready()).isZero();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Two connected sockets. */
    private static final class Pair implements AutoCloseable {

        private final Socket left;
        private final Socket right;

        Pair() throws IOException {
            try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                left = new Socket(server.getInetAddress(), server.getLocalPort());
                right = server.accept();
            }
        }

        void send() {
            try {
                right.getOutputStream().write(7);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() throws IOException {
            left.close();
            right.close();
        }
    }
}
