package dev.mayfly.sample.jarwatch.inspect;

import org.jspecify.annotations.Nullable;

/**
 * Which library a jar is, as far as its place or its content tells.
 *
 * @param group the Maven group, null when unknown
 * @param name the Maven artifact id, else the file's name without version and extension
 * @param version the version, null when unknown
 */
public record Artifact(@Nullable String group, String name, @Nullable String version) {

    /**
     * What stays the same from version to version, and from classifier to classifier.
     *
     * @return {@code group:name}, or the name when the group is unknown
     */
    public String key() {
        return group == null ? name : group + ':' + name;
    }

    /**
     * The usual short form.
     *
     * @return {@code group:name:version} without the unknown parts
     */
    public String coordinates() {
        return version == null ? key() : key() + ':' + version;
    }
}
