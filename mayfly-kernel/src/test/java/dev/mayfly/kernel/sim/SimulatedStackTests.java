package dev.mayfly.kernel.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.stack.Sleeper;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskHandle.Stack;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Stacks of simulated tasks, for those who take part. */
@Timeout(120)
class SimulatedStackTests {

    private static final Duration DAY = Duration.ofDays(1);

    private enum Mode {
        OWNED,
        PORTABLE;

        Simulation simulation() {
            Simulation simulation = Simulation.withSeed(7);
            return this == OWNED ? simulation : simulation.portable();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSimulatedTaskIsSeenByItsScenarioAndByOtherTasks(Mode mode) {
        List<Stack> stacks = new ArrayList<>();
        SimulationResult result =
                mode.simulation()
                        .run(sim -> {
                            TaskHandle<Integer> task = sim.scheduler().spawn(Sleeper::sleeps);
                            stacks.add(task.stack());
                            sim.runFor(Duration.ofHours(1));
                            stacks.add(task.stack());
                            var seen = sim.scheduler().spawn(t -> stacks.add(task.stack()));
                            sim.await(seen);
                            sim.await(task);
                            stacks.add(task.stack());
                        });

        assertThat(result.simulated()).isEqualTo(DAY);
        assertThat(stacks.get(0).reason()).endsWith("has no stack yet");
        for (Stack seen : stacks.subList(1, 3)) {
            assertThat(seen.frames())
                    .singleElement()
                    .returns("sleeps", StackTraceElement::getMethodName);
            assertThat(seen.reason()).isEqualTo("sleeps for 1 d");
        }
        assertThat(stacks.get(3).reason()).endsWith("has no stack any more");
    }

    @ParameterizedTest
    @EnumSource
    void lookingAtStacksChangesNothingInASimulation(Mode mode) {
        assertThat(hash(mode, true)).isEqualTo(hash(mode, false));
    }

    private static long hash(Mode mode, boolean looking) {
        return mode.simulation()
                .shuffled()
                .run(sim -> {
                    List<TaskHandle<Integer>> tasks = new ArrayList<>();
                    for (int i = 0; i < 8; i++) {
                        tasks.add(sim.scheduler().spawn(Sleeper::sleeps));
                    }
                    for (int hour = 0; hour < 30; hour++) {
                        sim.runFor(Duration.ofHours(1));
                        if (looking) {
                            tasks.forEach(TaskHandle::stack);
                        }
                    }
                })
                .hash();
    }

    @ParameterizedTest
    @EnumSource
    void aStrangerMayNotLookIntoASimulation(Mode mode) {
        assertThatThrownBy(() ->
                        mode.simulation()
                                .run(sim -> {
                                    TaskHandle<Integer> task =
                                            sim.scheduler().spawn(Sleeper::sleeps);
                                    sim.runFor(Duration.ofHours(1));
                                    Thread stranger =
                                            Thread.ofPlatform()
                                                    .name("stranger")
                                                    .uncaughtExceptionHandler((t, refused) -> {})
                                                    .start(task::stack);
                                    stranger.join();
                                    sim.run();
                                }))
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("was asked to take the stack of task-")
                .hasMessageContaining("\"stranger\"");
    }
}
