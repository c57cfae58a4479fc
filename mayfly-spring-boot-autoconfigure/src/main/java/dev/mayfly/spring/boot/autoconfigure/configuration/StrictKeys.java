package dev.mayfly.spring.boot.autoconfigure.configuration;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Refuses keys below {@code mayfly} that do not exist: a mistyped limit that is silently ignored
 * shows up in production, as a limit that does not hold.
 *
 * <p>Environment variables are not judged, since they are not written for Mayfly alone: a
 * Kubernetes service named "mayfly" puts {@code MAYFLY_PORT} and {@code MAYFLY_SERVICE_HOST} into
 * every container. Nor are keys of other modules ({@code mayfly.console} and so on): those check
 * their own.
 */
public final class StrictKeys implements BeanFactoryPostProcessor {

    private final Environment environment;

    private final KnownKeys known = new KnownKeys(MayflyProperties.class);

    /**
     * A check that is still to be run.
     *
     * @param environment the application's
     */
    public StrictKeys(Environment environment) {
        this.environment = environment;
    }

    /**
     * Checks every key.
     *
     * @throws MayflyConfigurationException if there are unknown ones; it names them all
     */
    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
        Map<ConfigurationPropertyName, ConfigurationProblem> problems = new LinkedHashMap<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource keys && !isShared(source)) {
                keys.stream()
                        .filter(KnownKeys::judges)
                        .forEach(name -> {
                            ConfigurationProblem problem = judge(name, source);
                            if (problem != null) {
                                problems.putIfAbsent(name, problem);
                            }
                        });
            }
        }
        if (!problems.isEmpty()) {
            throw new MayflyConfigurationException(new ArrayList<>(problems.values()));
        }
    }

    private static boolean isShared(ConfigurationPropertySource source) {
        return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
    }

    private @Nullable ConfigurationProblem judge(
            ConfigurationPropertyName name, ConfigurationPropertySource source) {
        if (known.contains(name)) {
            return null;
        }
        ConfigurationProperty property = source.getConfigurationProperty(name);
        String value = property == null ? null : String.valueOf(property.getValue());
        if (value != null && value.isEmpty() && known.isParent(name)) {
            return null;
        }
        String origin =
                property == null || property.getOrigin() == null
                        ? null
                        : property.getOrigin().toString();
        return new ConfigurationProblem(
                name.toString(),
                value == null ? null : masked(name, value),
                origin,
                "Mayfly does not know the key '" + name + "'.",
                advice(name));
    }

    private String advice(ConfigurationPropertyName name) {
        List<String> children = known.children(name);
        if (!children.isEmpty()) {
            return "It is a group, not a value. Below it there are: "
                    + String.join(", ", children)
                    + ".";
        }
        String nearest = known.nearest(name);
        List<String> siblings = known.siblings(name);
        String meant =
                nearest == null || nearest.equals(name.toString())
                        ? "Remove it."
                        : "Did you mean '" + nearest + "'?";
        return siblings.isEmpty()
                ? meant
                : meant + " At that place there are: " + String.join(", ", siblings) + ".";
    }

    /** A mistyped key may still hold a secret, and the analysis ends up in log files. */
    private static String masked(ConfigurationPropertyName name, String value) {
        String key = name.toString().toLowerCase(Locale.ROOT);
        boolean secret =
                key.contains("password") || key.contains("secret") || key.contains("token");
        return secret ? "******" : value;
    }
}
