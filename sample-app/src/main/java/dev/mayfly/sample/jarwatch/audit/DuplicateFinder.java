package dev.mayfly.sample.jarwatch.audit;

import dev.mayfly.sample.jarwatch.audit.AuditReport.DuplicateGroup;
import dev.mayfly.sample.jarwatch.inspect.JarInspection.DefinedClass;
import dev.mayfly.sample.jarwatch.jdk.ApiNames;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds classes that several artifacts define. Not safe for concurrent use.
 *
 * <p>A whole Maven repository holds many versions of one artifact, which never meet on one class
 * path; only the same class from <em>different</em> artifacts is worth a warning. What several
 * artifacts share is told once for the group, not once for each of the classes.
 */
final class DuplicateFinder {

    private static final int EXAMPLES = 5;
    private static final int MAX_NAMES = 500_000;

    /** The artifacts that define one class name. */
    private static final class Definers {
        private final SortedSet<Integer> artifacts = new TreeSet<>();
        private boolean differing;
    }

    private final ClassIndex index;
    private final List<String> artifactKeys = new ArrayList<>();
    private final Map<String, Integer> artifactIds = new HashMap<>();
    private final Map<String, Definers> duplicates = new HashMap<>();
    private long uncompared;

    DuplicateFinder(int maxClasses) {
        index = new ClassIndex(maxClasses);
    }

    void add(String artifactKey, List<DefinedClass> classes) {
        int artifact = artifactIds.computeIfAbsent(artifactKey, this::newArtifact);
        for (DefinedClass type : classes) {
            ClassIndex.First first = index.firstOrAdd(type.name(), artifact, (int) type.crc());
            if (first == null) {
                uncompared++;
            } else if (first.artifact() != artifact) {
                note(type, artifact, first);
            }
        }
    }

    private int newArtifact(String key) {
        artifactKeys.add(key);
        return artifactKeys.size() - 1;
    }

    private void note(DefinedClass type, int artifact, ClassIndex.First first) {
        Definers definers = duplicates.get(type.name());
        if (definers == null) {
            if (duplicates.size() >= MAX_NAMES) {
                uncompared++;
                return;
            }
            definers = new Definers();
            definers.artifacts.add(first.artifact());
            duplicates.put(type.name(), definers);
        }
        definers.artifacts.add(artifact);
        definers.differing |= first.crc() != (int) type.crc();
    }

    /** An artifact that defines the class, null when none does. */
    @Nullable String definerOf(String className) {
        Integer artifact = index.artifactOf(className);
        return artifact == null ? null : artifactKeys.get(artifact);
    }

    long uncompared() {
        return uncompared;
    }

    /** All groups, those that share most first. */
    List<DuplicateGroup> groups() {
        Map<SortedSet<Integer>, List<String>> byArtifacts = new HashMap<>();
        duplicates.forEach((name, definers) ->
                byArtifacts
                        .computeIfAbsent(definers.artifacts, key -> new ArrayList<>())
                        .add(name));
        return byArtifacts.entrySet().stream()
                .map(entry -> group(entry.getKey(), entry.getValue()))
                .sorted(
                        Comparator.comparingInt(DuplicateGroup::classes)
                                .reversed()
                                .thenComparing(group -> String.join(" ", group.artifacts())))
                .toList();
    }

    private DuplicateGroup group(SortedSet<Integer> artifacts, List<String> names) {
        return new DuplicateGroup(
                artifacts.stream().map(artifactKeys::get).sorted().toList(),
                names.size(),
                (int) names.stream().filter(this::differing).count(),
                names.stream().sorted().limit(EXAMPLES).map(ApiNames::readable).toList());
    }

    private boolean differing(String name) {
        Definers definers = duplicates.get(name);
        return definers != null && definers.differing;
    }
}
