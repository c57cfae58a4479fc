package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.carrier.MovingAverageForecast;
import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;
import dev.mayfly.kernel.supervise.ChildSpec;
import dev.mayfly.kernel.supervise.RestartIntensity;
import dev.mayfly.kernel.supervise.Supervisor;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskRejectedException;
import dev.mayfly.kernel.time.SystemClock;

import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import jdk.jfr.consumer.RecordingStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** Reads the flight recordings of schedulers that nobody listens to. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FlightTests {

    /** What users are told to record with. */
    private static final Path SETTINGS = Path.of("..", "docs", "operations", "mayfly.jfc");

    @TempDir Path folder;

    private interface Flown {
        void fly() throws Exception;
    }

    /** What Mayfly recorded, in the order of time; as in the settings but for what is off. */
    private List<RecordedEvent> recorded(Flown what, String... switchedOff) throws Exception {
        Path file = folder.resolve("flight.jfr");
        try (Recording recording = new Recording(Configuration.create(SETTINGS))) {
            for (String name : switchedOff) {
                recording.disable("dev.mayfly." + name);
            }
            recording.start();
            what.fly();
            recording.stop();
            recording.dump(file);
        }
        return read(file);
    }

    private static List<RecordedEvent> read(Path file) throws IOException {
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.mayfly."))
                .sorted((a, b) -> a.getStartTime().compareTo(b.getStartTime()))
                .toList();
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("dev.mayfly." + name))
                .toList();
    }

    private static void giveUp() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().build()) {
            Supervisor supervisor =
                    scheduler.supervise(
                            "orders",
                            s ->
                                    s.intensity(new RestartIntensity(1, Duration.ofHours(1)))
                                            .child(
                                                    ChildSpec.worker(
                                                            "inbox",
                                                            task -> {
                                                                task.awaitSignal("fail");
                                                                throw new IOException("cut");
                                                            })));
            // One signal is kept at most: a second before the first was taken would be lost.
            Eventually.await(
                    "it gives up",
                    () -> {
                        scheduler.signal("fail");
                        return supervisor.task().isDone();
                    });
            supervisor.task().await();
        }
    }

    @Test
    void tellsWhatASupervisorDid() throws Exception {
        List<RecordedEvent> events = recorded(FlightTests::giveUp);

        assertThat(named(events, "ChildStarted"))
                .hasSize(2)
                .allMatch(event -> event.getString("supervisor").equals("orders"))
                .allMatch(event -> event.getString("child").equals("inbox"));
        assertThat(named(events, "ChildExited"))
                .hasSize(2)
                .allMatch(event -> event.getString("exit").equals("FAILED"))
                .allMatch(event -> event.getString("error").contains("cut"))
                .extracting(event -> event.getLong("taskId"))
                .isEqualTo(
                        named(events, "ChildStarted").stream()
                                .map(event -> event.getLong("taskId"))
                                .toList());
        assertThat(named(events, "ChildRestarting"))
                .singleElement()
                .matches(event -> event.getString("strategy").equals("ONE_FOR_ONE"))
                .matches(event -> event.getInt("restartsLeft") == 0);
        assertThat(named(events, "SupervisorGaveUp"))
                .singleElement()
                .matches(event -> event.getInt("restarts") == 1)
                .matches(event -> event.getDuration("period").equals(Duration.ofHours(1)));
    }

    /** The suite's own test: it reads what was recorded, and nothing else. */
    @Test
    void tellsNothingOfWhatIsSwitchedOff() throws Exception {
        List<RecordedEvent> events =
                recorded(FlightTests::giveUp, "ChildStarted", "ChildExited", "TaskEnded");

        assertThat(named(events, "ChildRestarting")).hasSize(1);
        assertThat(named(events, "ChildStarted")).isEmpty();
        assertThat(named(events, "ChildExited")).isEmpty();
        assertThat(named(events, "TaskEnded")).isEmpty();
    }

    /** Runs tasks, and a supervisor that gives up, where nobody records or listens. */
    static final class Unrecorded {
        public static void main(String[] arguments) throws Exception {
            giveUp();
        }
    }

    @Test
    void withoutARecordingNotEvenAnEventsClassIsLoaded() throws Exception {
        Path loaded = folder.resolve("loaded.txt");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                VirtualThreads.OPTION,
                                "-Xlog:class+load:file=" + loaded,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Unrecorded.class.getName())
                        .inheritIO()
                        .start();

        assertThat(process.waitFor()).isZero();
        assertThat(Files.readString(loaded))
                .contains("dev.mayfly.kernel.internal.report.Flight ")
                .doesNotContain("jdk.jfr.Event ")
                .doesNotContain("FlightEvents");
    }

    @Test
    void tellsOfTheLoadAndOfRefusals() throws Exception {
        List<RecordedEvent> events =
                recorded(() -> {
                    try (Scheduler scheduler = Scheduler.builder().maxLiveTasks(10).build()) {
                        var tasks = new ArrayDeque<TaskHandle<?>>();
                        for (int i = 0; i < 10; i++) {
                            tasks.add(scheduler.spawn(t -> t.awaitSignal("x", Duration.ofDays(1))));
                        }
                        assertThatThrownBy(() -> scheduler.spawn(t -> null))
                                .isInstanceOf(TaskRejectedException.class);
                        for (TaskHandle<?> task : tasks) {
                            task.cancel();
                            task.await();
                        }
                    }
                });

        assertThat(named(events, "BackPressure"))
                .extracting(event -> event.getBoolean("paused"))
                .containsExactly(true, false);
        assertThat(named(events, "BackPressure").getFirst().getDouble("load")).isEqualTo(0.8);
        assertThat(named(events, "TaskRejected"))
                .singleElement()
                .matches(event -> event.getString("reason").contains("maxLiveTasks is 10"));
    }

    /** They come by the clock of the recorder, which nobody can step. */
    private static void awaitStatistics() throws InterruptedException {
        var told = new CountDownLatch(2);
        try (var stream = new RecordingStream()) {
            for (String name :
                    List.of("dev.mayfly.QueueStatistics", "dev.mayfly.EngineStatistics")) {
                var once = new AtomicBoolean();
                stream.enable(name).withPeriod(Duration.ofMillis(10));
                stream.onEvent(
                        name,
                        event -> {
                            if (once.compareAndSet(false, true)) {
                                told.countDown();
                            }
                        });
            }
            stream.startAsync();
            told.await();
        }
    }

    @Test
    void tellsHowQueuesAndEnginesAre() throws Exception {
        List<RecordedEvent> events =
                recorded(() -> {
                    try (Scheduler scheduler =
                            Scheduler.builder().queue("mail", q -> q.concurrency(1)).build()) {
                        scheduler.pause("mail");
                        scheduler.submit("mail", task -> null);
                        awaitStatistics();
                        scheduler.resume("mail");
                    }
                });

        assertThat(named(events, "QueueStatistics"))
                .anyMatch(event ->
                        event.getString("queue").equals("mail")
                                && event.getBoolean("paused")
                                && event.getInt("waiting") == 1);
        assertThat(named(events, "EngineStatistics"))
                .anyMatch(event -> event.getString("engine").equals("coroutine"));
        assertThat(named(events, "QueueChanged"))
                .extracting(event -> event.getString("queue") + " " + event.getString("change"))
                .containsExactly("mail paused", "mail resumed");
    }

    @Test
    void tellsOfTasksThatOutranTheirQuantumAndOfHeldCarriers() throws Exception {
        assertThat(VirtualThreads.canOwnCarriers()).isTrue();
        var settings =
                new CarrierSettings(
                        1,
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        0,
                        MovingAverageForecast::new,
                        new SystemClock());

        List<RecordedEvent> events = recorded(() -> hog(settings));

        assertThat(named(events, "TaskThrottled"))
                .isNotEmpty()
                .allMatch(event -> event.getString("taskName").equals("polite"))
                .allMatch(event -> event.getString("queue").equals("default"));
        assertThat(named(events, "CarrierHeld"))
                .isNotEmpty()
                .allMatch(event -> event.getString("engine").equals("coroutine"))
                .allMatch(event -> !event.getDuration("held").minusMillis(2).isNegative())
                .anyMatch(event -> event.getString("task").contains("hog"));
    }

    private static void hog(CarrierSettings settings) throws Exception {
        try (Scheduler scheduler =
                Scheduler.builder()
                        .engine(
                                "coroutine",
                                name -> new CoroutineEngine(name, CoroutineMode.OWNED, settings))
                        .build()) {
            LongSupplier held = () -> detail(scheduler, "carriers_held");
            TaskHandle<?> hog =
                    scheduler.submit(
                            "default",
                            TaskOptions.named("hog"),
                            task -> {
                                while (held.getAsLong() == 0) {
                                    Thread.onSpinWait();
                                }
                                return null;
                            });
            hog.await();
            var throttled = new AtomicBoolean();
            TaskHandle<?> first = polite(scheduler, throttled);
            TaskHandle<?> second = polite(scheduler, throttled);
            first.await();
            second.await();
        }
    }

    /** Makes system calls all the time, until it or its like has been told to give way. */
    private static TaskHandle<?> polite(Scheduler scheduler, AtomicBoolean throttled) {
        return scheduler.submit(
                "default",
                TaskOptions.named("polite"),
                task -> {
                    while (!throttled.get()) {
                        var _ = task.now();
                        throttled.compareAndSet(
                                false,
                                scheduler.snapshot().tasks().stream()
                                        .anyMatch(other -> other.throttled() > 0));
                    }
                    return null;
                });
    }

    private static long detail(Scheduler scheduler, String name) {
        return scheduler.snapshot().engines().getFirst().details().getOrDefault(name, 0L);
    }
}
