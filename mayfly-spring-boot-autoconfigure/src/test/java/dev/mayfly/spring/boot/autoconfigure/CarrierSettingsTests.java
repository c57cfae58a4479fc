package dev.mayfly.spring.boot.autoconfigure;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.carrier.BacklogForecast;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.carrier.MovingAverageForecast;
import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.event.KernelListener;
import dev.mayfly.spring.boot.autoconfigure.actuate.MayflyHealthIndicator;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyConfigurationException;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

@ExtendWith(OutputCaptureExtension.class)
class CarrierSettingsTests {

    @TempDir Path folder;

    private static EngineSnapshot engine(Scheduler scheduler, String name) {
        return scheduler.snapshot().engines().stream()
                .filter(engine -> engine.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void withoutASettingTheModeIsTheOneTheBuildAskedFor() {
        assertThat(VirtualThreads.canOwnCarriers()).isEqualTo(Modes.EXPECTED.equals("owned"));
        Runners.jobs()
                .run(context -> {
                    Scheduler scheduler = context.getBean(Scheduler.class);
                    assertThat(engine(scheduler, "coroutine").mode()).isEqualTo(Modes.EXPECTED);
                });
    }

    @Test
    void aBeanReplacesTheForecastOfEveryEngineThatHasCarriers() {
        var made = new AtomicInteger();
        BacklogForecast.Factory factory =
                carriers -> {
                    made.incrementAndGet();
                    return new MovingAverageForecast(carriers);
                };
        Runners.jobs()
                .withBean(BacklogForecast.Factory.class, () -> factory)
                .withPropertyValues("mayfly.engines.other.type=coroutine")
                .run(context -> {
                    assertThat(context.getBean(Scheduler.class).snapshot().engines())
                            .filteredOn(engine -> engine.mode().equals("owned"))
                            .hasSize(made.get());
                    assertThat(made)
                            .as("the built-in one and the other; portable, none")
                            .hasValue(VirtualThreads.canOwnCarriers() ? 2 : 0);
                });
    }

    @Test
    void portableIsChosenByOneLineForCoroutinesAndForProcesses() {
        Runners.jobs()
                .withConfiguration(AutoConfigurations.of(MayflyHealthAutoConfiguration.class))
                .withPropertyValues(
                        "mayfly.engines.coroutine.mode=portable",
                        "mayfly.engines.tools.type=process",
                        "mayfly.engines.tools.mode=portable",
                        "mayfly.queues.scans.engine=tools")
                .run(context -> {
                    Scheduler scheduler = context.getBean(Scheduler.class);
                    scheduler.resume("scans");
                    assertThat(scheduler.snapshot().mode()).isEqualTo("portable");
                    assertThat(engine(scheduler, "tools").mode()).startsWith("portable");
                    assertThat(scheduler.submit("scans", task -> 7).await(LIMIT).get())
                            .isEqualTo(7);
                    assertThat(context.getBean(MayflyHealthIndicator.class).health().getDetails())
                            .containsEntry("mode", "portable")
                            .hasEntrySatisfying(
                                    "engines",
                                    engines ->
                                            assertThat(engines)
                                                    .asString()
                                                    .contains("coroutine=portable"));
                });
    }

    @ParameterizedTest
    @CsvSource({
        ", , , PT0.01S, PT0.1S, 64",
        "PT0.005S, , , PT0.005S, PT0.1S, 64",
        "PT1S, , , PT1S, PT1S, 64",
        "PT0.02S, PT0.05S, 0, PT0.02S, PT0.05S, 0"
    })
    void whatIsSetReachesTheCarriersAndTheRestAreDefaults(
            @Nullable Duration quantum,
            @Nullable Duration hogLimit,
            @Nullable Integer spares,
            Duration expectedQuantum,
            Duration expectedLimit,
            int expectedSpares) {
        var engine =
                new MayflyProperties.Engine(null, 3, null, quantum, hogLimit, spares, null, null);

        CarrierSettings settings = engine.carriers();

        assertThat(settings.carriers()).isEqualTo(3);
        assertThat(settings.quantum()).isEqualTo(expectedQuantum);
        assertThat(settings.hogLimit()).isEqualTo(expectedLimit);
        assertThat(settings.maxSpares()).isEqualTo(expectedSpares);
    }

    /** A task that spins for its quantum gives way: with a quantum of an hour it never would. */
    @Test
    @Timeout(120)
    void aShortQuantumThrottlesAndALongOneDoesNot() {
        var events = new ConcurrentLinkedQueue<KernelEvent>();
        var enough = new AtomicBoolean();
        Runners.jobs()
                .withBean(KernelListener.class, () -> events::add)
                .withPropertyValues(
                        "mayfly.engines.brief.type=coroutine",
                        "mayfly.engines.brief.parallelism=1",
                        "mayfly.engines.brief.quantum=1ms",
                        "mayfly.engines.patient.type=coroutine",
                        "mayfly.engines.patient.parallelism=1",
                        "mayfly.engines.patient.quantum=1h",
                        "mayfly.queues.brief.engine=brief",
                        "mayfly.queues.patient.engine=patient")
                .run(context -> {
                    Scheduler scheduler = context.getBean(Scheduler.class);
                    for (String queue : List.of("brief", "patient")) {
                        scheduler.resume(queue);
                        for (int i = 0; i < 2; i++) {
                            scheduler.submit(
                                    queue,
                                    task -> {
                                        while (!enough.get()) {
                                            task.now();
                                        }
                                        return null;
                                    });
                        }
                    }
                    Conditions.await(() -> throttled(scheduler, "brief") > 2);
                    assertThat(throttled(scheduler, "patient")).isZero();
                    enough.set(true);
                });
        assertThat(events).hasAtLeastOneElementOfType(KernelEvent.TaskThrottled.class);
        assertThat(events.stream().mapToInt(CarrierSettingsTests::turnsOpened).sum())
                .as("turns that began again, less those that ended before their task")
                .isZero();
    }

    private static int turnsOpened(KernelEvent event) {
        return switch (event) {
            case KernelEvent.TaskResumed e -> 1;
            case KernelEvent.TaskThrottled e -> -1;
            case KernelEvent.TaskBlocked e -> -1;
            default -> 0;
        };
    }

    private static long throttled(Scheduler scheduler, String queue) {
        return scheduler.snapshot().tasks().stream()
                .filter(task -> task.queue().equals(queue))
                .mapToLong(task -> task.throttled())
                .sum();
    }

    private static final String ALL_WRONG =
            """
            mayfly:
              engines:
                cpu:
                  type: threaded
                  mode: owned
                  max-spares: 2
                rules:
                  type: wasm
                  quantum: 5ms
                async:
                  hog-limit: 1s
                zero:
                  type: coroutine
                  quantum: 0s
                endless:
                  type: coroutine
                  quantum: 400d
                crossed:
                  type: coroutine
                  quantum: 50ms
                  hog-limit: 20ms
                jdk:
                  type: coroutine
                  mode: portable
                  hog-limit: 1s
                crowd:
                  type: coroutine
                  max-spares: -1
            """;

    @Test
    void whatCannotWorkIsNamedWithItsKeyAndTheFix(CapturedOutput output) throws IOException {
        String text = FailedStart.withYaml(output, folder, ALL_WRONG);

        assertThat(text)
                .contains("Key:    mayfly.engines.cpu.mode")
                .contains("Key:    mayfly.engines.cpu.max-spares")
                .contains("Only engines of type coroutine and process have carriers")
                .contains("Key:    mayfly.engines.rules.quantum")
                .contains("Key:    mayfly.engines.async.hog-limit")
                .contains("Key:    mayfly.engines.zero.quantum")
                .contains("more than 0 and at most 1h")
                .contains("Key:    mayfly.engines.endless.quantum")
                .contains("Key:    mayfly.engines.crossed.hog-limit")
                .contains("its quantum of 50 ms")
                .contains("Key:    mayfly.engines.jdk.hog-limit")
                .contains("In portable mode the carriers are the JDK's")
                .contains("Key:    mayfly.engines.crowd.max-spares")
                .contains("Write 0 (none) to 10000");
    }

    @Test
    void anUnknownModeIsNamedWithThoseThereAre(CapturedOutput output) throws IOException {
        assertThat(FailedStart.withYaml(output, folder, "mayfly.engines.coroutine.mode: own"))
                .contains("mayfly.engines.coroutine.mode")
                .contains("\"own\"")
                .contains("OWNED");
    }

    /** An application as a user starts it, in a JVM of its own. */
    static final class Started {
        public static void main(String[] args) {
            SpringApplication application = new SpringApplication(FailedStart.Plain.class);
            application.setWebApplicationType(WebApplicationType.NONE);
            application.run(args).close();
        }
    }

    @Test
    @Timeout(180)
    void ownedCarriersWithoutTheOptionStopTheStartWithLinesToPaste() throws Exception {
        Path printed = folder.resolve("printed");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Started.class.getName(),
                                "--mayfly.engines.coroutine.mode=owned")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(printed.toFile())
                        .start();
        boolean ended = process.waitFor(150, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(printed);
        assertThat(ended).as("the application hangs: %s", text).isTrue();
        assertThat(text)
                .contains("APPLICATION FAILED TO START")
                .contains("The engine cannot own its carriers")
                .contains("Key:    mayfly.engines.coroutine.mode")
                .contains("Value:  owned")
                .contains("Maven: mvn spring-boot:run -Dspring-boot.run.jvmArguments=--add-opens")
                .contains("Gradle: bootRun { jvmArgs '" + VirtualThreads.OPTION + "' }")
                .contains("IDE, in the VM options: " + VirtualThreads.OPTION)
                .contains("container: ENV JAVA_TOOL_OPTIONS=\"" + VirtualThreads.OPTION + "\"");
    }

    @Test
    void theStartSaysTheModeAndInPortableModeHowToChangeIt(CapturedOutput output) {
        Started.main(new String[] {});
        assertThat(output).contains("Mayfly is ready: " + Modes.EXPECTED + " mode");
        if (Modes.EXPECTED.equals("portable")) {
            assertThat(output)
                    .contains("Portable mode: priorities act at system calls only")
                    .contains("Gradle: bootRun { jvmArgs '" + VirtualThreads.OPTION + "' }");
        } else {
            assertThat(output).doesNotContain("Portable mode");
        }
    }

    @Test
    void theExceptionTellsTheSameWithoutSpringsAnalysis() {
        Runners.jobs()
                .withPropertyValues("mayfly.engines.coroutine.quantum=-1s")
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .isInstanceOf(MayflyConfigurationException.class)
                                .hasMessageContaining("mayfly.engines.coroutine.quantum"));
    }
}
