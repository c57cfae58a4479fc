package dev.mayfly.benchmarks.stress;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came of a run.
 *
 * @param plan what was to be done
 * @param took how long it took
 * @param schedulers how many lived and were shut down
 * @param rounds how many rounds they lasted together
 * @param counts what happened, by name
 * @param checks what was looked for, the worst case of each
 * @param heap the heap by rounds
 * @param strange failures that no storm wanted
 */
record StressReport(
        StressPlan plan,
        Duration took,
        int schedulers,
        int rounds,
        Map<String, Long> counts,
        List<Check> checks,
        String heap,
        Map<String, Throwable> strange) {

    /** Whether nothing was left behind and nothing failed that should not. */
    boolean isClean() {
        return checks.stream().allMatch(Check::isClean) && strange.isEmpty();
    }

    /** What was left behind, by name. */
    List<String> leaks() {
        return checks.stream().filter(check -> !check.isClean()).map(Check::what).toList();
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        line(text, "stress run", "%s, seed %d".formatted(plan.mode(), plan.seed()));
        line(text, "lasted", "%d s".formatted(took.toSeconds()));
        line(text, "schedulers", "%d".formatted(schedulers));
        line(text, "rounds", "%d".formatted(rounds));
        text.append('\n');
        counts.forEach((what, count) -> line(text, what, "%,d".formatted(count)));
        text.append('\n');
        for (Check check : checks) {
            line(text, "left: " + check.what(), check.isClean() ? "none" : "LEAK " + check);
        }
        line(text, "heap", heap);
        strange.forEach((what, error) -> line(text, "UNWANTED", what + trace(error)));
        line(text, "verdict", isClean() ? "clean" : "NOT CLEAN");
        return text.toString();
    }

    private static String trace(Throwable error) {
        var lines = new java.io.StringWriter();
        error.printStackTrace(new java.io.PrintWriter(lines, true));
        return "\n" + lines;
    }

    private static void line(StringBuilder text, String what, String value) {
        text.append(String.format(Locale.ROOT, "%-36s %s%n", what, value));
    }
}
