package dev.mayfly.spring.boot.autoconfigure.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.OnFailure;
import dev.mayfly.agents.agent.StopMode;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.spring.boot.autoconfigure.Conditions;

import jdk.jfr.Configuration;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import jdk.jfr.consumer.RecordingStream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Records an application with the settings file that users are given, and reads the recording. */
@Tag("either-mode")
class FlightRecordingTests {

    private static final Path SETTINGS = Path.of("..", "docs", "operations", "mayfly.jfc");
    private static final Path PAGE = Path.of("..", "docs", "operations.md");

    /** Where all events of Mayfly are declared. */
    private static final List<String> DECLARED_IN =
            List.of(
                    "dev.mayfly.kernel.internal.report.FlightEvents",
                    "dev.mayfly.jobs.internal.report.JobFlightEvents",
                    "dev.mayfly.store.jdbc.internal.report.StoreFlightEvents",
                    "dev.mayfly.agents.internal.report.AgentFlightEvents");

    @TempDir static Path folder;

    private static List<RecordedEvent> events;
    private static String traceId;

    @BeforeAll
    static void fly() throws Exception {
        Path file = folder.resolve("flight.jfr");
        try (Recording recording = new Recording(Configuration.create(SETTINGS))) {
            recording.enable("dev.mayfly.JobsClaimed").withThreshold(Duration.ZERO);
            recording.start();
            try (var application = ObservedApplication.start(folder)) {
                traceId = application.traceId();
                Scheduler scheduler = application.bean(Scheduler.class);
                scheduler.pause("default");
                scheduler.resume("default");
                agents(application.bean(AgentRuntime.class));
                awaitStatistics();
            }
            recording.stop();
            recording.dump(file);
        }
        events = RecordingFile.readAllEvents(file);
    }

    /** They come by the clock of the recorder, which nobody can step. */
    private static void awaitStatistics() throws InterruptedException {
        var told = new CountDownLatch(1);
        try (var stream = new RecordingStream()) {
            stream.enable("dev.mayfly.QueueStatistics").withPeriod(Duration.ofMillis(10));
            stream.enable("dev.mayfly.EngineStatistics").withPeriod(Duration.ofMillis(10));
            stream.onEvent("dev.mayfly.EngineStatistics", event -> told.countDown());
            stream.startAsync();
            assertThat(told.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    /** One fails, has a full mailbox, and is stopped with messages left. */
    private static void agents(AgentRuntime runtime) throws Exception {
        var busy = new CountDownLatch(1);
        AgentRef<String> agent =
                runtime.spawn(
                        AgentSpec.<String>handler(() ->
                                        (message, self) -> {
                                            if (message.equals("fail")) {
                                                throw new IllegalStateException("secret");
                                            }
                                            busy.await();
                                        })
                                .named("clerk")
                                .queue("threads")
                                .capacity(10)
                                .onFailure(OnFailure.RESUME));
        agent.tell("fail");
        Conditions.await(() -> runtime.snapshot().totals().failed() == 1);
        for (int i = 0; i < 9; i++) {
            agent.tell("wait");
        }
        agent.stop(StopMode.DROP);
        busy.countDown();
        Conditions.await(() -> !runtime.snapshot().deadLetters().isEmpty());
    }

    private static List<RecordedEvent> named(String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("dev.mayfly." + name))
                .toList();
    }

    @Test
    void recordingHasTheEndsOfJobsWithTheirTraces() {
        assertThat(named("JobEnded"))
                .extracting(event -> event.getString("jobName") + " " + event.getString("state"))
                .containsExactlyInAnyOrder("well SUCCEEDED", "ill FAILED");
        assertThat(named("JobAttempt"))
                .extracting(event -> event.getString("outcome") + " " + event.getString("error"))
                .containsExactlyInAnyOrder(
                        "SUCCEEDED ", "FAILED dev.mayfly.jobs.handler.PermanentFailureException");
        assertThat(Stream.concat(named("JobEnded").stream(), named("JobAttempt").stream()))
                .allMatch(event -> event.getString("traceId").equals(traceId));
    }

    @Test
    void recordingHasClaimsTasksAndTheLifeOfTheScheduler() {
        assertThat(named("JobsClaimed")).anyMatch(e -> e.getString("queue").equals("default"));
        assertThat(named("TaskEnded")).anyMatch(e -> e.getString("taskName").equals("well"));
        assertThat(named("Lifecycle"))
                .extracting(event -> event.getString("what"))
                .containsExactlyInAnyOrder("started", "shutdown begun", "shut down");
        assertThat(named("QueueChanged"))
                .filteredOn(event -> event.getString("queue").equals("default"))
                .extracting(event -> event.getString("change"))
                .contains("paused", "resumed");
    }

    @Test
    void recordingHasQueuesAndEnginesEverySoOften() {
        assertThat(named("QueueStatistics"))
                .extracting(event -> event.getString("queue"))
                .contains("default", "later");
        assertThat(named("EngineStatistics"))
                .isNotEmpty()
                .allMatch(event -> event.getInt("parallelism") > 0);
    }

    @Test
    void recordingHasTheTroublesOfAgentsAndNoContents() {
        assertThat(named("AgentFailed"))
                .anyMatch(event -> event.getString("action").equals("RESUMES"));
        assertThat(named("MailboxPressure")).anyMatch(event -> event.getBoolean("pressed"));
        assertThat(named("DeadLetter"))
                .anyMatch(event -> event.getString("messageType").equals("java.lang.String"));
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().startsWith("dev.mayfly."))
                .noneMatch(event -> event.toString().contains("secret"));
    }

    @Test
    void settingsAndPageNameEachEventThatThereIs() throws Exception {
        Set<String> declared = new TreeSet<>();
        for (String type : DECLARED_IN) {
            for (Class<?> event : Class.forName(type).getDeclaredClasses()) {
                if (Event.class.isAssignableFrom(event)) {
                    declared.add(event.getAnnotation(Name.class).value());
                }
            }
        }
        assertThat(declared).hasSizeGreaterThan(15).isEqualTo(names(SETTINGS, "name=\"%s\""));
        String page = Files.readString(PAGE);
        assertThat(declared)
                .allMatch(name -> page.contains("`" + name.replace("dev.mayfly.", "") + "`"));
    }

    private static Set<String> names(Path file, String around) throws Exception {
        Set<String> names = new TreeSet<>();
        var matcher =
                Pattern.compile(around.formatted("(dev\\.mayfly\\.[A-Za-z]+)"))
                        .matcher(Files.readString(file));
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
