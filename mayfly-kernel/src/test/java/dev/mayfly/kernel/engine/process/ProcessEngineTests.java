package dev.mayfly.kernel.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.async.AsyncEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.process.Command.Output;
import dev.mayfly.kernel.engine.process.CommandFailedException.Kind;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.time.SteppableClock;
import dev.mayfly.kernel.time.SystemClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

@Timeout(120)
class ProcessEngineTests {

    /** A word is progress, a log line or a result after its first letter. */
    private static final LineProtocol LETTERS =
            line -> {
                String rest = line.isEmpty() ? "" : line.substring(1);
                return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
                    case 'p' -> new LineProtocol.Message.Progress(Double.parseDouble(rest), "");
                    case 'l' -> new LineProtocol.Message.Log(rest);
                    case 'r' -> new LineProtocol.Message.Result(rest);
                    default -> throw new IllegalArgumentException("no letter");
                };
            };

    private final SteppableClock clock = new SteppableClock();

    @TempDir private Path folder;

    private Scheduler scheduler = scheduler(ProcessTools.ofThisMachine());

    private Scheduler scheduler(ProcessTools tools) {
        return Scheduler.builder()
                .clock(clock)
                .engine(
                        "p",
                        name ->
                                new ProcessEngine(
                                        bodies(name), LETTERS, Duration.ofMillis(200), tools))
                .queue("q", q -> q.engine("p"))
                .build();
    }

    /** What runs the bodies; a subclass may plant a fault here. */
    Engine bodies(String name) {
        return new CoroutineEngine(name, 2);
    }

    @BeforeEach
    void needsAShell() {
        assumeThat(Path.of("/bin/sh")).as("these tests run a POSIX shell").isExecutable();
    }

    @AfterEach
    void close() {
        scheduler.shutdown(Duration.ZERO);
    }

    private static Command sh(String script) {
        return Command.of("/bin/sh", "-c", script).withEnvironment("PATH", "/usr/bin:/bin");
    }

    private TaskHandle<CommandResult> submit(Command command) {
        return scheduler.submit("q", task -> task.facility(Subprocesses.class).run(command));
    }

    private CommandResult run(Command command) throws InterruptedException {
        return submit(command).await().get();
    }

    private CommandFailedException failure(Command command) throws InterruptedException {
        var end = (JoinResult.Failure<CommandResult>) submit(command).await();
        return (CommandFailedException) end.cause();
    }

    private static void until(String what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - begin).as(what).isLessThan(60_000_000_000L);
            Thread.onSpinWait();
        }
    }

    @Test
    void passesArgumentsOnAsTheyAreAndReturnsTheText() throws InterruptedException {
        Command command = Command.of("printf", "%s|", "a b", "$HOME", "*", ";x", "ü");
        assertThat(run(command).output()).isEqualTo("a b|$HOME|*|;x|ü|");
    }

    @Test
    void givesAnEnvironmentThatHoldsWhatIsListedAndItsMark() throws InterruptedException {
        String all = run(Command.of("env").withEnvironment("A", "b")).output();
        assertThat(all.lines().map(line -> line.split("=")[0]))
                .containsExactlyInAnyOrder("A", ProcessTree.MARK);
    }

    @Test
    void startsInItsDirectoryWithItsInput() throws InterruptedException {
        Command command = sh("pwd; cat").withDirectory(folder).withInput("{\"a\": 1}");
        assertThat(run(command).output()).isEqualTo(folder + "\n{\"a\": 1}\n");
        assertThat(run(sh("cat")).output()).as("no input is an empty one").isEmpty();
        String large = "x".repeat(1 << 20);
        assertThat(run(sh("wc -c").withInput(large)).output().strip()).isEqualTo("1048577");
        assertThat(run(sh("exit 0").withInput(large)).output()).as("need not be read").isEmpty();
    }

    @Test
    void reportsMessagesOnTheThreadOfTheTask() throws InterruptedException {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        Command command =
                sh("echo p0.5; echo lhello; echo r1; echo r2; printf lend")
                        .withOutput(Output.JSON_LINES);
        TaskHandle<CommandResult> task =
                scheduler.submit(
                        "q",
                        t -> {
                            Thread own = Thread.currentThread();
                            return t.facility(Subprocesses.class)
                                    .run(command, new Recorder(heard, own));
                        });
        assertThat(task.await().get().result()).isEqualTo("2");
        assertThat(heard).containsExactly("0.5", "hello", "end");
    }

    private record Recorder(List<String> heard, Thread own) implements CommandListener {
        @Override
        public void progress(double fraction, String message) {
            assertThat(Thread.currentThread()).isSameAs(own);
            heard.add(String.valueOf(fraction));
        }

        @Override
        public void log(String line) {
            heard.add(line);
        }
    }

    @Test
    void refusesAMalformedLineByNumberOrTakesItAsText() throws InterruptedException {
        Command command = sh("echo lgood; echo bad line; sleep 1000").withOutput(Output.JSON_LINES);
        CommandFailedException failure = failure(command);
        assertThat(failure.kind()).isEqualTo(Kind.MALFORMED_LINE);
        assertThat(failure).hasMessageContaining("line 2").hasMessageContaining("bad line");

        assertThat(run(sh("echo bad; echo r7").withOutput(Output.JSON_LINES_AND_TEXT)).result())
                .isEqualTo("7");
    }

    @Test
    void aSlowListenerHoldsUpTheProgramAndLosesNoLine() throws InterruptedException {
        List<String> heard = new ArrayList<>();
        Command command =
                sh("i=0; while [ $i -lt 20000 ]; do echo l$i; i=$((i+1)); done")
                        .withOutput(Output.JSON_LINES);
        CommandListener listener =
                new CommandListener() {
                    @Override
                    public void log(String line) {
                        heard.add(line);
                    }
                };
        scheduler
                .submit("q", t -> t.facility(Subprocesses.class).run(command, listener))
                .await()
                .get();
        assertThat(heard).isEqualTo(IntStream.range(0, 20_000).mapToObj(String::valueOf).toList());
    }

    @Test
    void namesExitCodesAndSignalsAndQuotesTheLastErrors() throws InterruptedException {
        CommandFailedException exit = failure(sh("echo one >&2; echo two >&2; exit 3"));
        assertThat(exit.kind()).isEqualTo(Kind.EXIT_CODE);
        assertThat(exit.exitCode()).isEqualTo(3);
        assertThat(exit).hasMessageContaining("\"/bin/sh\" ended with exit code 3");
        assertThat(exit).hasMessageEndingWith("its last errors:\none\ntwo");

        CommandFailedException signal = failure(sh("kill -SEGV $$"));
        assertThat(signal.kind()).isEqualTo(Kind.SIGNAL);
        assertThat(signal).hasMessageContaining("SIGSEGV (exit code 139)");
    }

    @Test
    void keepsOnlyTheLastLinesOfManyErrors() throws InterruptedException {
        CommandFailedException exit =
                failure(
                        sh(
                                "i=0; while [ $i -lt 5000 ]; do echo e$i >&2; i=$((i+1)); done;"
                                        + " exit 1"));
        assertThat(exit).hasMessageContaining("e4980\n").hasMessageEndingWith("e4999");
        assertThat(exit.getMessage()).doesNotContain("e4979\n");
    }

    @Test
    void saysWhatCouldNotBeStarted() throws InterruptedException {
        assertThat(failure(Command.of("no-such-program")))
                .hasMessageContaining(
                        "\"no-such-program\" was not started: there is no such program");
        assertThat(failure(Command.of("./x")).kind()).isEqualTo(Kind.NOT_STARTED);
        assertThat(failure(sh("true").withDirectory(folder.resolve("none"))))
                .hasMessageContaining("none does not exist");
    }

    @Test
    void refusesAWrongCommand() {
        assertThatThrownBy(() -> Command.of()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Command.of("a", "b\0c")).hasMessageContaining("NUL");
        assertThatThrownBy(() -> sh("").withEnvironment("a=b", "")).hasMessageContaining("a=b");
        assertThatThrownBy(() -> sh("").withTimeout(Duration.ZERO))
                .hasMessageContaining("time-out");
        assertThatThrownBy(() -> sh("").withOutputLimit(0)).hasMessageContaining("output limit");
        assertThatThrownBy(() -> sh("").withMemoryLimit(-1)).hasMessageContaining("memory limit");
    }

    @Test
    void endsAProgramThatWritesTooMuch() throws InterruptedException {
        CommandFailedException failure = failure(sh("yes").withOutputLimit(100_000));
        assertThat(failure.kind()).isEqualTo(Kind.OUTPUT_LIMIT);
        assertThat(failure).hasMessageContaining("100000 bytes");
        assertThat(run(sh("printf 12345").withOutputLimit(5)).output()).isEqualTo("12345");
    }

    @Test
    void showsWhatATaskWaitsForAndHoldsNoPlaceMeanwhile() throws InterruptedException {
        List<TaskHandle<CommandResult>> tasks = new ArrayList<>();
        for (int i = 0; i < 6; i++) { // the engine has two places
            tasks.add(submit(sh("while [ ! -e go ]; do sleep 0.02; done").withDirectory(folder)));
        }
        tasks.forEach(task -> until("waits", () -> task.state() == TaskState.WAITING));
        assertThat(tasks.getFirst().reason()).matches("waits for process \\d+ sh");
        assertThat(scheduler.submit("q", t -> 1).await().get()).isEqualTo(1);

        go();

        for (TaskHandle<CommandResult> task : tasks) {
            assertThat(task.await()).isInstanceOf(JoinResult.Success.class);
        }
    }

    private void go() {
        try {
            Files.createFile(folder.resolve("go"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void endsTheWholeTreeOnCancelAlsoDoubleForkedAndInASessionOfItsOwn() {
        TaskHandle<CommandResult> task = submit(stubbornTree());
        List<Long> pids = awaitPids(4);

        task.cancel();

        until("ended", task::isDone);
        assertThat(task.state()).isEqualTo(TaskState.CANCELLED);
        assertThat(pids).noneMatch(ProcessEngineTests::isAlive);
    }

    @Test
    void endsTheWholeTreeOnTheTimeOutsOfCommandAndTask() throws InterruptedException {
        TaskHandle<CommandResult> task = submit(stubbornTree().withTimeout(Duration.ofSeconds(5)));
        List<Long> pids = awaitPids(4);
        until("waits", () -> task.state() == TaskState.WAITING);
        clock.advance(Duration.ofMillis(4_999));
        assertThat(task.state()).isEqualTo(TaskState.WAITING);
        clock.advance(Duration.ofMillis(1));

        assertThat(task.await()).isInstanceOf(JoinResult.Failure.class);
        assertThat(task.reason()).contains("took longer than its time-out of PT5S");
        assertThat(pids).noneMatch(ProcessEngineTests::isAlive);

        clear();
        var options = TaskOptions.DEFAULTS.withTimeout(Duration.ofSeconds(1));
        Command again = stubbornTree();
        TaskHandle<CommandResult> late =
                scheduler.submit("q", options, t -> t.facility(Subprocesses.class).run(again));
        pids = awaitPids(4);
        clock.advance(Duration.ofSeconds(1));
        assertThat(late.await()).isInstanceOf(JoinResult.Failure.class);
        assertThat(pids).noneMatch(ProcessEngineTests::isAlive);
    }

    @Test
    void endsWhatAProgramLeavesBehindWhenItEndsWell() throws InterruptedException {
        String daemon = "(setsid sh -c 'echo $$ >> pids; exec sleep 1000' &) ; ";
        CommandResult result =
                run(
                        sh(daemon + "while [ ! -s pids ]; do sleep 0.01; done; echo done")
                                .withDirectory(folder));
        assertThat(result.output()).isEqualTo("done\n");
        assertThat(awaitPids(1)).noneMatch(ProcessEngineTests::isAlive);
    }

    @Test
    void aPlantedTreeThatIsNotMarkedIsFoundToBeAlive() throws Exception {
        // The test of the test: without the nets, the orphan of a tree is still there to be seen.
        Process root =
                new ProcessBuilder("/bin/sh", "-c", "(setsid sleep 1000 & echo $! > pids)")
                        .directory(folder.toFile())
                        .start();
        root.waitFor();
        List<Long> pids = awaitPids(1);
        assertThat(pids).allMatch(ProcessEngineTests::isAlive);
        assertThat(new ProcessTree(root, "another mark", new SystemClock()).look().members())
                .isEmpty();
        pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    /** Four processes that ignore SIGTERM: root, child, orphan, and orphan with its own session. */
    private Command stubbornTree() {
        String stubborn = "trap \"\" TERM; echo $$ >> pids; while :; do sleep 0.05; done";
        String script =
                "sh -c '%1$s' & (sh -c '%1$s' &) ; (setsid sh -c '%1$s' &) ; %1$s"
                        .formatted(stubborn);
        return sh(script).withDirectory(folder);
    }

    private List<Long> awaitPids(int count) {
        Path pids = folder.resolve("pids");
        until(count + " pids", () -> lines(pids).size() == count);
        return lines(pids).stream().map(Long::valueOf).toList();
    }

    private void clear() {
        assertThat(folder.resolve("pids").toFile().delete()).isTrue();
    }

    private static List<String> lines(Path file) {
        try {
            String text = Files.exists(file) ? Files.readString(file) : "";
            return text.endsWith("\n") ? text.lines().toList() : List.of();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether it is there and more than a zombie, which belongs to whoever adopted it. */
    private static boolean isAlive(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return !stat.substring(stat.lastIndexOf(')') + 2).startsWith("Z");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void holdsMemoryAndCpuLimits() throws InterruptedException {
        assumeThat(ProcessTools.ofThisMachine().prlimit()).as("prlimit").isNotNull();
        Command limits =
                sh("ulimit -v; ulimit -t")
                        .withMemoryLimit(512L << 20)
                        .withCpuLimit(Duration.ofMillis(1_500));
        assertThat(run(limits).output()).isEqualTo("524288\n2\n");

        CommandFailedException failure =
                failure(sh("while :; do :; done").withCpuLimit(Duration.ofSeconds(1)));
        assertThat(failure.kind()).isEqualTo(Kind.SIGNAL);
        assertThat(failure).hasMessageContaining("CPU");
    }

    @Test
    void whereToolsAreMissingOnlyLimitsAreRefused() throws InterruptedException {
        close();
        scheduler = scheduler(new ProcessTools(null, null, ProcessTools.ofThisMachine().path()));
        assertThat(run(sh("echo fine")).output()).isEqualTo("fine\n");
        assertThat(failure(sh("true").withMemoryLimit(1 << 20)))
                .hasMessageContaining("prlimit")
                .hasMessageContaining("leave the limits out");
    }

    @Test
    void refusesToRunOnAnEngineWhoseBodiesCannotBlock() {
        assertThatThrownBy(() -> new ProcessEngine(new AsyncEngine("a", 1), LineProtocol.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CoroutineEngine");
    }

    @Test
    void closingTheSchedulerEndsItsPrograms() {
        submit(stubbornTree());
        List<Long> pids = awaitPids(4);
        scheduler.shutdown(Duration.ZERO);
        assertThat(pids).noneMatch(ProcessEngineTests::isAlive);
    }

    @Test
    void aStormOfStartsAndCancelsLeavesNoProcessThreadOrDescriptor() throws Exception {
        storm(20, new Random(0)); // what is made once and kept is made here
        long descriptors = descriptors();
        storm(150, new Random(1));
        until("descriptors", () -> descriptors() <= descriptors);
        until(
                "readers",
                () ->
                        Thread.getAllStackTraces().keySet().stream()
                                .noneMatch(
                                        thread -> thread.getName().startsWith("mayfly-process-")));
        until("children", () -> ProcessHandle.current().children().noneMatch(c -> isMine(c)));
    }

    private static boolean isMine(ProcessHandle child) {
        return child.info().command().orElse("").contains("sleep");
    }

    private void storm(int count, Random random) throws InterruptedException {
        List<TaskHandle<CommandResult>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(submit(sh(random.nextBoolean() ? "echo hi" : "sleep 1000 & sleep 1000")));
            if (random.nextInt(3) == 0) {
                tasks.get(random.nextInt(tasks.size())).cancel();
            }
            if (tasks.size() > 8) {
                tasks.removeFirst().cancel();
            }
        }
        for (TaskHandle<CommandResult> task : tasks) {
            task.cancel();
            task.await();
        }
        until("all tasks have ended", () -> scheduler.snapshot().tasks().isEmpty());
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
