package dev.mayfly.sample.jarwatch.inspect;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * A jar to inspect.
 *
 * @param path the file to read
 * @param label what people call it: the path, unless the file is a copy of something else
 * @param root the folder that is audited, from which Maven coordinates follow when it is laid out
 *     as a repository; null for a jar by itself
 */
public record JarSource(Path path, String label, @Nullable Path root) {

    /**
     * A jar by itself.
     *
     * @param path the file to read, also its label
     * @return the source
     */
    public static JarSource of(Path path) {
        return new JarSource(path, path.toString(), null);
    }

    /**
     * The same jar as part of an audited folder.
     *
     * @param folder the folder
     * @return the source
     */
    public JarSource within(Path folder) {
        return new JarSource(path, label, folder);
    }
}
