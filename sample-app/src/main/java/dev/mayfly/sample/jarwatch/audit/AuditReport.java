package dev.mayfly.sample.jarwatch.audit;

import dev.mayfly.sample.jarwatch.inspect.ApiUse;
import dev.mayfly.sample.jarwatch.inspect.JarReport;
import dev.mayfly.sample.jarwatch.jdk.ApiRisk;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an audit has found so far. Lists are sorted by weight, and cut where that is said.
 *
 * @param totals figures over all jars
 * @param jarsByRequiredJava how many jars need which Java release; jars without classes are left
 *     out
 * @param breaking jars that break now or on a newer JDK: those that break now come first
 * @param apis the endangered JDK classes, by how many jars use them
 * @param duplicates classes that several artifacts define, by group of artifacts; at most {@link
 *     AuditLedger#MAX_GROUPS}
 * @param moreDuplicates how many groups were cut
 * @param failed files that could not be inspected
 * @param identical files of equal content, the largest waste first
 * @param skippedFolders folders that could not be listed
 */
public record AuditReport(
        Totals totals,
        SortedMap<Integer, Integer> jarsByRequiredJava,
        List<JudgedJar> breaking,
        List<ApiTally> apis,
        List<DuplicateGroup> duplicates,
        int moreDuplicates,
        List<FailedFile> failed,
        List<IdenticalFiles> identical,
        List<String> skippedFolders) {

    /** Keeps its own copies. */
    public AuditReport {
        jarsByRequiredJava = Collections.unmodifiableSortedMap(new TreeMap<>(jarsByRequiredJava));
        breaking = List.copyOf(breaking);
        apis = List.copyOf(apis);
        duplicates = List.copyOf(duplicates);
        failed = List.copyOf(failed);
        identical = List.copyOf(identical);
        skippedFolders = List.copyOf(skippedFolders);
    }

    /**
     * Figures over all jars that were inspected.
     *
     * @param jars how many
     * @param bytes their files' sizes together
     * @param classes class files outside {@code META-INF/versions}
     * @param withoutClasses jars without any class
     * @param multiRelease multi-release jars
     * @param modules jars with a module descriptor
     * @param automaticModules jars whose manifest names a module
     * @param signed jars with a signature
     * @param withDuplicateEntries jars that hold several entries of one name
     * @param duplicatedBytes what identical files would save
     * @param uncomparedClasses classes beyond {@link AuditLedger#MAX_CLASSES}, which were not
     *     compared with other jars'
     */
    public record Totals(
            int jars,
            long bytes,
            long classes,
            int withoutClasses,
            int multiRelease,
            int modules,
            int automaticModules,
            int signed,
            int withDuplicateEntries,
            long duplicatedBytes,
            long uncomparedClasses) {}

    /**
     * A jar with the evidence that it breaks, or that it does not.
     *
     * @param jar its report
     * @param evidence every endangered use of it, most urgent first
     */
    public record JudgedJar(JarReport jar, List<Evidence> evidence) {

        /** Keeps its own copy of the evidence. */
        public JudgedJar {
            evidence = List.copyOf(evidence);
        }

        /**
         * When it breaks.
         *
         * @return the nearest horizon among the evidence
         */
        public ApiRisk.Horizon horizon() {
            return evidence.stream()
                    .filter(Evidence::breaking)
                    .map(item -> item.use().risk().horizon())
                    .min(Comparator.naturalOrder())
                    .orElse(ApiRisk.Horizon.WATCH);
        }
    }

    /**
     * One use of endangered JDK API.
     *
     * @param use the use
     * @param suppliedBy the audited artifact that has the class which left the JDK, null for none
     */
    public record Evidence(ApiUse use, @Nullable String suppliedBy) {

        /**
         * Whether this use breaks.
         *
         * @return false for uses that are merely unsupported, and for classes that left the JDK but
         *     that an audited artifact supplies
         */
        public boolean breaking() {
            return suppliedBy == null && use.risk().breaking();
        }
    }

    /**
     * How widely an endangered JDK class is used.
     *
     * @param risk the most urgent risk among the uses
     * @param className the class
     * @param jars how many jars use it
     * @param replacement the JDK's own advice, null when it gives none
     */
    public record ApiTally(
            ApiRisk risk, String className, int jars, @Nullable String replacement) {}

    /**
     * Classes of one name in several artifacts. Versions and classifiers of one artifact do not
     * count as several.
     *
     * @param artifacts the artifacts' keys, sorted
     * @param classes how many class names they share
     * @param differing how many of these differ in content, so that the order of the class path
     *     decides which one runs
     * @param examples the first of the names
     */
    public record DuplicateGroup(
            List<String> artifacts, int classes, int differing, List<String> examples) {

        /** Keeps its own copies. */
        public DuplicateGroup {
            artifacts = List.copyOf(artifacts);
            examples = List.copyOf(examples);
        }
    }

    /**
     * A file that could not be inspected.
     *
     * @param file the file
     * @param reason one sentence
     */
    public record FailedFile(String file, String reason) {}

    /**
     * Files of equal content.
     *
     * @param sha256 their checksum
     * @param sizeBytes the size of one
     * @param files the files, sorted
     */
    public record IdenticalFiles(String sha256, long sizeBytes, List<String> files) {

        /** Keeps its own copy of the list. */
        public IdenticalFiles {
            files = List.copyOf(files);
        }

        /**
         * What keeping one of them would save.
         *
         * @return bytes
         */
        public long wastedBytes() {
            return sizeBytes * (files.size() - 1);
        }
    }
}
