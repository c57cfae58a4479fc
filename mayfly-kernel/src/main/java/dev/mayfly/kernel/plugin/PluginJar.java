package dev.mayfly.kernel.plugin;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.zip.ZipFile;

/**
 * One plugin: a jar with services that {@link ServiceLoader} finds, such as {@link EnginePlugin}s.
 *
 * <p>Its classes see those of its own jar, the JDK and the packages below {@code dev.mayfly.kernel}
 * and {@code dev.mayfly.jobs}, but for the internal ones. Two plugins may so bring the same library
 * in two versions. A plugin is code with all rights of the process; this separates class paths and
 * protects from nothing.
 *
 * <p>Closing a plugin closes its jar. Its classes are freed when nobody holds an object of them any
 * more: close the scheduler first.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class PluginJar implements AutoCloseable {

    private static final List<String> API =
            List.of("dev.mayfly.kernel.", "dev.mayfly.jobs.", "org.jspecify.");

    private final Path path;
    private final URLClassLoader loader;

    private PluginJar(Path path, URLClassLoader loader) {
        this.path = path;
        this.loader = loader;
    }

    /**
     * Opens the plugins of a jar, or of all jars of a folder in the order of their names.
     *
     * @param path a jar or a folder
     * @return the plugins, to be closed
     * @throws PluginException if there is no such file, or one is no jar; it names the jar
     */
    public static List<PluginJar> open(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(openJar(path));
        }
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(path, "*.jar")) {
            found.forEach(jars::add);
        } catch (IOException e) {
            throw new PluginException(path, "the folder cannot be read: " + e.getMessage(), e);
        }
        jars.sort(null);
        List<PluginJar> opened = new ArrayList<>();
        try {
            jars.forEach(jar -> opened.add(openJar(jar)));
        } catch (PluginException e) {
            opened.forEach(PluginJar::close);
            throw e;
        }
        return List.copyOf(opened);
    }

    private static PluginJar openJar(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new PluginException(
                    jar, "there is no such file; name a jar, or a folder of jars", null);
        }
        try (var zip = new ZipFile(jar.toFile())) {
            if (zip.stream().noneMatch(entry -> entry.getName().startsWith("META-INF/services/"))) {
                throw new PluginException(
                        jar,
                        "it offers nothing: a plugin names its classes in a file such as"
                                + " META-INF/services/"
                                + EnginePlugin.class.getName(),
                        null);
            }
            var api = new ApiLoader(PluginJar.class.getClassLoader(), API);
            return new PluginJar(jar, loader(jar, api));
        } catch (IOException e) {
            throw new PluginException(jar, "it is no jar: " + e.getMessage(), e);
        }
    }

    private static URLClassLoader loader(Path jar, ClassLoader api) throws MalformedURLException {
        URL[] urls = {jar.toUri().toURL()};
        return new URLClassLoader("plugin " + jar.getFileName(), urls, api);
    }

    /**
     * Where the plugin is.
     *
     * @return its jar
     */
    public Path path() {
        return path;
    }

    /**
     * The plugin's services of one type, made anew at each call.
     *
     * @param type what the jar's file in {@code META-INF/services} is called after
     * @param <S> the type of the services
     * @return in the order of that file, empty where there is none
     * @throws PluginException if one cannot be loaded or made; it names the jar and the class
     */
    public <S> List<S> services(Class<S> type) {
        List<S> services = new ArrayList<>();
        try {
            ServiceLoader.load(type, loader).forEach(services::add);
            return services;
        } catch (ServiceConfigurationError | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new PluginException(
                    path,
                    "its "
                            + type.getSimpleName()
                            + " cannot be loaded: "
                            + e.getMessage()
                            + (cause == e ? "" : " (" + cause + ")"),
                    e);
        }
    }

    /** Closes the jar. Closing again does nothing. */
    @Override
    public void close() {
        try {
            loader.close();
        } catch (IOException e) {
            throw new PluginException(path, "it cannot be closed: " + e.getMessage(), e);
        }
    }
}
