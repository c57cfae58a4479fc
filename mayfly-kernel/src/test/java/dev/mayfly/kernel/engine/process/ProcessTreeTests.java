package dev.mayfly.kernel.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mayfly.kernel.time.SystemClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Looks at processes through a folder that a test writes, as /proc would show them. */
@Timeout(180)
class ProcessTreeTests {

    private static final String ENVIRONMENT = "A=b\0" + ProcessTree.MARK + "=mine\0";

    @TempDir Path proc;

    private Process root;
    private Process stray;

    @BeforeEach
    void start() throws Exception {
        assumeThat(Path.of("/bin/sh")).as("these tests run a POSIX shell").isExecutable();
        root = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
        root.waitFor();
        stray = new ProcessBuilder("/bin/sh", "-c", "sleep 1000").start();
    }

    @AfterEach
    void stop() {
        stray.descendants().forEach(ProcessHandle::destroyForcibly);
        stray.destroyForcibly();
    }

    private Path folder() {
        return proc.resolve(Long.toString(stray.pid()));
    }

    private ProcessTree tree() {
        return new ProcessTree(root, "mine", new SystemClock(), proc);
    }

    private void show(String environmentEnd, String environment) throws IOException {
        show("S", 0, environmentEnd, environment);
    }

    /**
     * How the stray process is shown: by state, flags, end of its environment, and that. It may be
     * found and ended when half of this is written; it is hidden when all is.
     */
    private synchronized void show(
            String state, long flags, String environmentEnd, String environment)
            throws IOException {
        Path folder = Files.createDirectories(folder());
        String numbers =
                "1 ".repeat(5) + flags + " " + "1 ".repeat(40) + "70 " + environmentEnd + " 0";
        // Each at once, as Linux does.
        write(folder.resolve("environ"), environment);
        write(folder.resolve("stat"), stray.pid() + " (a ) b) " + state + " " + numbers);
    }

    private synchronized void hide() {
        try {
            Files.delete(folder().resolve("stat"));
            Files.delete(folder().resolve("environ"));
            Files.delete(folder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling("fresh");
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void findsAProcessByItsMark() throws IOException {
        show("77", ENVIRONMENT);
        assertThat(tree().look().members()).containsOnlyKeys(stray.pid());

        show("77", ENVIRONMENT.replace("mine", "another"));
        assertThat(tree().look().isEmpty()).isTrue();
    }

    @Test
    void doesNotTakeALookForEmptyThatMetAProcessBeingReplaced() throws IOException {
        show("0", "");
        ProcessTree.Look look = tree().look();
        assertThat(look.members()).isEmpty();
        assertThat(look.isEmpty()).isFalse();
    }

    @Test
    void endsAProcessThatWasBeingReplacedAtTheFirstLook() throws Exception {
        show("0", "");
        var began = new AtomicBoolean();
        Thread replaced =
                Thread.ofPlatform()
                        .start(() -> {
                            while (!began.get()) {
                                Thread.onSpinWait();
                            }
                            try {
                                show("77", ENVIRONMENT);
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        });
        var gone = stray.onExit().thenRun(this::hide);
        assertThat(tree().look().isEmpty()).isFalse();
        began.set(true);

        assertThat(tree().end(Duration.ofSeconds(30))).isTrue();

        replaced.join();
        gone.join();
        assertThat(stray.isAlive()).isFalse();
    }

    @Test
    void passesByThreadsOfLinuxAndProcessesWithoutAnEnvironment() throws IOException {
        show("S", 0x0020_0040, "0", "");
        assertThat(tree().look().isEmpty()).isTrue();
        show("70", "");
        assertThat(tree().look().isEmpty()).isTrue();
    }

    @Test
    void passesByWhatItMayNotRead() throws IOException {
        show("0", "");
        Files.delete(folder().resolve("environ"));
        assertThat(tree().look().isEmpty()).isTrue();
    }

    @Test
    void doesNotTakeALookForEmptyThatMetAProcessEnding() throws IOException {
        show("S", 0, "77", "");
        assertThat(tree().look().isEmpty()).as("its memory is gone").isFalse();
        Files.delete(folder().resolve("stat"));
        assertThat(tree().look().isEmpty()).as("it is gone").isFalse();
        Files.delete(folder().resolve("environ"));
        Files.delete(folder());
        assertThat(tree().look().isEmpty()).isTrue();
    }

    @Test
    void takesAProcessThatHadEndedBeforeForGone() throws IOException {
        show("Z", 0, "0", "");
        ProcessTree tree = tree();
        assertThat(tree.look().isEmpty()).as("it may have ended since the list").isFalse();
        assertThat(tree.look().isEmpty()).as("it starts nothing any more").isTrue();
    }

    @Test
    void losesNoneOfManyThatLeaveTheirSessionWhileTheirRootEnds() throws Exception {
        assumeThat(Path.of("/usr/bin/setsid")).isExecutable();
        for (int i = 0; i < 30; i++) {
            String mark = "race " + ProcessHandle.current().pid() + " " + i;
            var builder =
                    new ProcessBuilder(
                            "/usr/bin/setsid", "/bin/sh", "-c", "(setsid sleep 1000 &); exit 0");
            builder.environment().put(ProcessTree.MARK, mark);
            Process racing = builder.start();
            racing.waitFor();
            assertThat(new ProcessTree(racing, mark, new SystemClock()).end(Duration.ZERO))
                    .isTrue();
            assertThat(marked(mark)).isEmpty();
        }
    }

    private static List<Long> marked(String mark) {
        return ProcessHandle.allProcesses()
                .filter(process -> environment(process).contains(mark))
                .map(ProcessHandle::pid)
                .toList();
    }

    private static String environment(ProcessHandle process) {
        try {
            Path file = Path.of("/proc/" + process.pid() + "/environ");
            return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
