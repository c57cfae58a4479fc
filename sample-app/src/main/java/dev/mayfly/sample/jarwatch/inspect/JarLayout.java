package dev.mayfly.sample.jarwatch.inspect;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/**
 * Where the classes of a jar stand and which of them the running Java would load.
 *
 * <p>In a multi-release jar, {@code META-INF/versions/N/X.class} takes the place of {@code X.class}
 * for the highest N that is not above the running release (JAR file specification); what it
 * replaces is never loaded, so its references cannot break anything.
 */
final class JarLayout {

    /** A class file's place: its release is 0 outside {@code META-INF/versions}. */
    record ClassPlace(ZipEntry entry, String path, int release) {

        boolean base() {
            return release == 0;
        }

        /** The internal name that its place promises to a class loader. */
        String promisedName() {
            return path.substring(0, path.length() - CLASS.length());
        }

        boolean moduleInfo() {
            return path.equals("module-info.class");
        }
    }

    private static final String CLASS = ".class";
    private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/(\\d{1,4})/(.+)");
    private static final Pattern SIGNATURE =
            Pattern.compile("META-INF/[^/]+\\.(RSA|DSA|EC|SF)", Pattern.CASE_INSENSITIVE);
    private static final Pattern POM =
            Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.properties");

    /** Where Spring Boot's jars and web archives put the classes that their loaders look for. */
    private static final List<String> CLASS_ROOTS =
            List.of("BOOT-INF/classes/", "WEB-INF/classes/");

    private final Map<String, ClassPlace> loaded = new HashMap<>();
    private final SortedSet<Integer> releases = new TreeSet<>();
    private final boolean multiRelease;
    private final int runningRelease;
    private boolean signed;
    private int nestedJars;

    JarLayout(Collection<ZipEntry> entries, boolean multiRelease, int runningRelease) {
        this.multiRelease = multiRelease;
        this.runningRelease = runningRelease;
        for (ZipEntry entry : entries) {
            String name = entry.getName();
            signed |= SIGNATURE.matcher(name).matches();
            if (name.toLowerCase(Locale.ROOT).endsWith(".jar")) {
                nestedJars++;
            }
            ClassPlace place = place(entry);
            if (place != null && effective(place)) {
                loaded.merge(place.path(), place, (a, b) -> a.release() >= b.release() ? a : b);
            }
            Matcher versioned = VERSIONED.matcher(name);
            if (multiRelease && versioned.matches() && !entry.isDirectory()) {
                releases.add(Integer.valueOf(versioned.group(1)));
            }
        }
    }

    /** The place of a class file, null for any other entry. */
    static @Nullable ClassPlace place(ZipEntry entry) {
        String name = entry.getName();
        if (entry.isDirectory() || !name.endsWith(CLASS)) {
            return null;
        }
        Matcher versioned = VERSIONED.matcher(name);
        if (versioned.matches()) {
            int release = Math.max(1, Integer.parseInt(versioned.group(1)));
            return new ClassPlace(entry, versioned.group(2), release);
        }
        for (String root : CLASS_ROOTS) {
            if (name.startsWith(root)) {
                return new ClassPlace(entry, name.substring(root.length()), 0);
            }
        }
        return new ClassPlace(entry, name, 0);
    }

    static boolean pomProperties(ZipEntry entry) {
        return POM.matcher(entry.getName()).matches();
    }

    private boolean effective(ClassPlace place) {
        // Releases below 9 are not versions to a class loader.
        return place.base()
                || multiRelease && place.release() >= 9 && place.release() <= runningRelease;
    }

    /** Whether the running Java would load this very file for its name. */
    boolean loads(ClassPlace place) {
        return place.equals(loaded.get(place.path()));
    }

    /** Whether the jar defines that class, in any place where the running Java finds it. */
    boolean defines(String internalName) {
        return loaded.containsKey(internalName + CLASS);
    }

    SortedSet<Integer> releases() {
        return releases;
    }

    boolean multiRelease() {
        return multiRelease;
    }

    boolean signed() {
        return signed;
    }

    int nestedJars() {
        return nestedJars;
    }
}
