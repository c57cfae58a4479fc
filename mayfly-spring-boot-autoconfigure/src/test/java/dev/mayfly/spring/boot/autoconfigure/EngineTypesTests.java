package dev.mayfly.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mayfly.engine.wasm.HostFunction;
import dev.mayfly.engine.wasm.Sandbox;
import dev.mayfly.engine.wasm.wat.WatAssembler;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.engine.process.Command;
import dev.mayfly.kernel.engine.process.CommandListener;
import dev.mayfly.kernel.engine.process.CommandResult;
import dev.mayfly.kernel.engine.process.Subprocesses;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.task.AsyncJob;
import dev.mayfly.kernel.task.FacilityNotGrantedException;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.spring.reactive.ReactiveJobs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

@ExtendWith(OutputCaptureExtension.class)
class EngineTypesTests {

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"coroutine", "threaded", "async", "process", "wasm"})
    void oneLineMovesAQueueFromEngineToEngine(String engine) {
        Runners.jobs()
                .withPropertyValues("mayfly.queues.mail.engine=" + engine)
                .run(context -> {
                    Scheduler scheduler = context.getBean(Scheduler.class);
                    assertThat(scheduler.snapshot().queues())
                            .filteredOn(queue -> queue.name().equals("mail"))
                            .extracting(QueueSnapshot::engine)
                            .containsExactly(engine);
                    AsyncJob<Integer> job = AsyncJob.of(t -> CompletableFuture.completedFuture(7));
                    assertThat(run(context, job)).isEqualTo(7);
                });
    }

    private static Object run(ApplicationContext context, SchedulableJob<?> job)
            throws InterruptedException {
        Scheduler scheduler = context.getBean(Scheduler.class);
        scheduler.resume("mail");
        return scheduler.submit("mail", job).await().get();
    }

    @Test
    void whatAnEngineLacksIsSaidWithTheEngineThatHasIt() {
        Runners.jobs()
                .withPropertyValues("mayfly.queues.mail.engine=coroutine")
                .run(context -> {
                    Scheduler scheduler = context.getBean(Scheduler.class);
                    scheduler.resume("mail");
                    var end = scheduler.submit("mail", t -> t.facility(Subprocesses.class)).await();
                    assertThat(((JoinResult.Failure<?>) end).cause())
                            .isInstanceOf(FacilityNotGrantedException.class)
                            .hasMessageContaining("engine \"coroutine\" of its queue \"mail\"")
                            .hasMessageContaining("an engine of type process");
                });
    }

    @ParameterizedTest
    @CsvSource({"/bin/sh, count.sh", "python3, add.py"})
    void theExamplesOfTheProtocolRun(String interpreter, String script) throws IOException {
        boolean present =
                new ProcessBuilder("/bin/sh", "-c", "command -v " + interpreter)
                                .start()
                                .onExit()
                                .join()
                                .exitValue()
                        == 0;
        assumeThat(present).as(interpreter + " is installed").isTrue();
        try (InputStream in = getClass().getResourceAsStream(script)) {
            Files.copy(in, folder.resolve(script));
        }
        Runners.jobs()
                .withPropertyValues(
                        "mayfly.queues.mail.engine=tools",
                        "mayfly.engines.tools.type=process",
                        "mayfly.engines.tools.process.grace=100ms")
                .run(context -> {
                    List<String> heard = new ArrayList<>();
                    Command command =
                            Command.of(interpreter, script)
                                    .withDirectory(folder)
                                    .withEnvironment("PATH", System.getenv("PATH"))
                                    .withInput("{\"numbers\": [1, 2, 3]}")
                                    .withOutput(Command.Output.JSON_LINES);
                    CommandResult result =
                            (CommandResult)
                                    run(
                                            context,
                                            t ->
                                                    t.facility(Subprocesses.class)
                                                            .run(command, new Heard(heard)));
                    assertThat(result.result()).isEqualTo(script.endsWith(".sh") ? "1" : "6");
                    assertThat(heard.getFirst()).startsWith("0.5 ");
                });
    }

    private record Heard(List<String> heard) implements CommandListener {
        @Override
        public void progress(double fraction, String message) {
            heard.add(fraction + " " + message);
        }
    }

    private ApplicationContextRunner withRule() throws IOException {
        Path wasm =
                Files.write(
                        folder.resolve("rule.wasm"),
                        WatAssembler.assemble(
                                """
                                (module
                                  (import "env" "base" (func $base (result i32)))
                                  (func (export "score") (param i32) (result i32)
                                    (i32.mul (call $base) (local.get 0))))
                                """));
        return Runners.jobs()
                .withBean("env.base", HostFunction.class, () -> arguments -> 6)
                .withPropertyValues(
                        "mayfly.queues.mail.engine=rules",
                        "mayfly.engines.rules.type=wasm",
                        "mayfly.engines.rules.wasm.memory-limit=1MB",
                        "mayfly.engines.rules.wasm.time-limit=10s",
                        "mayfly.engines.rules.wasm.modules.risk.trusted=true",
                        "mayfly.engines.rules.wasm.modules.risk.location=" + wasm.toUri());
    }

    @Test
    void modulesComeFromFilesAndImportWhatIsGranted() throws IOException {
        ApplicationContextRunner runner = withRule();
        runner.withPropertyValues("mayfly.engines.rules.wasm.grants=env.base")
                .run(context ->
                        assertThat(
                                        run(
                                                context,
                                                t ->
                                                        t.facility(Sandbox.class)
                                                                .program("risk")
                                                                .call("score", 7)))
                                .isEqualTo(List.of(42L)));
        runner.run(context ->
                assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("imports env.base, which it was not granted"));
        runner.withPropertyValues("mayfly.engines.rules.wasm.grants=env.other")
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessageContaining("no bean of type HostFunction")
                                .hasMessageContaining("env.base"));
        runner.withPropertyValues(
                        "mayfly.engines.rules.wasm.grants=env.base",
                        "mayfly.engines.rules.wasm.allowed-hashes[0]=" + "a".repeat(64))
                .run(context -> assertThat(context).getFailure().rootCause().isNotNull());
    }

    @Test
    void publishersOfReactiveStreamsAreJobs() {
        Runners.jobs()
                .withPropertyValues("mayfly.queues.mail.engine=async")
                .run(context -> {
                    assertThat(run(context, ReactiveJobs.last(t -> Flux.just(1, 2, 3))))
                            .isEqualTo(3);
                    assertThat(run(context, ReactiveJobs.only(t -> Mono.just("one"))))
                            .isEqualTo("one");
                    assertThat(run(context, ReactiveJobs.list(5, t -> Flux.range(0, 5))))
                            .isEqualTo(List.of(0, 1, 2, 3, 4));
                });
    }

    @Test
    void wrongSettingsAreNamedWithTheirKeysAndFixes(CapturedOutput output) throws IOException {
        String text =
                FailedStart.withYaml(
                        output,
                        folder,
                        """
                        mayfly:
                          engines:
                            odd:
                              parallelism: 2
                            tools:
                              type: process
                              process.grace: -1s
                              wasm.memory-limit: 1MB
                            rules:
                              type: wasm
                              wasm:
                                memory-limit: 1KB
                                time-limit: 0s
                                allowed-hashes: [abc]
                                modules:
                                  risk.location: file:/none.wasm
                                  blank.trusted: true
                        """);
        assertThat(text)
                .contains("Key:    mayfly.engines.odd.type")
                .contains("to coroutine, threaded, async, process or wasm")
                .contains("Key:    mayfly.engines.tools.process.grace")
                .contains("Key:    mayfly.engines.tools.wasm")
                .contains("These settings are those of an engine of type wasm.")
                .contains("Key:    mayfly.engines.rules.wasm.memory-limit")
                .contains("Key:    mayfly.engines.rules.wasm.time-limit")
                .contains("Key:    mayfly.engines.rules.wasm.allowed-hashes[0]")
                .contains("Key:    mayfly.engines.rules.wasm.modules.risk.location")
                .contains("There is no file at this location.")
                .contains("The module has no location.");
    }

    @Test
    void aWasmEngineWithoutItsModuleNamesTheDependency() {
        var without =
                Runners.jobs().withClassLoader(new FilteredClassLoader("dev.mayfly.engine.wasm"));
        without.withPropertyValues("mayfly.queues.mail.engine=process")
                .run(context -> assertThat(context).hasNotFailed());
        without.withPropertyValues("mayfly.engines.rules.type=wasm")
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessageContaining("dev.mayfly:mayfly-engine-wasm"));
        without.withPropertyValues("mayfly.queues.mail.engine=wasm")
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessageContaining("There is no engine"));
    }

    @Test
    void aPluginThatCannotBeLoadedIsNamedWithItsKey(CapturedOutput output) throws IOException {
        String text = FailedStart.withYaml(output, folder, "mayfly.plugins: [none.jar]");
        assertThat(text)
                .contains("plugin none.jar: there is no such file")
                .contains("Key:    mayfly.plugins[0]")
                .contains("take it out of the list");
    }
}
