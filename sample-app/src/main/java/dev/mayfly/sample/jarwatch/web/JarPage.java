package dev.mayfly.sample.jarwatch.web;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What is known about one jar of an audit.
 *
 * @param auditHref the audit's page
 * @param auditTarget what was audited
 * @param name the jar's coordinates
 * @param place its path
 * @param headline the one sentence that matters
 * @param facts label and value
 * @param evidence all its uses of endangered API
 * @param moreUses how many different uses were not kept
 * @param jobHref the job that inspected it, null when unknown
 */
record JarPage(
        String auditHref,
        String auditTarget,
        String name,
        String place,
        String headline,
        List<Fact> facts,
        List<AuditPage.EvidenceRow> evidence,
        int moreUses,
        @Nullable String jobHref) {

    /** A fact. */
    record Fact(String label, String value) {}
}
