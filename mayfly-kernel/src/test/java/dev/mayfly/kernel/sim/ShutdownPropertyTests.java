package dev.mayfly.kernel.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.ShutdownReport;
import dev.mayfly.kernel.supervise.ChildSpec;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskRejectedException;
import dev.mayfly.kernel.task.TaskState;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Whatever is alive when a scheduler is shut down, what comes of it follows from the times. */
class ShutdownPropertyTests {

    private static final int SEEDS = 2_000;
    private static final int LONGEST = 50;

    /**
     * One task, and one child that it joins.
     *
     * @param own when it would end if it had no child, in ms from the beginning
     * @param child when its child ends
     */
    private record Plan(int own, int child) {

        int end() {
            return Math.max(own, child);
        }

        boolean endsBy(int time) {
            return end() <= time;
        }

        String run(TaskContext task) {
            if (child > 0) {
                TaskHandle<Object> young = task.spawn(t -> slept(t, child));
                rest(task, own);
                return "joined " + task.join(young).get();
            }
            return slept(task, own);
        }
    }

    private static String slept(TaskContext task, int millis) {
        rest(task, millis);
        return "slept";
    }

    private static void rest(TaskContext task, int millis) {
        task.sleep(Duration.ofMillis(millis));
    }

    /** Does not let itself be cancelled: the fault that the property finds. */
    private static String sleptAtLeastOnPaper(TaskContext task, int millis) {
        try {
            return slept(task, millis);
        } catch (TaskCancelledException e) {
            return "slept";
        }
    }

    @Test
    void whatEndsInTimeDrainsAndTheRestIsCancelled() {
        for (int seed = 0; seed < SEEDS; seed++) {
            check(seed, false);
        }
    }

    @Test
    void aTaskThatPassesItsCancelOffAsAnEndIsFound() {
        assertThatThrownBy(
                        () -> {
                            for (int seed = 0; seed < SEEDS; seed++) {
                                check(seed, true);
                            }
                        })
                .isInstanceOf(AssertionError.class);
    }

    private static void check(int seed, boolean fault) {
        Simulation.withSeed(seed).shuffled().run(sim -> shutDown(sim, fault));
    }

    private static void shutDown(SimulationContext sim, boolean fault) throws Exception {
        SplittableRandom random = sim.random();
        Scheduler scheduler = sim.scheduler();
        List<Plan> plans = plans(random);
        List<TaskHandle<String>> tasks = new ArrayList<>();
        for (Plan plan : plans) {
            tasks.add(
                    scheduler.spawn(t -> fault ? sleptAtLeastOnPaper(t, plan.end()) : plan.run(t)));
        }
        if (random.nextBoolean()) {
            scheduler.supervise("s", s -> s.child(ChildSpec.worker("w", t -> forEver(t))));
        }
        TaskHandle<?> system = scheduler.spawnSystem("flusher", t -> forEver(t));
        int begin = 2 * random.nextInt(LONGEST); // even, as tasks' ends are odd: nothing is a tie
        int timeout = 2 + 2 * random.nextInt(LONGEST);
        sim.runFor(Duration.ofMillis(begin));

        ShutdownReport report = scheduler.shutdown(Duration.ofMillis(timeout));

        checkTasks(plans, tasks, begin + timeout);
        checkReport(plans, report, begin, timeout);
        assertThat(system.state()).isEqualTo(TaskState.CANCELLED);
        assertThat(scheduler.snapshot().tasks()).isEmpty();
        assertThat(scheduler.shutdown(Duration.ofDays(1))).isEqualTo(report);
        assertThatThrownBy(() -> scheduler.spawn(t -> 0)).isInstanceOf(TaskRejectedException.class);
    }

    private static List<Plan> plans(SplittableRandom random) {
        return Stream.generate(() -> plan(random)).limit(random.nextInt(8)).toList();
    }

    private static Plan plan(SplittableRandom random) {
        int own = 1 + 2 * random.nextInt(LONGEST);
        return new Plan(own, random.nextInt(3) == 0 ? 1 + 2 * random.nextInt(LONGEST) : 0);
    }

    private static String forEver(TaskContext task) {
        task.awaitSignal("never");
        return "never";
    }

    private static void checkTasks(List<Plan> plans, List<TaskHandle<String>> tasks, int deadline) {
        for (int i = 0; i < plans.size(); i++) {
            assertThat(tasks.get(i).state())
                    .as("%s with a deadline of %s", plans.get(i), deadline)
                    .isEqualTo(
                            plans.get(i).endsBy(deadline)
                                    ? TaskState.COMPLETED
                                    : TaskState.CANCELLED);
        }
    }

    private static void checkReport(
            List<Plan> plans, ShutdownReport report, int begin, int timeout) {
        int deadline = begin + timeout;
        boolean drained = plans.stream().allMatch(plan -> plan.endsBy(deadline));
        int last = plans.stream().mapToInt(Plan::end).max().orElse(begin);
        assertThat(report.outcome() == ShutdownReport.Outcome.CLEAN)
                .as("clean with %s, from %s to %s", plans, begin, deadline)
                .isEqualTo(drained);
        assertThat(report.cancelled() == 0).isEqualTo(drained);
        assertThat(report.stuck()).isEmpty();
        assertThat(report.took())
                .isEqualTo(Duration.ofMillis(drained ? Math.max(0, last - begin) : timeout));
    }
}
