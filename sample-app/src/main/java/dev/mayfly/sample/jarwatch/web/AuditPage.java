package dev.mayfly.sample.jarwatch.web;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The result page of one audit, ready to be shown.
 *
 * @param id the audit's id
 * @param target what was audited
 * @param state its state
 * @param over whether it has ended
 * @param headline the one sentence that matters
 * @param facts short facts under it
 * @param trouble why it failed, null unless it did
 * @param progress how far it is, null once it has ended
 * @param figures the figures that are the point
 * @param bars jars by required Java
 * @param breaking jars that break
 * @param moreBreaking how many of these are left out
 * @param apis the endangered classes
 * @param duplicates classes in several artifacts
 * @param moreDuplicates how many of these groups are left out
 * @param failed files that could not be inspected
 * @param identical files of equal content
 * @param moreIdentical how many of these groups are left out
 * @param skippedFolders folders that could not be listed
 * @param jobHref the audit's job in the console
 */
record AuditPage(
        String id,
        String target,
        Pill state,
        boolean over,
        String headline,
        List<String> facts,
        @Nullable String trouble,
        @Nullable Bar progress,
        List<Figure> figures,
        List<Bar> bars,
        List<BreakingRow> breaking,
        int moreBreaking,
        List<ApiRow> apis,
        List<DuplicateRow> duplicates,
        int moreDuplicates,
        List<FailedRow> failed,
        List<IdenticalRow> identical,
        int moreIdentical,
        List<String> skippedFolders,
        String jobHref) {

    /** A figure in its box. */
    record Figure(String label, String value, String note, boolean bad) {}

    /** A bar: its share of the longest in percent, as an SVG length, and what is written at it. */
    record Bar(String label, long value, long of, String text, boolean bad) {

        /** The bar's length; public, since templates see public members only. */
        public String width() {
            return of == 0 ? "0%" : Math.max(0.4, Math.round(1000.0 * value / of) / 10.0) + "%";
        }
    }

    /** A jar that breaks, with the first pieces of its evidence. */
    record BreakingRow(
            Pill when,
            String name,
            String place,
            String href,
            List<EvidenceRow> evidence,
            int moreEvidence) {}

    /** One use of endangered API. */
    record EvidenceRow(
            Pill risk,
            String api,
            String explanation,
            @Nullable String advice,
            String users,
            boolean moreUsers,
            List<String> examples) {}

    /** How widely an endangered class is used. */
    record ApiRow(Pill risk, String name, String jars, @Nullable String advice) {}

    /** Artifacts that share classes. */
    record DuplicateRow(
            List<String> artifacts, String classes, String differing, List<String> examples) {}

    /** A file that could not be inspected. */
    record FailedRow(
            String file, String reason, Pill state, String attempts, @Nullable String jobHref) {}

    /** Files of equal content. */
    record IdenticalRow(String size, String wasted, List<String> files) {}
}
