package dev.mayfly.sample.jarwatch.inspect;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Works out which library a jar is: from its place, else from its content, else from its name. */
final class ArtifactNames {

    /** {@code META-INF/maven/<group>/<artifact>/pom.properties}, as Maven packs it. */
    record PomPlace(String group, String name) {

        static @Nullable PomPlace of(String entry) {
            String[] parts = entry.split("/");
            return parts.length == 5 ? new PomPlace(parts[2], parts[3]) : null;
        }
    }

    private static final Pattern NAME_AND_VERSION = Pattern.compile("(.+?)[-_](\\d.*)");

    private ArtifactNames() {}

    /**
     * Names the artifact.
     *
     * @param file the jar
     * @param root the folder that is audited, null for a jar by itself
     * @param poms the projects whose {@code pom.properties} the jar holds; a shaded jar has several
     */
    static Artifact of(Path file, @Nullable Path root, List<PomPlace> poms) {
        Artifact placed = root == null ? null : byRepositoryLayout(file, root);
        if (placed != null) {
            return placed;
        }
        String stem = stem(file.getFileName().toString());
        Artifact named = byName(stem);
        PomPlace own =
                poms.size() == 1
                        ? poms.getFirst()
                        : poms.stream()
                                .filter(pom -> pom.name().equals(named.name()))
                                .findFirst()
                                .orElse(null);
        if (own == null) {
            return named;
        }
        String version =
                stem.startsWith(own.name() + '-')
                        ? stem.substring(own.name().length() + 1)
                        : named.version();
        return new Artifact(own.group(), own.name(), version);
    }

    /** {@code <root>/g1/g2/artifact/version/artifact-version[-classifier].jar}. */
    private static @Nullable Artifact byRepositoryLayout(Path file, Path root) {
        if (!file.startsWith(root)) {
            return null;
        }
        Path relative = root.relativize(file);
        int names = relative.getNameCount();
        if (names < 4) {
            return null;
        }
        String version = relative.getName(names - 2).toString();
        String artifact = relative.getName(names - 3).toString();
        // A snapshot's file may carry a timestamp in place of SNAPSHOT.
        String release = version.replaceFirst("-SNAPSHOT$", "");
        if (!relative.getFileName().toString().startsWith(artifact + '-' + release)) {
            return null;
        }
        String group = relative.subpath(0, names - 3).toString();
        return new Artifact(
                group.replace(file.getFileSystem().getSeparator(), "."), artifact, version);
    }

    private static Artifact byName(String stem) {
        Matcher matcher = NAME_AND_VERSION.matcher(stem);
        return matcher.matches()
                ? new Artifact(null, matcher.group(1), matcher.group(2))
                : new Artifact(null, stem, null);
    }

    private static String stem(String fileName) {
        int dot = fileName.lastIndexOf('.');
        return dot <= 0 ? fileName : fileName.substring(0, dot);
    }
}
