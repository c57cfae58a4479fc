package dev.mayfly.sample.jarwatch.jdk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * What the JDK's own {@code jdeps} knows about internals: which internal packages JDK 8 had, and
 * what to use in place of the popular ones.
 *
 * <p>Both tables are resources of the module {@code jdk.jdeps}. A runtime image without it leaves
 * them empty: internals that still exist are found all the same, by the module descriptors.
 *
 * @param formerPackages JDK 8's internal packages, in internal form
 * @param advice replacement by class or package, in internal form
 */
record JdkInternals(Set<String> formerPackages, Map<String, String> advice) {

    static JdkInternals ofRunningJdk() {
        Path folder =
                FileSystems.getFileSystem(URI.create("jrt:/"))
                        .getPath("/modules/jdk.jdeps/com/sun/tools/jdeps/resources");
        Path packages = folder.resolve("jdk8_internals.txt");
        Path replacements = folder.resolve("jdkinternals.properties");
        try {
            return new JdkInternals(
                    Files.exists(packages) ? packages(packages) : Set.of(),
                    Files.exists(replacements) ? advice(replacements) : Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the JDK's own tables in " + folder, e);
        }
    }

    private static Set<String> packages(Path file) throws IOException {
        Set<String> packages = new HashSet<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                packages.add(line.strip().replace('.', '/'));
            }
        }
        return Set.copyOf(packages);
    }

    private static Map<String, String> advice(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        Map<String, String> advice = new HashMap<>();
        properties.forEach((key, text) ->
                advice.put(
                        key.toString().replace('.', '/'),
                        text.toString().replace('\n', ' ').replace(" @since", ", since")));
        return Map.copyOf(advice);
    }

    /** The advice for a class, else for its package, else null. */
    @Nullable String adviceFor(String className) {
        String exact = advice.get(className);
        return exact != null ? exact : advice.get(JdkClasses.packageOf(className));
    }
}
