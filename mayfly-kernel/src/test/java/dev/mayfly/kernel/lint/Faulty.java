package dev.mayfly.kernel.lint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A rule with a fault planted into what it finds. */
record Faulty(LintRule rule, UnaryOperator<List<Finding>> fault) implements LintRule {

    /** Sees nothing. */
    static LintRule blind(LintRule rule) {
        return new Faulty(rule, found -> List.of());
    }

    /** Finds for ever what it has found once. */
    static LintRule stuck(LintRule rule) {
        Map<LintSubject, Finding> all = new LinkedHashMap<>();
        return new Faulty(
                rule,
                found -> {
                    found.forEach(finding -> all.put(finding.subject(), finding));
                    return List.copyOf(all.values());
                });
    }

    /** Finds something where there is nothing. */
    static LintRule nervous(LintRule rule) {
        return new Faulty(
                rule,
                found -> {
                    List<Finding> more = new ArrayList<>(found);
                    more.add(
                            new Finding(
                                    new LintSubject(LintSubject.Type.ENGINE, "none"),
                                    Finding.Severity.WARNING,
                                    "Nothing is wrong.",
                                    "Do nothing.",
                                    Map.of(),
                                    Duration.ZERO));
                    return more;
                });
    }

    @Override
    public String name() {
        return rule.name();
    }

    @Override
    public Duration period() {
        return rule.period();
    }

    @Override
    public Duration linger() {
        return rule.linger();
    }

    @Override
    public List<Finding> look() {
        return fault.apply(rule.look());
    }
}
