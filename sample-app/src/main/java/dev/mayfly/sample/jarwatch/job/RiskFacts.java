package dev.mayfly.sample.jarwatch.job;

import dev.mayfly.sample.jarwatch.inspect.JarReport;

/**
 * What the rule judges a jar by.
 *
 * @param breaking how many pieces of API it uses that break on this Java or a newer one
 * @param watched how many other endangered pieces
 * @param release the Java release it needs, 0 where it holds no class
 */
public record RiskFacts(int breaking, int watched, int release) {

    static RiskFacts of(JarReport report) {
        int breaking = (int) report.uses().stream().filter(use -> use.risk().breaking()).count();
        Integer release = report.classes().requiredJava();
        return new RiskFacts(
                breaking, report.uses().size() - breaking, release == null ? 0 : release);
    }
}
