package dev.mayfly.sample.jarwatch.job;

import dev.mayfly.sample.jarwatch.inspect.JarReport;

import org.jspecify.annotations.Nullable;

/**
 * The result of one inspection in short; the full report is the audit's.
 *
 * @param coordinates which library it is
 * @param requiredJava the Java release it needs, null when it holds no class
 * @param classes how many classes it holds
 * @param endangered how many endangered pieces of JDK API it uses
 */
public record JarSummary(
        String coordinates, @Nullable Integer requiredJava, int classes, int endangered) {

    static JarSummary of(JarReport report) {
        return new JarSummary(
                report.artifact().coordinates(),
                report.classes().requiredJava(),
                report.classes().base(),
                report.uses().size() + report.moreUses());
    }
}
