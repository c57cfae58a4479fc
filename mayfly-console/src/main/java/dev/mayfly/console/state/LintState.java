package dev.mayfly.console.state;

import dev.mayfly.kernel.lint.Lint;

import java.util.List;

/**
 * What is wrong.
 *
 * @param current what is wrong, worst first
 * @param history what was and has gone, the latest first
 * @param rules what is looked for
 */
public record LintState(List<Lint> current, List<Lint> history, List<String> rules) {

    /** Copies the lists. */
    public LintState {
        current = List.copyOf(current);
        history = List.copyOf(history);
        rules = List.copyOf(rules);
    }
}
