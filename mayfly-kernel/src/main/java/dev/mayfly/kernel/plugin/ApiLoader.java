package dev.mayfly.kernel.plugin;

import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** The parent of plugins' class loaders: shows the JDK and Mayfly's API, and no resource. */
final class ApiLoader extends ClassLoader {

    private final ClassLoader mayfly;
    private final List<String> packages;

    ApiLoader(ClassLoader mayfly, List<String> packages) {
        super("mayfly-api", ClassLoader.getPlatformClassLoader());
        this.mayfly = mayfly;
        this.packages = packages;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (packages.stream().anyMatch(name::startsWith) && !name.contains(".internal.")) {
            return mayfly.loadClass(name);
        }
        throw new ClassNotFoundException(
                name + " is neither in the plugin's jar nor part of Mayfly's API");
    }

    // The services that this process itself has are not the plugin's.
    @Override
    public Enumeration<URL> getResources(String name) {
        return Collections.emptyEnumeration();
    }
}
