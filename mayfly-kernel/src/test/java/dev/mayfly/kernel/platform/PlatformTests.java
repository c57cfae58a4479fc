package dev.mayfly.kernel.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.Eventually;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.SchedulerBuilder;
import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.engine.async.AsyncEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.process.Command;
import dev.mayfly.kernel.engine.process.LineProtocol;
import dev.mayfly.kernel.engine.process.ProcessEngine;
import dev.mayfly.kernel.engine.process.Subprocesses;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.time.SteppableClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** The kernel sees of the outside what its platform shows it, and nothing else. */
@Timeout(180)
class PlatformTests {

    @TempDir Path folder;

    /** The machine, and a record of what was asked of it. */
    private static final class Recorded extends PlatformDecorator {

        private final Queue<String> made = new ConcurrentLinkedQueue<>();
        private final Queue<String> started = new ConcurrentLinkedQueue<>();
        private final Queue<String> programs = new ConcurrentLinkedQueue<>();
        private final Queue<String> requests = new ConcurrentLinkedQueue<>();
        private final AtomicInteger waits = new AtomicInteger();
        private final AtomicInteger hooks = new AtomicInteger();

        Recorded() {
            super(new SystemPlatform());
        }

        @Override
        public Thread thread(String name, Runnable body) {
            made.add(name);
            return super.thread(name, body);
        }

        @Override
        public void start(Thread thread) {
            started.add(thread.getName());
            super.start(thread);
        }

        @Override
        public void park(Object blocker) {
            waits.incrementAndGet();
            super.park(blocker);
        }

        @Override
        public void enter(String request, Object subject) {
            requests.add(request + " " + subject);
        }

        @Override
        public Process start(ProcessBuilder program) throws IOException {
            programs.add(String.join(" ", program.command()));
            return super.start(program);
        }

        @Override
        public StopHook onStop(String name, Runnable action) {
            hooks.incrementAndGet();
            return hooks::decrementAndGet;
        }
    }

    private final Recorded platform = new Recorded();

    private SchedulerBuilder builder() {
        return Scheduler.builder()
                .platform(platform)
                .engine("coroutine", name -> new CoroutineEngine(name, 2))
                .engine("waits", name -> new AsyncEngine(name, 1))
                .engine("tools", name -> tools(new CoroutineEngine(name, 1)))
                .queue("default")
                .queue("computes", q -> q.engine("threaded"))
                .queue("waits", q -> q.engine("waits"))
                .queue("tools", q -> q.engine("tools"));
    }

    private static ProcessEngine tools(CoroutineEngine bodies) {
        return new ProcessEngine(bodies, LineProtocol.none());
    }

