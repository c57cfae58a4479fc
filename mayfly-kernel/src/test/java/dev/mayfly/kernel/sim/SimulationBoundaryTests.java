package dev.mayfly.kernel.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mayfly.kernel.Eventually;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.ShutdownReport;
import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.engine.process.Command;
import dev.mayfly.kernel.engine.process.Subprocesses;
import dev.mayfly.kernel.supervise.ChildSpec;
import dev.mayfly.kernel.supervise.Supervisor;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskState;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Who takes part in a simulation from outside is named, and the run fails instead of sticking. */
@Timeout(120)
class SimulationBoundaryTests {

    enum Mode {
        OWNED,
        PORTABLE;

        Simulation simulation() {
            Simulation simulation =
                    Simulation.withSeed(1)
                            .configured(builder -> builder.queue("default").queue("other"));
            return this == OWNED ? simulation : simulation.portable();
        }
    }

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** What a scenario gives others to do something to. */
    private record Victim(
            Scheduler scheduler, TaskHandle<?> task, CompletableFuture<@Nullable Void> stage) {}

    private static Victim victim(SimulationContext sim) {
        var stage = new CompletableFuture<@Nullable Void>();
        TaskHandle<?> task =
                sim.scheduler()
                        .submit(
                                "default",
                                TaskOptions.named("victim"),
                                t -> {
                                    t.awaitStage("an answer", stage, null);
                                    return t.awaitSignal("go", SECOND);
                                });
        return new Victim(sim.scheduler(), task, stage);
    }

    /** A task in its turn lets a thread do it, and holds its turn meanwhile. */
    private static void byAnotherThread(SimulationContext sim, Consumer<Victim> action) {
        Victim victim = victim(sim);
        sim.scheduler()
                .spawn(t -> {
                    t.sleep(SECOND);
                    Thread stranger = stranger(() -> action.accept(victim));
                    while (stranger.isAlive()) {
                        Thread.onSpinWait();
                    }
                    return 0;
                });
        sim.run();
    }

    private static Thread stranger(Runnable action) {
        return Thread.ofPlatform()
                .name("stranger")
                .uncaughtExceptionHandler((thread, refused) -> {})
                .start(action);
    }

    /** The same without the fault: a task does it. */
    private static void byATask(SimulationContext sim, Consumer<Victim> action) {
        Victim victim = victim(sim);
        sim.scheduler()
                .spawn(t -> {
                    t.sleep(SECOND);
                    action.accept(victim);
                    victim.stage().complete(null);
                    return 0;
                });
        sim.run();
    }

