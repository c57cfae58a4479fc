package dev.mayfly.guide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.FileSystemResource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every property that the guide names is one that Mayfly or Spring Boot describes. */
class PropertyNamesTests {

    private static final NavigableSet<String> KNOWN = known();
    private static final Pattern IN_PROSE = Pattern.compile("`(mayfly\\.[a-z][a-z0-9.-]*)[^`(]*`");

    /** Labels of jobs and names of files, which look like properties. */
    private static final List<String> OTHERS = List.of("mayfly.scheduled-for", "mayfly.jfc");

    @Test
    void theExamplesHaveKnownKeys() throws IOException {
        for (Path file : files(Path.of("src/test/resources/guide"), ".yaml")) {
            for (var source :
                    new YamlPropertySourceLoader().load("yaml", new FileSystemResource(file))) {
                String[] keys = ((EnumerablePropertySource<?>) source).getPropertyNames();
                assertThat(keys).as(file.toString()).isNotEmpty().allMatch(this::isKnown);
            }
        }
    }

    @Test
    void thePagesNameKnownProperties() throws IOException {
        int found = 0;
        for (Path page : files(Path.of("../docs/guide"), ".md")) {
            List<String> names =
                    IN_PROSE.matcher(Files.readString(page))
                            .results()
                            .map(PropertyNamesTests::name)
                            .filter(name -> !OTHERS.contains(name))
                            .toList();
            found += names.size();
            assertThat(names).as(page.toString()).allMatch(this::isKnown);
        }
        assertThat(found).isGreaterThan(10);
    }

    @Test
    void plantedMistakesAreCaught() {
        assertThat(List.of("mayfly.store.typ", "mayfly.lint", "spring.datasource.urls"))
                .noneMatch(this::isKnown);
        assertThat(List.of("mayfly.store.type", "mayfly.retry", "mayfly.queues.a.rate.permits"))
                .allMatch(this::isKnown);
    }

    private static String name(MatchResult found) {
        String name = found.group(1);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** A property, a group of them, or a key in one that is a map. */
    private boolean isKnown(String name) {
        String below = KNOWN.ceiling(name + ".");
        return KNOWN.contains(name)
                || (below != null && below.startsWith(name + "."))
                || Stream.of("mayfly.queues.", "mayfly.engines.").anyMatch(name::startsWith);
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    private static NavigableSet<String> known() {
        var names = new TreeSet<String>();
        try {
            var all =
                    PropertyNamesTests.class
                            .getClassLoader()
                            .getResources("META-INF/spring-configuration-metadata.json");
            for (URL metadata : (Iterable<URL>) all::asIterator) {
                try (InputStream in = metadata.openStream()) {
                    for (JsonNode each : new ObjectMapper().readTree(in).get("properties")) {
                        names.add(each.get("name").asString());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }
}
