package dev.mayfly.sample.jarwatch.job;

/**
 * What an audit comes to.
 *
 * @param target what was audited
 * @param jars how many jars were inspected
 * @param failed how many could not be
 * @param breaking how many of them break now or on a newer JDK
 * @param duplicateGroups how many groups of artifacts define the same classes
 */
public record AuditSummary(
        String target, int jars, int failed, int breaking, int duplicateGroups) {}