    private static void assertNamed(Mode mode, Consumer<Victim> action, String what) {
        assertThatThrownBy(() -> mode.simulation().run(sim -> byAnotherThread(sim, action)))
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining(what)
                .hasMessageContaining("\"stranger\"")
                .hasMessageContaining("let a task do it")
                .hasMessageContaining(SimulationBoundaryTests.class.getSimpleName());
        assertThat(mode.simulation().run(sim -> byATask(sim, action)).turns()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void aStageCompletedByAStrangerIsNamedWithTheTaskItWakes(Mode mode) {
        assertNamed(mode, victim -> victim.stage().complete(null), "(victim) was woken");
    }

    @ParameterizedTest
    @EnumSource
    void aTaskCancelledByAStrangerIsNamed(Mode mode) {
        assertNamed(mode, victim -> victim.task().cancel(), "(victim) was woken");
    }

    @ParameterizedTest
    @EnumSource
    void aStrangerWhoWantsSomethingOfTheSchedulerIsNamedBeforeItIsDone(Mode mode) {
        assertNamed(
                mode, victim -> victim.scheduler().signal("kept"), "was asked to signal kept by");
        assertNamed(
                mode,
                victim -> victim.scheduler().spawn(t -> "late"),
                "was asked to submit to queue default by");
        assertNamed(
                mode,
                victim -> victim.scheduler().spawnSystem("metrics", t -> "late"),
                "was asked to start the system task metrics by");
        assertNamed(mode, victim -> victim.scheduler().pause("other"), "pause queue other by");
        assertNamed(
                mode,
                victim -> victim.scheduler().cancel(victim.task().id()),
                "was asked to cancel task-");
        assertNamed(
                mode,
                victim -> victim.scheduler().concurrency("other", 2),
                "change the concurrency of queue other by");
    }

    @ParameterizedTest
    @EnumSource
    void aStrangerWhoWaitsForATaskIsNamed(Mode mode) {
        assertThatThrownBy(() ->
                        mode.simulation()
                                .run(sim ->
                                        byAnotherThread(
                                                sim,
                                                victim ->
                                                        assertThatThrownBy(victim.task()::await)
                                                                .isInstanceOf(
                                                                        SimulationException
                                                                                .class))))
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("a task was waited for by thread \"stranger\"");
    }

    @ParameterizedTest
    @EnumSource
    void aWaitForARealChannelIsRefusedByName(Mode mode) throws IOException {
        Pipe pipe = Pipe.open();
        try (var source = pipe.source();
                var sink = pipe.sink()) {
            source.configureBlocking(false);
            assertThat(sink.isOpen()).isTrue();
            assertRefused(
                    mode,
                    t -> t.awaitIo(source, SelectionKey.OP_READ, SECOND),
                    "(culprit) asked for the thread \"mayfly-io\"",
                    "put a stand-in");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFacilityOfARealEngineIsRefusedByName(Mode mode) {
        assertRefused(
                mode,
                t -> t.facility(Subprocesses.class).run(Command.of("true")),
                "(culprit) asked for a facility, which no simulated engine grants",
                "Subprocesses");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsRefusedFailsTheRunAlsoWhereTheTaskCatchesIt(Mode mode) throws IOException {
        Pipe pipe = Pipe.open();
        try (var source = pipe.source();
                var sink = pipe.sink()) {
            source.configureBlocking(false);
            assertThat(sink.isOpen()).isTrue();
            assertRefused(
                    mode,
                    t -> {
                        try {
                            return t.awaitIo(source, SelectionKey.OP_READ, SECOND);
                        } catch (RuntimeException e) {
                            return "caught";
                        }
                    },
                    "(culprit) asked for the thread");
        }
    }

    @ParameterizedTest
    @EnumSource
    void thePlatformOfASimulationHasNeitherThreadsNorProgramsNorAnEnd(Mode mode) {
        mode.simulation()
                .run(sim -> {
                    var platform = new SimulatedPlatform(sim.clock(), new Boundary());
                    assertThatThrownBy(() -> platform.thread("pump", () -> {}))
                            .isInstanceOf(SimulationException.class)
                            .hasMessageContaining("the scenario asked for the thread \"pump\"");
                    assertThatThrownBy(() -> platform.start(new Thread(() -> {}, "spare")))
                            .hasMessageContaining("the scenario asked for the thread \"spare\"");
                    assertThatThrownBy(() -> platform.start(new ProcessBuilder("ls", "-l")))
                            .hasMessageContaining("the scenario asked for the process [ls, -l]");
                    platform.onStop("never", () -> {}).close();
                    assertThat(platform.realTime()).isSameAs(platform.clock());
                });
    }

    private static void assertRefused(Mode mode, SchedulableJob<?> body, String... what) {
        assertThatThrownBy(() ->
                        mode.simulation()
                                .run(sim -> {
                                    sim.scheduler()
                                            .submit("default", TaskOptions.named("culprit"), body);
                                    sim.run();
                                }))
                .isInstanceOf(SimulationException.class)
                .hasMessageContainingAll(what);
    }

    @ParameterizedTest
    @EnumSource
    void theScenarioMayWaitAsItWouldOutside(Mode mode) {
        SimulationResult result =
                mode.simulation()
                        .run(sim -> {
                            Scheduler scheduler = sim.scheduler();
                            assertThat(scheduler.spawn(t -> slept(t, SECOND)).await().get())
                                    .isZero();
                            TaskHandle<?> late = scheduler.spawn(t -> slept(t, SECOND));
                            assertThat(late.await(SECOND.dividedBy(2)))
                                    .isInstanceOf(JoinResult.TimedOut.class);
                            scheduler.runBlocking();
                            Supervisor supervisor =
                                    scheduler.supervise(
                                            "s",
                                            s ->
                                                    s.child(
                                                            ChildSpec.worker(
                                                                    "w", t -> slept(t, DAY))));
                            assertThat(supervisor.countChildren().active()).isEqualTo(1);
                            scheduler.spawn(t -> slept(t, DAY));
                            ShutdownReport report = scheduler.shutdown(SECOND);
                            assertThat(report.cancelled()).isEqualTo(1);
                            assertThat(report.took()).isEqualTo(SECOND);
                        });

        assertThat(result.simulated()).isEqualTo(SECOND.multipliedBy(3));
    }

    @ParameterizedTest
    @EnumSource
    void aStrangerThatComesBetweenTurnsIsNamedToo(Mode mode) {
        assertThatThrownBy(() ->
                        mode.simulation()
                                .run(sim -> {
                                    Victim victim = victim(sim);
                                    sim.runFor(SECOND);
                                    Thread stranger = stranger(() -> victim.stage().complete(null));
                                    stranger.join();
                                    sim.run();
                                }))
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("(victim) was woken by thread \"stranger\"");
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsForAStrangersStageIsToldThatItComesTooLate(Mode mode) {
        assertThatThrownBy(() ->
                        mode.simulation()
                                .run(sim -> {
                                    victim(sim);
                                    sim.run();
                                }))
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("outside the simulation")
                .hasMessageContaining("(victim): waits for an answer");
    }

    @ParameterizedTest
    @EnumSource
    void theSimulationBelongsToTheThreadThatRunsIt(Mode mode) {
        List<JoinResult<?>> results = new ArrayList<>();
        mode.simulation()
                .run(sim -> {
                    TaskHandle<?> task =
                            sim.scheduler()
                                    .spawn(t -> {
                                        sim.runFor(SECOND);
                                        return 0;
                                    });
                    results.add(sim.await(task));
                });

        assertThat(results)
                .singleElement()
                .asString()
                .contains("runFor(PT1S)")
                .contains("tasks use their system calls instead");
    }

    @ParameterizedTest
    @EnumSource
    void whatWasRefusedUnwindsWithAllOthers(Mode mode) {
        var unwound = new AtomicBoolean();
        List<TaskHandle<?>> tasks = new ArrayList<>();
        SimulationException refused =
                catchThrowableOfType(
                        SimulationException.class,
                        () ->
                                mode.simulation()
                                        .run(sim -> {
                                            tasks.add(victim(sim).task());
                                            tasks.add(sim.scheduler().spawn(t -> forEver(unwound)));
                                            sim.run();
                                        }));

        assertThat(refused).hasMessageContaining("blocked outside the system calls");
        assertThat(unwound).isTrue();
        assertThat(tasks).allMatch(task -> task.state() == TaskState.CANCELLED);
    }

    private static int forEver(AtomicBoolean unwound) throws InterruptedException {
        try {
            new CountDownLatch(1).await();
            return 0;
        } finally {
            unwound.set(true);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunThatWasEnteredFromOutsideLeavesNoTaskBehind(Mode mode) {
        List<TaskHandle<?>> tasks = new ArrayList<>();
        assertThatThrownBy(() ->
                        mode.simulation()
                                .run(sim ->
                                        byAnotherThread(
                                                sim,
                                                victim -> {
                                                    tasks.add(victim.task());
                                                    victim.stage().complete(null);
                                                })))
                .isInstanceOf(SimulationException.class);

        assertThat(tasks).allMatch(task -> task.state().isTerminal());
    }

    /**
     * Parks again where it comes back early, as it may: a permit can be left from the wait before.
     */
    private static void blockForASecond() {
        long end = System.nanoTime() + SECOND.toNanos();
        for (long left = SECOND.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTaskThatBlocksOutsideWhileTheScenarioEndsIsRefusedToo(Mode mode) {
        assertThatThrownBy(() ->
                        mode.simulation()
                                .run(sim -> {
                                    sim.scheduler()
                                            .spawn(t -> {
                                                try {
                                                    t.awaitSignal("never");
                                                } finally {
                                                    blockForASecond();
                                                }
                                                return 0;
                                            });
                                    sim.runFor(SECOND);
                                }))
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("blocked outside the system calls");
    }

    @ParameterizedTest
    @EnumSource
    void aMonitorThatAStrangerHoldsForAMomentIsWaitedFor(Mode mode) {
        var monitor = new Object();
        var task = new AtomicReference<@Nullable Thread>();
        var held = new CountDownLatch(1);
        SimulationResult result =
                mode.simulation()
                        .run(sim -> {
                            Thread stranger = stranger(() -> hold(monitor, held, task));
                            held.await();
                            sim.scheduler().spawn(t -> enter(monitor, task));
                            sim.run();
                            stranger.join();
                        });

        assertThat(result.turns()).isEqualTo(1);
    }

    private static void hold(
            Object monitor, CountDownLatch held, AtomicReference<@Nullable Thread> task) {
        synchronized (monitor) {
            held.countDown();
            Eventually.await("the task is in front of the monitor", () -> isBlocked(task.get()));
        }
    }

    private static boolean isBlocked(@Nullable Thread thread) {
        return thread != null && thread.getState() == Thread.State.BLOCKED;
    }

    private static int enter(Object monitor, AtomicReference<@Nullable Thread> task) {
        task.set(Thread.currentThread());
        synchronized (monitor) {
            return 0;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMonitorThatATaskHoldsAcrossASystemCallIsRefusedByName(Mode mode) {
        var monitor = new Object();
        assertThatThrownBy(() ->
                        mode.simulation()
                                .run(sim -> {
                                    sim.scheduler()
                                            .spawn(t -> {
                                                synchronized (monitor) {
                                                    return slept(t, SECOND);
                                                }
                                            });
                                    var options = TaskOptions.named("culprit");
                                    sim.scheduler()
                                            .submit(
                                                    "default",
                                                    options,
                                                    t -> enter(monitor, new AtomicReference<>()));
                                    sim.run();
                                }))
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("(culprit) blocked outside the system calls");
    }

    @ParameterizedTest
    @EnumSource
    void aTaskOfARealSchedulerMayPlanAheadWithASimulation(Mode mode) throws Exception {
        try (Scheduler real = Scheduler.builder().build()) {
            Duration planned =
                    real.runBlocking(task ->
                            mode.simulation()
                                    .run(sim -> {
                                        sim.scheduler().spawn(t -> slept(t, SECOND));
                                        sim.run();
                                    })
                                    .simulated());

            assertThat(planned).isEqualTo(SECOND);
        }
        assertThat(VirtualThreads.canOwnCarriers()).isTrue();
    }

    private static int slept(TaskContext task, Duration time) {
        task.sleep(time);
        return 0;
    }
}
