package dev.mayfly.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** Lays out budgets as text: what was measured, what is allowed, and whether that was met. */
public final class BudgetTable {

    private BudgetTable() {}

    /**
     * Makes a table with a row a budget.
     *
     * @param budgets in the order of the rows
     * @param figures those of the run; a budget whose figures are not among them says so
     * @return lines of text
     */
    public static String of(List<Budget> budgets, List<Measurement> figures) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("budget", "peer", "figure", "at most", ""));
        for (Budget budget : budgets) {
            lines.add(
                    budget.judge(figures)
                            .map(verdict -> judged(budget, verdict))
                            .orElseGet(() -> open(budget)));
        }
        return Columns.layOut(lines);
    }

    private static List<String> judged(Budget budget, Budget.Verdict verdict) {
        Measurement figure = verdict.figure();
        return List.of(
                title(budget),
                budget.peer(),
                Columns.number(figure.score()) + " " + figure.unit(),
                Columns.number(verdict.most()) + " " + figure.unit() + budget.words(),
                verdict.met() ? "met" : "missed");
    }

    private static List<String> open(Budget budget) {
        String most =
                budget.limit() instanceof Budget.Limit.AtMost(double limit)
                        ? Columns.number(limit)
                        : budget.words().strip();
        return List.of(title(budget), budget.peer(), "", most, "not measured");
    }

    private static String title(Budget budget) {
        return budget.work() + " [" + budget.benchmark() + "]";
    }
}
