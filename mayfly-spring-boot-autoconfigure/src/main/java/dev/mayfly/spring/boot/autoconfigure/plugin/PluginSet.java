package dev.mayfly.spring.boot.autoconfigure.plugin;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobPlugin;
import dev.mayfly.kernel.engine.EngineFactory;
import dev.mayfly.kernel.plugin.EnginePlugin;
import dev.mayfly.kernel.plugin.PluginException;
import dev.mayfly.kernel.plugin.PluginJar;
import dev.mayfly.spring.boot.autoconfigure.configuration.ConfigurationProblem;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyConfigurationException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The open plugins of an application, and what they bring. Closed with the application. */
public final class PluginSet implements AutoCloseable {

    private final List<PluginJar> jars = new ArrayList<>();
    private final Map<String, EngineFactory> engines = new LinkedHashMap<>();
    private final List<JobDefinition<?, ?>> jobs = new ArrayList<>();

    private PluginSet() {}

    /**
     * Opens plugins.
     *
     * @param paths jars, or folders of jars
     * @return the plugins, to be closed
     * @throws MayflyConfigurationException if one cannot be loaded; it names the key and the jar
     */
    public static PluginSet open(List<String> paths) {
        PluginSet set = new PluginSet();
        for (int i = 0; i < paths.size(); i++) {
            try {
                PluginJar.open(Path.of(paths.get(i))).forEach(set::add);
            } catch (PluginException e) {
                set.close();
                throw problem("mayfly.plugins[" + i + "]", paths.get(i), e);
            }
        }
        return set;
    }

    private static MayflyConfigurationException problem(
            String key, String value, PluginException cause) {
        MayflyConfigurationException problem =
                new MayflyConfigurationException(
                        List.of(
                                new ConfigurationProblem(
                                        key,
                                        value,
                                        null,
                                        String.valueOf(cause.getMessage()),
                                        "Mend the plugin, or take it out of the list.")));
        problem.initCause(cause);
        return problem;
    }

    private void add(PluginJar jar) {
        jars.add(jar);
        for (EnginePlugin engine : jar.services(EnginePlugin.class)) {
            if (engines.putIfAbsent(engine.name(), engine) != null) {
                throw new PluginException(
                        jar.path(),
                        "another plugin has an engine \"" + engine.name() + "\" already",
                        null);
            }
        }
        jar.services(JobPlugin.class).forEach(plugin -> jobs.addAll(plugin.jobs()));
    }

    /**
     * The engines of all plugins.
     *
     * @return their makers by name
     */
    public Map<String, EngineFactory> engines() {
        return Map.copyOf(engines);
    }

    /**
     * The jobs of all plugins.
     *
     * @return their definitions
     */
    public List<JobDefinition<?, ?>> jobs() {
        return List.copyOf(jobs);
    }

    @Override
    public void close() {
        jars.forEach(PluginJar::close);
        jars.clear();
        engines.clear();
        jobs.clear();
    }
}
