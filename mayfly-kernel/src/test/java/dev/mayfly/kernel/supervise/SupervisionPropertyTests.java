package dev.mayfly.kernel.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What holds for every tree whatever goes wrong in it, without an Erlang at hand: of each worker at
 * most one runs at a time, a supervisor's children begin in order, and in the end none is left.
 */
class SupervisionPropertyTests {

    private static final int SCRIPTS = 200;

    @Test
    void holdsForRandomTreesAndFailures() {
        for (long seed = 10_000; seed < 10_000 + SCRIPTS; seed++) {
            Script script = Script.random(seed);
            if (isBroken(script, UnaryOperator.identity())) {
                Script smallest = script.shrink(s -> isBroken(s, UnaryOperator.identity()));
                throw new AssertionError(
                        "seed "
                                + seed
                                + ", shrunk to "
                                + smallest
                                + ": "
                                + problems(smallest, ScriptRun.log(smallest)));
            }
        }
    }

    @Test
    void catchesAReversedStartAndShrinksItToTwoChildren() {
        UnaryOperator<Script.Sup> fault = sup -> sup.with(sup.children().reversed());
        Script broken = null;
        for (long seed = 0; broken == null; seed++) {
            Script script = Script.random(seed);
            if (isBroken(script, fault)) {
                broken = script.shrink(s -> isBroken(s, fault));
            }
        }
        assertThat(broken.events()).isEmpty();
        assertThat(workers(broken.tree())).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void catchesAWorkerThatRunsTwiceOrIsLeftBehindOrEndsWithoutHavingRun() {
        var caught = new int[3];
        for (long seed = 0; seed < 50; seed++) {
            Script script = Script.random(seed);
            List<String> log = ScriptRun.log(script);
            for (String entry : log) {
                if (entry.startsWith("start ")) {
                    caught[0] += found(script, with(log, entry, List.of(entry, entry)), "twice");
                    caught[1] += found(script, with(log, entry, List.of()), "did not run");
                } else if (entry.startsWith("stop ")) {
                    caught[2] += found(script, with(log, entry, List.of()), "left behind");
                }
            }
        }
        assertThat(caught).doesNotContain(0);
    }

    private static List<String> with(List<String> log, String entry, List<String> others) {
        List<String> faulty = new ArrayList<>(log);
        int place = faulty.lastIndexOf(entry);
        faulty.remove(place);
        faulty.addAll(place, others);
        return faulty;
    }

    private static int found(Script script, List<String> faulty, String problem) {
        return (int)
                problems(script, faulty).stream().filter(p -> p.contains(problem)).limit(1).count();
    }

    private static boolean isBroken(Script script, UnaryOperator<Script.Sup> fault) {
        return !problems(script, ScriptRun.log(script, fault)).isEmpty();
    }

    private static List<String> problems(Script script, List<String> log) {
        List<String> problems = new ArrayList<>();
        Set<String> brutal = new HashSet<>();
        for (Script.Worker worker : workers(script.tree())) {
            if (worker.brutal()) {
                brutal.add(worker.id());
            }
        }
        Set<String> running = new HashSet<>();
        for (String entry : log) {
            String id = entry.substring(entry.indexOf(' ') + 1);
            if (entry.startsWith("start ")) {
                if (!running.add(id) && !brutal.contains(id)) {
                    problems.add(id + " runs twice");
                }
            } else if (entry.matches("(stop|normal|abnormal|shutdown|killed) .*")
                    && !running.remove(id)
                    && !brutal.contains(id)) {
                problems.add(id + " ended and did not run");
            }
        }
        running.removeAll(brutal);
        running.forEach(id -> problems.add(id + " was left behind"));
        firstStartsOutOfOrder(script, log).forEach(problems::add);
        return problems;
    }

    /** Workers are numbered in the order of their start. */
    private static List<String> firstStartsOutOfOrder(Script script, List<String> log) {
        List<String> first =
                log.stream()
                        .filter(e -> e.matches("(start|fail) .*"))
                        .map(SupervisionPropertyTests::id)
                        .distinct()
                        .toList();
        List<String> expected =
                workers(script.tree()).stream()
                        .map(Script.Worker::id)
                        .filter(first::contains)
                        .toList();
        return expected.isEmpty() || first.equals(expected)
                ? List.of()
                : List.of("started in the order " + first);
    }

    private static String id(String entry) {
        return entry.substring(entry.indexOf(' ') + 1);
    }

    private static List<Script.Worker> workers(Script.Node node) {
        return switch (node) {
            case Script.Worker worker -> List.of(worker);
            case Script.Sup sup ->
                    sup.children().stream().flatMap(child -> workers(child).stream()).toList();
            case Script.Dynamic dynamic -> List.of();
        };
    }
}
