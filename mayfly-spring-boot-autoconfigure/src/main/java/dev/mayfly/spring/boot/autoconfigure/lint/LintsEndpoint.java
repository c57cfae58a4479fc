package dev.mayfly.spring.boot.autoconfigure.lint;

import dev.mayfly.kernel.lint.Finding;
import dev.mayfly.kernel.lint.Lint;
import dev.mayfly.kernel.lint.Lints;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is wrong, and what was, at {@code /actuator/mayflylints} once {@code
 * management.endpoints.web.exposure.include} names it, and over JMX. It shows names, stacks and
 * types of errors; never payloads, results or messages.
 */
@Endpoint(id = "mayflylints")
public final class LintsEndpoint {

    private final Lints lints;

    /**
     * An endpoint.
     *
     * @param lints what is shown
     */
    public LintsEndpoint(Lints lints) {
        this.lints = lints;
    }

    /**
     * What is wrong and what was.
     *
     * @param rules what is looked for
     * @param current what is wrong, worst first
     * @param history what has gone, the latest first
     */
    public record LintsReport(
            List<String> rules, List<LintReport> current, List<LintReport> history) {}

    /**
     * One lint.
     *
     * @param name the rule
     * @param severity error or warning
     * @param about what kind of thing it is about: task, engine, queue, recurring_job, agent, clock
     * @param id which of them
     * @param since ISO 8601
     * @param until ISO 8601; left out while it is so
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
            Map<String, String> evidence) {}

    /**
     * All of it.
     *
     * @return plain data
     */
    @ReadOperation
    public LintsReport lints() {
        return new LintsReport(
                lints.rules(),
                lints.current().stream().map(LintsEndpoint::report).toList(),
                lints.history().stream().map(LintsEndpoint::report).toList());
    }

    private static LintReport report(Lint lint) {
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