    @Test
    void everyThreadAndProgramOfTheKernelsOwnComesFromThePlatform() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Pipe pipe = Pipe.open();
        try (var source = pipe.source();
                var sink = pipe.sink();
                Scheduler scheduler = builder().build()) {
            source.configureBlocking(false);
            assertThat(sink.isOpen()).isTrue();
            var nothing = Duration.ofMillis(1);
            scheduler.runBlocking(t -> t.awaitIo(source, SelectionKey.OP_READ, nothing));
            scheduler.submit("computes", t -> 1).await().get();
            scheduler.submit("waits", t -> 1).await().get();
            scheduler.submit("tools", t -> run(t.facility(Subprocesses.class))).await().get();

            assertThat(platform.made).contains("mayfly-io", "mayfly-threaded-1", "mayfly-waits-1");
            assertThat(platform.made).filteredOn(PlatformTests::readsPipes).hasSize(2);
            assertThat(platform.started).containsAll(platform.made);
            assertThat(platform.programs).singleElement().asString().endsWith("echo hello");
            if (VirtualThreads.canOwnCarriers()) {
                assertThat(platform.started)
                        .contains("mayfly-coroutine-carrier-2", "mayfly-tools-carrier-1");
            }
            assertThat(namesOfNew(before))
                    .filteredOn(name -> !ofTheClock(name))
                    .isSubsetOf(platform.started);
        }
    }

    private static String run(Subprocesses programs) {
        return programs.run(Command.of("echo", "hello")).output();
    }

    private static boolean readsPipes(String thread) {
        return thread.startsWith("mayfly-process-");
    }

    private static boolean ofTheClock(String thread) {
        return thread.equals("mayfly-timer")
                || thread.endsWith("-watch")
                || thread.endsWith("-monitor");
    }

    private static Set<String> namesOfNew(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("mayfly-"))
                .collect(Collectors.toSet());
    }

    @Test
    void whoComesInAndWhoWaitsPassesThePlatform() throws Exception {
        try (Scheduler scheduler = builder().build()) {
            TaskHandle<?> task =
                    scheduler.spawn(t -> {
                        t.awaitSignal("go");
                        return 0;
                    });
            Thread waiting = Thread.ofVirtual().start(() -> awaitEnd(task));
            Eventually.await("somebody waits", () -> platform.waits.get() > 0);
            scheduler.signal("go");
            waiting.join();
        }

        assertThat(platform.requests)
                .containsExactly(
                        "submit to queue default",
                        "signal go",
                        "shut down, and to give tasks " + Scheduler.DEFAULT_SHUTDOWN_TIMEOUT);
    }

    private static void awaitEnd(TaskHandle<?> task) {
        try {
            var _ = task.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPlatformWithoutThreadsFailsWhatNeedsOneAndSaysWhy() throws Exception {
        var bare =
                new SparePlatform(thread -> {
                    if (thread.getName().equals("mayfly-io")) {
                        throw new IllegalStateException("no thread mayfly-io here");
                    }
                });
        Pipe pipe = Pipe.open();
        try (var source = pipe.source();
                var sink = pipe.sink();
                Scheduler scheduler = Scheduler.builder().platform(bare).build()) {
            source.configureBlocking(false);
            assertThat(sink.isOpen()).isTrue();
            for (int i = 0; i < 3; i++) {
                TaskHandle<?> reader =
                        scheduler.spawn(t -> t.awaitIo(source, SelectionKey.OP_READ, null));
                assertThatThrownBy(() -> reader.await().get())
                        .hasRootCauseMessage("no thread mayfly-io here");
            }
            assertThat(scheduler.spawn(t -> "well").await().get()).isEqualTo("well");
        }
    }

    @Test
    void anotherClockLeavesTheRestOfThePlatform() {
        var clock = new SteppableClock();
        try (Scheduler scheduler = builder().clock(clock).build()) {
            assertThat(scheduler.clock()).isSameAs(clock);
            scheduler.signal("kept");
        }
        Platform twice = platform.withClock(new SteppableClock()).withClock(clock);

        assertThat(platform.requests).contains("signal kept");
        assertThat(twice.clock()).isSameAs(clock);
        assertThat(twice.realTime()).isSameAs(platform.realTime());
    }

    @Test
    void theWishToEndWithTheProcessIsTakenBackAtTheEnd() {
        Scheduler scheduler = builder().shutdownWithProcess(Duration.ZERO).build();
        assertThat(platform.hooks).hasValue(1);

        scheduler.close();

        assertThat(platform.hooks).hasValue(0);
    }

    @Test
    void theMachinesHookMayBeTakenBackTwice() {
        StopHook hook = new SystemPlatform().onStop("never", () -> {});
        hook.close();
        hook.close();

        assertThat(hook).isNotNull();
    }

    @Test
    void aProcessThatIsAskedToEndDrainsItsTasksFirst() throws Exception {
        Process process = fork(true);
        awaitText(process, "under way");
        process.destroy(); // SIGTERM

        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(Files.readString(folder.resolve("output")))
                .contains("drained", "ShutdownCompleted", "clean=true");
    }

    @Test
    void aProcessWithoutTheWishIsFoundToDrainNothing() throws Exception {
        // The test of the test: what is printed above comes from the hook and from nothing else.
        Process process = fork(false);
        awaitText(process, "under way");
        process.destroy();

        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(folder.resolve("output"))).doesNotContain("drained");
    }

    private Process fork(boolean withHook) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        List.of(
                                java,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Daemon.class.getName(),
                                Boolean.toString(withHook)))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
    }

    private void awaitText(Process process, String text) {
        Eventually.await(
                "the process says " + text,
                () -> !process.isAlive() || read(folder.resolve("output")).contains(text));
        assertThat(process.isAlive()).as(read(folder.resolve("output"))).isTrue();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A program with a task that ends only once the shutdown has begun. */
    static final class Daemon {

        private Daemon() {}

        public static void main(String[] arguments) throws Exception {
            SchedulerBuilder builder =
                    Scheduler.builder()
                            .listener(event -> {
                                if (event.getClass().getSimpleName().startsWith("Shutdown")) {
                                    System.out.println(event);
                                }
                            });
            if (Boolean.parseBoolean(arguments[0])) {
                builder.shutdownWithProcess(Duration.ofSeconds(60));
            }
            Scheduler scheduler = builder.build();
            scheduler.submit(
                    "default",
                    t -> {
                        System.out.println("under way");
                        while (scheduler.snapshot().accepting()) {
                            t.sleep(Duration.ofMillis(5));
                        }
                        System.out.println("drained");
                        return 0;
                    });
            scheduler.runBlocking();
            Thread.currentThread().join(); // until the signal
        }
    }
}
