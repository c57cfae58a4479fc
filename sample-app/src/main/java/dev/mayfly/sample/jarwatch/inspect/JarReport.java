package dev.mayfly.sample.jarwatch.inspect;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What one jar is and needs.
 *
 * @param file what people call the file: its path
 * @param artifact which library it is
 * @param sizeBytes the file's size
 * @param classes figures about its class files
 * @param module its module, null when neither a descriptor nor the manifest names one
 * @param packaging facts about the archive
 * @param uses the endangered JDK API it uses: most urgent first, then the most used
 * @param moreUses how many different uses were left out for {@link InspectionLimits#maxUses}
 */
public record JarReport(
        String file,
        Artifact artifact,
        long sizeBytes,
        ClassFigures classes,
        @Nullable ModuleFacts module,
        Packaging packaging,
        List<ApiUse> uses,
        int moreUses) {

    /** Keeps its own copy of the uses. */
    public JarReport {
        uses = List.copyOf(uses);
    }

    /**
     * Whether the jar uses something that is gone, sealed off or going.
     *
     * @return true when at least one use breaks now or on a newer JDK
     */
    public boolean breaking() {
        return uses.stream().anyMatch(use -> use.risk().breaking());
    }

    /**
     * Figures about a jar's class files.
     *
     * @param requiredJava the lowest Java release that loads all its base classes: the highest
     *     class-file version among them. Classes under {@code META-INF/versions}, {@code
     *     module-info.class} and classes out of place do not count, since an older JVM never loads
     *     them. Null when there is no class.
     * @param base class files outside {@code META-INF/versions}, all of them
     * @param versioned class files under {@code META-INF/versions}
     * @param outOfPlace base class files whose name does not fit their place, so that no class
     *     loader finds them: templates and test data
     * @param preview classes compiled with preview features, which only their very release loads
     * @param tooNew classes for a newer Java than the running one, which were not looked into
     */
    public record ClassFigures(
            @Nullable Integer requiredJava,
            int base,
            int versioned,
            int outOfPlace,
            int preview,
            int tooNew) {}

    /**
     * A jar's module.
     *
     * @param name the module's name
     * @param automatic true when the name comes from the manifest only
     */
    public record ModuleFacts(String name, boolean automatic) {}

    /**
     * Facts about the archive.
     *
     * @param entries how many entries it has
     * @param duplicateEntries how many entries repeat an earlier name; loaders see one of them
     * @param nestedJars jars inside the jar, which are not looked into
     * @param signed whether it carries a signature; the signature itself is not verified
     * @param multiRelease whether the manifest declares it so
     * @param releases the releases it has versioned entries for, empty unless {@code multiRelease}
     * @param createdBy the manifest's {@code Created-By}, null when absent
     * @param buildJdk the manifest's {@code Build-Jdk-Spec} or {@code Build-Jdk}, null when absent
     */
    public record Packaging(
            int entries,
            int duplicateEntries,
            int nestedJars,
            boolean signed,
            boolean multiRelease,
            SortedSet<Integer> releases,
            @Nullable String createdBy,
            @Nullable String buildJdk) {

        /** Keeps its own copy of the releases. */
        public Packaging {
            releases = Collections.unmodifiableSortedSet(new TreeSet<>(releases));
        }
    }
}
