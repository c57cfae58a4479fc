package dev.mayfly.console.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.syscall.SystemCall;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.time.SteppableClock;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class RunRecorderTests {
    private static final int ENTRIES = 64;

    private final SteppableClock clock = new SteppableClock();
    private final Scheduler scheduler = Scheduler.builder().clock(clock).build();
    private final RunRecorder recorder = new RunRecorder(scheduler, ENTRIES);

    @AfterEach
    void close() {
        recorder.close();
        var _ = scheduler.shutdown(Duration.ZERO);
    }

    private Recording look() {
        return recorder.look(scheduler.snapshot().tasks());
    }

    private void step(long millis) {
        clock.advance(Duration.ofMillis(millis));
    }

    private void started(long task) {
        recorder.onEvent(
                new KernelEvent.TaskStarted(clock.nanoTime(), new TaskId(task), Duration.ZERO));
    }

    private void blocked(long task) {
        recorder.onEvent(
                new KernelEvent.TaskBlocked(
                        clock.nanoTime(), new TaskId(task), new SystemCall.Sleep(Duration.ZERO)));
    }

    private void resumed(long task) {
        recorder.onEvent(
                new KernelEvent.TaskResumed(clock.nanoTime(), new TaskId(task), Duration.ZERO));
    }

    private void ended(long task, TaskState state, Duration ran) {
        recorder.onEvent(
                new KernelEvent.TaskFinished(
                        clock.nanoTime(),
                        new TaskId(task),
                        "task of " + task,
                        "letters",
                        state,
                        null,
                        Duration.ZERO,
                        ran));
    }

    private void ended(long task) {
        ended(task, TaskState.COMPLETED, Duration.ofMillis(1));
    }

    @Test
    void nothingIsRecordedUntilSomebodyLooksAndNoLongerThanSomebodyDoes() {
        assertThat(recorder.isRecording()).isFalse();
        look();
        step(RunRecorder.PATIENCE.toMillis());
        recorder.expire();
        assertThat(recorder.isRecording()).isTrue();
        step(1);
        recorder.expire();
        assertThat(recorder.isRecording()).isFalse();
        assertThat(look().since()).isEqualTo(clock.wallTime());
    }

    @Test
    void aLookKeepsTheRecording() {
        look();
        step(RunRecorder.PATIENCE.toMillis());
        look();
        step(RunRecorder.PATIENCE.toMillis());
        recorder.expire();
        assertThat(recorder.isRecording()).isTrue();
    }

    @Test
    void oneThatIsClosedNeverListensAgain() {
        recorder.close();
        assertThat(look().runs()).isEmpty();
        assertThat(recorder.isRecording()).isFalse();
    }

    @Test
    void aRunIsItsTurnsWithItsWaitsBetweenThem() {
        long origin = look().from();
        step(5);
        started(7);
        step(2);
        blocked(7);
        step(10);
        resumed(7);
        step(3);
        ended(7, TaskState.FAILED, Duration.ofMillis(5));
        assertThat(look().runs())
                .singleElement()
                .satisfies(run -> {
                    assertThat(run.name()).isEqualTo("task of 7");
                    assertThat(run.queue()).isEqualTo("letters");
                    assertThat(run.state()).isEqualTo(TaskState.FAILED);
                    assertThat(run.beganEarlier()).isFalse();
                    assertThat(run.begin() - origin).isEqualTo(5_000_000);
                    assertThat(run.end() - origin).isEqualTo(20_000_000);
                    assertThat(run.turns())
                            .extracting(Turn::then)
                            .containsExactly(Turn.Then.BLOCKED, Turn.Then.ENDED);
                    assertThat(run.turnNanos(run.begin(), run.end())).isEqualTo(5_000_000);
                    assertThat(run.turnNanos(run.begin() + 1_000_000, run.begin() + 13_000_000))
                            .isEqualTo(2_000_000);
                });
    }

    @Test
    void aTaskThatBeganBeforeTheFirstLookIsKnownFromThePictureOfTheLiving() throws Exception {
        TaskHandle<Boolean> task =
                scheduler.spawn(context -> context.awaitSignal("go", Duration.ofHours(1)));
        awaitState(task, TaskState.WAITING);
        step(50);
        look();
        step(50);
        assertThat(look().runs())
                .singleElement()
                .satisfies(run -> {
                    assertThat(run.task()).isEqualTo(task.id().value());
                    assertThat(run.state()).isEqualTo(TaskState.WAITING);
                    assertThat(run.beganEarlier()).isTrue();
                    assertThat(run.end() - run.begin()).isEqualTo(50_000_000);
                    assertThat(run.turns()).isEmpty();
                });
        scheduler.signal("go");
        task.await();
        assertThat(look().runs())
                .singleElement()
                .satisfies(run -> {
                    assertThat(run.state()).isEqualTo(TaskState.COMPLETED);
                    assertThat(run.turns()).hasSize(1);
                    String carrier = run.turns().getFirst().carrier();
                    assertThat(carrier != null).isEqualTo(VirtualThreads.canOwnCarriers());
                });
    }

    @Test
    void whatNeverRanIsNoRun() {
        look();
        ended(1, TaskState.SKIPPED, Duration.ZERO);
        ended(2, TaskState.CANCELLED, Duration.ZERO);
        assertThat(look().runs()).isEmpty();
    }

    @Test
    void theRingKeepsTheLatestAndSaysHowFarItReachesBack() {
        long origin = look().from();
        for (int i = 0; i < ENTRIES; i++) {
            step(1_000);
            started(i);
            step(1_000);
            ended(i);
        }
        Recording recording = look();
        assertThat(recording.oneIn()).isEqualTo(1);
        assertThat(recording.runs()).hasSize(ENTRIES / 2);
        assertThat(recording.runs()).noneMatch(Run::beganEarlier);
        assertThat(recording.from() - origin).isEqualTo((ENTRIES + 1) * 1_000_000_000L);
    }

    @Test
    void whenTasksCrowdOneOfSeveralIsRecordedAndWholly() {
        look();
        for (int i = 0; i < 10 * ENTRIES; i++) {
            started(i);
            step(1);
            ended(i);
        }
        Recording crowded = look();
        assertThat(crowded.oneIn()).isGreaterThan(1);
        assertThat(crowded.runs()).isNotEmpty().hasSizeLessThanOrEqualTo(ENTRIES);
        assertThat(crowded.runs()).filteredOn(Run::beganEarlier).hasSizeLessThanOrEqualTo(1);

        for (int i = 0; i < 100 * ENTRIES && look().oneIn() > 1; i++) {
            started(i);
            step(5_000);
            ended(i);
        }
        assertThat(look().oneIn()).as("once it is quiet again").isEqualTo(1);
    }

    @Test
    void everyKindOfTaskHasItsShareWhereKindsTakeTurns() {
        for (int oneIn : new int[] {2, 8, 64}) {
            int even = 0;
            int odd = 0;
            for (int task = 0; task < 10_000; task++) {
                if (Ring.takes(task, oneIn)) {
                    even += 1 - task % 2;
                    odd += task % 2;
                }
            }
            assertThat(even).isBetween(3_000 / oneIn, 7_000 / oneIn);
            assertThat(odd).isBetween(3_000 / oneIn, 7_000 / oneIn);
        }
    }

    @Test
    void ofManyThatWaitOnlySoManyAreTakenFromThePictureAndThoseAtWorkFirst() {
        List<TaskSnapshot> alive = new ArrayList<>();
        TaskHandle<Boolean> task =
                scheduler.spawn(context -> context.awaitSignal("go", Duration.ofHours(1)));
        awaitState(task, TaskState.WAITING);
        TaskSnapshot one = scheduler.snapshot().tasks().getFirst();
        for (int i = 0; i < 3 * RunRecorder.MOST_ALIVE; i++) {
            boolean last = i == 3 * RunRecorder.MOST_ALIVE - 1;
            alive.add(
                    new TaskSnapshot(
                            new TaskId(1_000 + i),
                            "n".repeat(1_000),
                            one.queue(),
                            null,
                            null,
                            10,
                            false,
                            last ? TaskState.RUNNING : TaskState.WAITING,
                            null,
                            "",
                            one.submittedAt(),
                            one.age(),
                            one.runTime(),
                            one.waitTime(),
                            1,
                            0));
        }
        List<Run> runs = recorder.look(alive).runs();
        assertThat(runs).hasSize(RunRecorder.MOST_ALIVE);
        assertThat(runs).anyMatch(run -> run.task() == 1_000 + 3 * RunRecorder.MOST_ALIVE - 1);
        assertThat(runs).allMatch(run -> run.name().length() == 200);
        scheduler.signal("go");
    }

    private static void awaitState(TaskHandle<?> task, TaskState state) {
        Await.until("the task is " + state, () -> task.state() == state);
    }
}
