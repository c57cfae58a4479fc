package dev.mayfly.spring.boot.autoconfigure.configuration;

import dev.mayfly.spring.internal.Nearest;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The keys that exist below {@code mayfly}, read from the properties records themselves, so that
 * the two cannot differ.
 */
final class KnownKeys {

    /** Stands for the name a user gives, of a queue or an engine. */
    private static final String ANY = "*";

    /** What other modules own; they check it themselves. */
    private static final Set<String> FOREIGN =
            Set.of("console", "daemon", "ingress", "mesh", "test");

    private final List<List<String>> patterns = new ArrayList<>();

    KnownKeys(Class<? extends Record> root) {
        collect(root, List.of("mayfly"));
    }

    private void collect(Class<?> type, List<String> path) {
        for (RecordComponent component : type.getRecordComponents()) {
            List<String> at = append(path, dashed(component.getName()));
            if (component.getType().isRecord()) {
                collect(component.getType(), at);
            } else if (Map.class.equals(component.getType())) {
                collect(valueType(component.getGenericType()), append(at, ANY));
            } else {
                patterns.add(at);
                if (List.class.equals(component.getType())) {
                    patterns.add(append(at, ANY)); // the place in a list
                }
            }
        }
    }

    private static Class<?> valueType(Type map) {
        return (Class<?>) ((ParameterizedType) map).getActualTypeArguments()[1];
    }

    /** Whether a key is below {@code mayfly} and this module's to judge. */
    static boolean judges(ConfigurationPropertyName name) {
        return name.getNumberOfElements() > 1
                && "mayfly".equals(element(name, 0))
                && !FOREIGN.contains(element(name, 1));
    }

    /** Whether a key exists. */
    boolean contains(ConfigurationPropertyName name) {
        return patterns.stream()
                .anyMatch(p -> p.size() == name.getNumberOfElements() && fits(p, name));
    }

    /**
     * Whether keys exist below this one: {@code mayfly.queues.mail} set to nothing is no mistake.
     */
    boolean isParent(ConfigurationPropertyName name) {
        return patterns.stream()
                .anyMatch(p -> p.size() > name.getNumberOfElements() && fits(p, name));
    }

    /** The key that was probably meant, or null. */
    @Nullable String nearest(ConfigurationPropertyName name) {
        Set<String> candidates = new TreeSet<>();
        for (List<String> pattern : patterns) {
            candidates.add(join(pattern, name));
        }
        return Nearest.to(name.toString(), candidates);
    }

    /** The keys that exist directly below this one. */
    List<String> children(ConfigurationPropertyName name) {
        int level = name.getNumberOfElements();
        return patterns.stream()
                .filter(p -> p.size() > level && fits(p, name))
                .map(p -> ANY.equals(p.get(level)) ? "<name>" : p.get(level))
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * The keys that exist where this one was written; those of the whole module if there are none.
     */
    List<String> siblings(ConfigurationPropertyName name) {
        for (int depth = name.getNumberOfElements() - 1; depth > 0; depth--) {
            ConfigurationPropertyName parent = name.chop(depth);
            Set<String> found = new TreeSet<>();
            int level = depth;
            patterns.stream()
                    .filter(p -> p.size() > level && fits(p, parent))
                    .map(p -> p.get(level))
                    .filter(e -> !ANY.equals(e))
                    .forEach(found::add);
            if (!found.isEmpty()) {
                return List.copyOf(found);
            }
        }
        return List.of();
    }

    private static boolean fits(List<String> pattern, ConfigurationPropertyName name) {
        int length = Math.min(pattern.size(), name.getNumberOfElements());
        for (int i = 0; i < length; i++) {
            if (!ANY.equals(pattern.get(i)) && !uniform(pattern.get(i)).equals(uniform(name, i))) {
                return false;
            }
        }
        return true;
    }

    /** A pattern as a key, with the names that the user gave in the places of stars. */
    private static String join(List<String> pattern, ConfigurationPropertyName name) {
        UnaryOperator<String> bracketed = e -> e.contains(".") ? "[" + e + "]" : "." + e;
        StringBuilder key = new StringBuilder(pattern.getFirst());
        for (int i = 1; i < pattern.size(); i++) {
            boolean given = ANY.equals(pattern.get(i)) && i < name.getNumberOfElements();
            key.append(bracketed.apply(given ? element(name, i) : pattern.get(i)));
        }
        return key.toString();
    }

    private static String element(ConfigurationPropertyName name, int index) {
        return name.getElement(index, Form.ORIGINAL);
    }

    private static String uniform(ConfigurationPropertyName name, int index) {
        return name.getElement(index, Form.UNIFORM);
    }

    private static String uniform(String element) {
        return element.replace("-", "");
    }

    private static String dashed(String component) {
        return component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static List<String> append(List<String> path, String element) {
        List<String> longer = new ArrayList<>(path);
        longer.add(element);
        return List.copyOf(longer);
    }
}
