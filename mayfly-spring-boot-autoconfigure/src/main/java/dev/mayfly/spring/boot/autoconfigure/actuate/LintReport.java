package dev.mayfly.spring.boot.autoconfigure.actuate;

import dev.mayfly.kernel.lint.Finding;
import dev.mayfly.kernel.lint.Lint;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One lint as plain data. It has names, stacks and types of errors; never payloads, results or
 * messages.
 *
 * @param name the rule
 * @param severity error or warning
 * @param about what kind of thing it is about: task, engine, queue, recurring_job, agent, clock
 * @param id which of them
 * @param since ISO 8601
 * @param until ISO 8601; null while it is so
 * @param occurrences at how many looks it was found
 * @param sentence what is so
 * @param action what mends it
 * @param evidence what the sentence rests on
 */
public record LintReport(
        String name,
        String severity,
        String about,
        String id,
        String since,
        @Nullable String until,
        long occurrences,
        String sentence,
        String action,
        Map<String, String> evidence) {

    /**
     * Reports of lints.
     *
     * @param lints in any order
     * @return one of each, in the same order
     */
    public static List<LintReport> of(List<Lint> lints) {
        return lints.stream().map(LintReport::of).toList();
    }

    private static LintReport of(Lint lint) {
        Finding finding = lint.finding();
        return new LintReport(
                lint.name(),
                word(finding.severity()),
                word(finding.subject().type()),
                finding.subject().id(),
                lint.since().toString(),
                lint.until() == null ? null : lint.until().toString(),
                lint.occurrences(),
                finding.sentence(),
                finding.action(),
                finding.evidence());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
