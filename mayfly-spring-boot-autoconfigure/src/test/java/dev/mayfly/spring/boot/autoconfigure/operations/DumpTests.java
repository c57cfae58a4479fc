package dev.mayfly.spring.boot.autoconfigure.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.spring.boot.autoconfigure.Conditions;
import dev.mayfly.spring.boot.autoconfigure.MayflyDumpAutoConfiguration;
import dev.mayfly.spring.boot.autoconfigure.Runners;
import dev.mayfly.spring.boot.autoconfigure.actuate.DumpStateEndpoint;
import dev.mayfly.spring.boot.autoconfigure.actuate.DumpStateOnSignal;
import dev.mayfly.spring.boot.autoconfigure.actuate.StateDumps;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The state as text for people, and at a signal. */
@Tag("either-mode")
class DumpTests {

    @TempDir Path folder;

    private static ApplicationContextRunner dumping(String... properties) {
        return Runners.agents()
                .withConfiguration(AutoConfigurations.of(MayflyDumpAutoConfiguration.class))
                .withPropertyValues("mayfly.node-name=one", "mayfly.queues.mail.paused=true")
                .withPropertyValues(properties);
    }

    @Test
    void textIsServedBesideTheJson() throws Exception {
        try (var application = ObservedApplication.start(folder)) {
            var text = application.get("/actuator/dumpstate/text", "*/*");
            assertThat(text.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/plain");
            assertThat(text.body())
                    .startsWith("Mayfly on one, ")
                    .contains("\nQueues\n", "  later                    PAUSED, 0 running")
                    .contains("  default                  1 failed, 1 succeeded\n");
            assertThat(application.get("/actuator/dumpstate/poem", "*/*").statusCode())
                    .isEqualTo(404);
            String json = application.get("/actuator/dumpstate", "*/*").body();
            assertThat(JsonMapper.builder().build().readTree(json).get("schema").asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    void nameCannotForgeALineOrSpeakToTheTerminal() {
        dumping()
                .run(context -> {
                    Scheduler scheduler = context.getBean(Scheduler.class);
                    TaskHandle<?> task =
                            scheduler.submit(
                                    "mail",
                                    TaskOptions.named(
                                            "evil\n  99 forged\u001b[2J\u202e" + "x".repeat(500)),
                                    t -> null);
                    String text =
                            new DumpStateEndpoint(context.getBean(StateDumps.class))
                                    .dumpStateAs("text");
                    assertThat(text)
                            .contains("evil?  99 forged?[2J?x")
                            .doesNotContain("\u001b", "\u202e", "x".repeat(200));
                    task.cancel();
                });
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void signalWritesTheStateOnceForEachTimeItComes() {
        dumping()
                .run(context -> {
                    StateDumps dumps = context.getBean(StateDumps.class);
                    Path json = folder.resolve(DumpStateOnSignal.JSON);
                    Path text = folder.resolve(DumpStateOnSignal.TEXT);
                    try (var onSignal = new DumpStateOnSignal(dumps, "USR1", folder)) {
                        kill();
                        Conditions.await(() -> Files.exists(text));
                        JsonNode dump =
                                JsonMapper.builder().build().readTree(Files.readString(json));
                        assertThat(dump.get("node").asString()).isEqualTo("one");
                        assertThat(Files.readString(text)).startsWith("Mayfly on one, ");
                        Files.delete(text);
                        kill();
                        Conditions.await(() -> Files.exists(text));
                    }
                    try (Stream<Path> files = Files.list(folder)) {
                        assertThat(files).containsExactlyInAnyOrder(json, text);
                    }
                });
    }

    private static void kill() throws Exception {
        String own = Long.toString(ProcessHandle.current().pid());
        assertThat(new ProcessBuilder("kill", "-USR1", own).start().waitFor()).isZero();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void signalIsGivenBack() throws Exception {
        dumping()
                .run(context -> {
                    StateDumps dumps = context.getBean(StateDumps.class);
                    Path outer = folder.resolve("outer");
                    Path inner = folder.resolve("inner");
                    try (var first = new DumpStateOnSignal(dumps, "USR1", outer)) {
                        new DumpStateOnSignal(dumps, "USR1", inner).close();
                        kill();
                        Conditions.await(() -> Files.exists(outer.resolve(DumpStateOnSignal.TEXT)));
                        assertThat(inner).doesNotExist();
                    }
                });
    }

    @Test
    void noSignalIsCaughtUnlessItIsNamed() {
        dumping().run(context -> assertThat(context).doesNotHaveBean(DumpStateOnSignal.class));
        dumping("mayfly.dump-state-on-signal=false")
                .run(context -> assertThat(context).doesNotHaveBean(DumpStateOnSignal.class));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void signalThatIsNamedIsCaught() {
        dumping("mayfly.dump-state-on-signal=USR1")
                .run(context -> assertThat(context).hasSingleBean(DumpStateOnSignal.class));
    }

    @Test
    void signalThatCannotBeCaughtStopsTheStartWithAReason() {
        for (String signal : new String[] {"KILL", "NOSUCH", "USR2", "TERM"}) {
            dumping("mayfly.dump-state-on-signal=" + signal)
                    .run(context ->
                            assertThat(context)
                                    .getFailure()
                                    .hasStackTraceContaining("mayfly.dump-state-on-signal")
                                    .hasStackTraceContaining(
                                            "signal \"" + signal + "\" cannot be caught")
                                    .hasStackTraceContaining(
                                            "Name one that is free, such as USR1"));
        }
    }

    @Test
    void folderThatCannotBeMadeHarmsNobody() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        dumping()
                .run(context -> {
                    StateDumps dumps = context.getBean(StateDumps.class);
                    assertThatThrownBy(() -> Files.createDirectories(file.resolve("below")))
                            .isInstanceOf(java.io.IOException.class);
                    try (var onSignal =
                            new DumpStateOnSignal(dumps, "USR1", file.resolve("below"))) {
                        onSignal.write();
                    }
                    assertThat(file).isRegularFile();
                });
    }
}
