package dev.mayfly.benchmarks.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;
import dev.mayfly.kernel.task.TaskOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** A slice of the stress run in each mode, and leaks that were planted for it to find. */
@Timeout(300)
class StressRunTests {

    private static final Duration IMPATIENT = Duration.ofMillis(300);

    private final List<AutoCloseable> planted = new ArrayList<>();

    @BeforeEach
    void needsAShell() {
        assumeThat(Path.of("/bin/sh")).as("the stress run starts programs").isExecutable();
    }

    @AfterEach
    void takeBack() throws Exception {
        for (AutoCloseable leak : planted) {
            leak.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OWNED", "PORTABLE"})
    void leavesNothingBehind(CoroutineMode mode) throws Exception {
        StressPlan plan = StressPlan.standard().in(mode).lasting(Duration.ofSeconds(10));
        StressReport report = new StressRun(plan.withRounds(3, 120)).run();

        assertThat(report.isClean()).as("%s", report).isTrue();
        assertThat(report.counts())
                .containsKeys(
                        "tasks completed",
                        "tasks failed",
                        "tasks cancelled",
                        "tasks skipped",
                        "restarts of children");
    }

    private StressReport withLeak(Storm leak) throws Exception {
        return new StressRun(
                        StressPlan.standard()
                                .withStorms(leak)
                                .withRounds(1, 1)
                                .lasting(Duration.ofNanos(1))
                                .withPatience(IMPATIENT))
                .run();
    }

    @Test
    void findsATaskThatDoesNotEnd() throws Exception {
        var end = new CountDownLatch(1);
        planted.add(end::countDown);
        StressReport report =
                withLeak((world, random) ->
                        world.submit(
                                World.COROUTINES,
                                random,
                                TaskOptions.named("leak"),
                                t -> {
                                    while (end.getCount() > 0) {
                                        LockSupport.parkNanos(1_000_000);
                                        boolean ignored = Thread.interrupted();
                                    }
                                    return 1;
                                }));
        assertThat(report.leaks())
                .contains(
                        "tasks",
                        "tasks by the count of events",
                        "tasks by the load",
                        "places in queues",
                        "virtual threads");
        assertThat(report.toString()).contains("LEAK").contains("NOT CLEAN");
    }

    @Test
    void findsTimersAndWaitsOfEveryKind() throws Exception {
        Pipe pipe = Pipe.open();
        planted.add(pipe.source());
        planted.add(pipe.sink());
        pipe.source().configureBlocking(false);
        // A system task is there until the shutdown, and so at the end of the round before.
        Storm leak =
                (world, random) -> {
                    Scheduler scheduler = world.scheduler();
                    var sleeper =
                            scheduler.spawnSystem(
                                    "leak", t -> t.awaitSignal("never", Duration.ofHours(1)));
                    scheduler.spawnSystem("leak", t -> t.join(sleeper));
                    if (!pipe.source().isRegistered()) {
                        scheduler.spawnSystem("leak", t -> t.awaitIo(pipe.source(), 1, null));
                    }
                };
        StressPlan plan =
                StressPlan.standard()
                        .withStorms(leak)
                        .withRounds(2, 1)
                        .withPatience(IMPATIENT)
                        .lasting(Duration.ofMinutes(1));
        StressReport report = new StressRun(plan).runSessions(1);
        assertThat(report.leaks())
                .contains(
                        "tasks",
                        "timers",
                        "waits for signals",
                        "waits for ends",
                        "waits for channels");
    }

    @Test
    void findsAThreadOfEitherKind() throws Exception {
        var end = new CountDownLatch(1);
        planted.add(end::countDown);
        StressReport platform =
                withLeak((world, random) -> Thread.ofPlatform().start(() -> await(end)));
        assertThat(platform.leaks()).containsExactly("platform threads");
        StressReport virtual =
                withLeak((world, random) -> Thread.ofVirtual().start(() -> await(end)));
        assertThat(virtual.leaks()).containsExactly("virtual threads");
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void findsAChildProcessAlsoWhereInitHasBecomeItsParent() throws Exception {
        assertThat(withLeak((world, random) -> startProgram(world, "exec sleep \"$1\"")).leaks())
                .contains("child processes");
        StressReport orphan =
                withLeak((world, random) -> {
                    startProgram(world, "(sleep \"$1\" </dev/null >/dev/null 2>&1 &)").waitFor();
                });
        assertThat(orphan.leaks()).contains("child processes");
    }

    private Process startProgram(World world, String script) throws java.io.IOException {
        String marker = world.marker();
        planted.add(() ->
                ProcessHandle.allProcesses()
                        .filter(process -> process.info().commandLine().orElse("").contains(marker))
                        .forEach(ProcessHandle::destroyForcibly));
        return new ProcessBuilder("/bin/sh", "-c", script, "sh", marker).start();
    }

    @Test
    void findsAnOpenDescriptor() throws Exception {
        StressReport report =
                withLeak((world, random) -> {
                    Pipe pipe = Pipe.open();
                    planted.add(pipe.source());
                    planted.add(pipe.sink());
                });
        assertThat(report.leaks()).containsExactly("file descriptors");
    }

    @Test
    void findsAHeapThatGrows() throws Exception {
        List<byte[]> leak = new ArrayList<>();
        StressPlan plan =
                StressPlan.standard()
                        .withStorms((world, random) -> leak.add(new byte[2 << 20]))
                        .withRounds(9, 1)
                        .lasting(Duration.ofMinutes(1));
        StressReport report = new StressRun(plan).runSessions(1);
        assertThat(report.leaks()).containsExactly("heap growth");
        assertThat(leak).hasSize(9);
    }

    @Test
    void findsAFailureThatNoStormWanted() throws Exception {
        StressReport report =
                withLeak((world, random) ->
                        world.submit(
                                World.COROUTINES,
                                random,
                                TaskOptions.named("odd"),
                                t -> {
                                    throw new IllegalStateException("not planned");
                                }));
        assertThat(report.isClean()).isFalse();
        assertThat(report.strange()).hasSize(1);
        assertThat(report.toString()).contains("UNWANTED").contains("not planned");
    }

    @Test
    void refusesArgumentsByNameWithAFix() {
        assertThat(StressPlan.parse("pt20s", "portable", "7"))
                .extracting(StressPlan::duration, StressPlan::mode, StressPlan::seed)
                .containsExactly(Duration.ofSeconds(20), CoroutineMode.PORTABLE, 7L);
        assertThat(StressPlan.parse().duration()).isEqualTo(Duration.ofMinutes(10));
        assertThatThrownBy(() -> StressPlan.parse("ten"))
                .hasMessage("the first argument \"ten\" is no duration such as PT10M or PT20S");
        assertThatThrownBy(() -> StressPlan.parse("PT1S", "both"))
                .hasMessage("the second argument \"both\" is neither owned nor portable");
        assertThatThrownBy(() -> StressPlan.parse("PT1S", "owned", "x"))
                .hasMessage("the third argument \"x\" is no whole number to be the seed");
        assertThatThrownBy(() -> StressPlan.parse("1", "2", "3", "4"))
                .hasMessageContaining("4 arguments");
        assertThatThrownBy(() -> StressPlan.parse("PT0S")).hasMessageContaining("PT0S");
    }
}
