package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskState;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/**
 * Random graphs: a task runs exactly when all that it comes after have completed, and after them;
 * else it is skipped.
 */
class DependencyPropertyTests {

    private enum How {
        COMPLETES,
        FAILS,
        IS_CANCELLED
    }

    /** Task by task, each after some of those before it. */
    private record Node(How how, List<Integer> after) {}

    private static List<Node> random(long seed) {
        var random = new Random(seed * 0x9E3779B97F4A7C15L);
        List<Node> nodes = new ArrayList<>();
        int size = 1 + random.nextInt(30);
        for (int i = 0; i < size; i++) {
            How how = random.nextInt(8) > 0 ? How.COMPLETES : How.values()[random.nextInt(3)];
            List<Integer> after = new ArrayList<>();
            for (int other = 0; other < i; other++) {
                if (random.nextInt(6) == 0) {
                    after.add(other);
                }
            }
            nodes.add(new Node(how, after));
        }
        return nodes;
    }

    @Test
    void holdsForRandomGraphs() {
        for (long seed = 0; seed < 300; seed++) {
            List<Node> nodes = random(seed);
            if (isBroken(nodes)) {
                List<Node> smallest = shrink(nodes, DependencyPropertyTests::isBroken);
                throw new AssertionError("seed " + seed + ", shrunk to " + smallest);
            }
        }
    }

    @Test
    void catchesAKernelThatRunsWhatItShouldSkipAndShrinksItToTwoTasks() {
        // The planted kernel takes every failure for a success.
        Predicate<List<Node>> broken =
                nodes -> {
                    List<Node> mended =
                            nodes.stream()
                                    .map(node -> new Node(How.COMPLETES, node.after()))
                                    .toList();
                    return !problems(nodes, run(mended), true).isEmpty();
                };
        for (long seed = 0; ; seed++) {
            List<Node> nodes = random(seed);
            if (broken.test(nodes)) {
                assertThat(shrink(nodes, broken)).hasSize(2);
                return;
            }
        }
    }

    private record Outcome(List<TaskState> states, List<Integer> order) {}

    private static boolean isBroken(List<Node> nodes) {
        return !problems(nodes, run(nodes), false).isEmpty();
    }

    private static Outcome run(List<Node> nodes) {
        var order = new ConcurrentLinkedQueue<Integer>();
        List<TaskHandle<?>> tasks = new ArrayList<>();
        try (Scheduler scheduler = Scheduler.builder().build()) {
            for (int i = 0; i < nodes.size(); i++) {
                Node node = nodes.get(i);
                int number = i;
                List<TaskHandle<?>> after =
                        node.after().stream().<TaskHandle<?>>map(tasks::get).toList();
                TaskHandle<?> task =
                        scheduler.submit(
                                "default",
                                TaskOptions.DEFAULTS.after(after),
                                t -> {
                                    order.add(number);
                                    if (node.how() == How.IS_CANCELLED) {
                                        t.cancel(t.id());
                                    }
                                    t.yield();
                                    if (node.how() == How.FAILS) {
                                        throw new IOException("told to");
                                    }
                                    return number;
                                });
                tasks.add(task);
            }
            scheduler.shutdown(Duration.ofMinutes(1));
        }
        return new Outcome(tasks.stream().map(TaskHandle::state).toList(), List.copyOf(order));
    }

    private static List<String> problems(List<Node> nodes, Outcome outcome, boolean statesOnly) {
        List<String> problems = new ArrayList<>();
        List<TaskState> expected = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            boolean runs =
                    node.after().stream().allMatch(o -> expected.get(o) == TaskState.COMPLETED);
            expected.add(
                    !runs
                            ? TaskState.SKIPPED
                            : switch (node.how()) {
                                case COMPLETES -> TaskState.COMPLETED;
                                case FAILS -> TaskState.FAILED;
                                case IS_CANCELLED -> TaskState.CANCELLED;
                            });
            TaskState actual = outcome.states().get(i);
            boolean matters = !statesOnly || expected.get(i) == TaskState.SKIPPED;
            if (matters && actual != expected.get(i)) {
                problems.add(i + " is " + actual + " and not " + expected.get(i));
            }
            int place = outcome.order().indexOf(i);
            if (place < 0 == (actual != TaskState.SKIPPED)) {
                problems.add(i + " ran though it was skipped, or did not run");
            }
            for (int other : node.after()) {
                if (place >= 0 && outcome.order().indexOf(other) > place) {
                    problems.add(i + " ran before " + other);
                }
            }
        }
        return problems;
    }

    private static List<Node> shrink(List<Node> nodes, Predicate<List<Node>> fails) {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            List<Node> smaller = without(nodes, i);
            if (fails.test(smaller)) {
                return shrink(smaller, fails);
            }
        }
        return nodes;
    }

    private static List<Node> without(List<Node> nodes, int gone) {
        List<Node> rest = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (i != gone) {
                Node node = nodes.get(i);
                List<Integer> after =
                        node.after().stream()
                                .filter(o -> o != gone)
                                .map(o -> o > gone ? o - 1 : o)
                                .toList();
                rest.add(new Node(node.how(), after));
            }
        }
        return rest;
    }
}
