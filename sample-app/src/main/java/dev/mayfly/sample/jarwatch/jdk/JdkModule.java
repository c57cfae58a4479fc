package dev.mayfly.sample.jarwatch.jdk;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * A module of the running JDK.
 *
 * @param name the module's name
 * @param exported packages exported to everyone, in internal form ({@code java/lang})
 * @param supported false for {@code jdk.unsupported} and the like, which export API without promise
 * @param forRemoval {@code since} of a {@code @Deprecated(forRemoval=true)} on the module, empty
 *     when it names no release, null when the module stays
 */
record JdkModule(
        String name, Set<String> exported, boolean supported, @Nullable String forRemoval) {

    boolean exports(String packageName) {
        return exported.contains(packageName);
    }
}
