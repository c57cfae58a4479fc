package dev.mayfly.sample.jarwatch.web;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * The front page.
 *
 * @param defaultTarget what is audited when no folder is named
 * @param folder what stands in the field
 * @param problem what is wrong with it, null for nothing
 * @param audits the audits, the newest first
 */
record HomePage(
        String defaultTarget, String folder, @Nullable String problem, List<AuditRow> audits) {

    /** An audit in the list. */
    record AuditRow(
            String href, String target, Pill state, String line, Instant at, String atText) {}
}
