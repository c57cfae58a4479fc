package dev.mayfly.spring.boot.autoconfigure.configuration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong, with the place where each value was set. */
final class Problems {

    private final Environment environment;
    private final List<ConfigurationProblem> problems = new ArrayList<>();

    Problems(Environment environment) {
        this.environment = environment;
    }

    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw asException();
        }
    }

    MayflyConfigurationException asException() {
        return new MayflyConfigurationException(problems);
    }

    /** Refuses a duration below zero. */
    void negative(String key, @Nullable Duration duration) {
        if (duration != null && duration.isNegative()) {
            add(
                    key,
                    duration,
                    "A duration cannot be negative.",
                    "Write for instance 500ms, 10s or 5m.");
        }
    }

    /** A key as a user would write it: names with dots stand in brackets. */
    static String key(String group, String name) {
        String plain = "mayfly." + group + "." + name;
        return !name.contains(".") && ConfigurationPropertyName.isValid(plain)
                ? plain
                : "mayfly." + group + "[" + name + "]";
    }

    /** Notes a problem; a value that was set nowhere is a default, and given. */
    void add(String key, @Nullable Object value, String problem, String fix) {
        ConfigurationProperty set = find(key);
        String text = set != null ? String.valueOf(set.getValue()) : null;
        problems.add(
                new ConfigurationProblem(
                        key,
                        text == null && value != null ? value.toString() : text,
                        set == null || set.getOrigin() == null ? null : set.getOrigin().toString(),
                        problem,
                        fix));
    }

    private @Nullable ConfigurationProperty find(String key) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(key);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty found = source.getConfigurationProperty(name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
