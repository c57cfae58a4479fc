package dev.mayfly.console.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A list that holds still under the pointer says somewhere that it does. */
class HeldListsTests {
    private static final Pattern TABLE =
            Pattern.compile("<(?:div|section) th:fragment=\"(\\w+)\"[^>]* data-rows[^>]*>");

    private static Path templates() {
        URI place =
                URI.create(
                        Objects.requireNonNull(
                                        Renderer.class.getResource(
                                                "/mayfly/console/templates/layout.html"))
                                .toString());
        return Path.of(place).getParent();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** Lists that are drawn on a page which has no place to say how many are new. */
    private static List<String> silent(List<Path> pages) throws IOException {
        List<String> silent = new ArrayList<>();
        for (Path parts : files(templates().resolve("parts"))) {
            String text = Files.readString(parts);
            Matcher list = TABLE.matcher(text);
            while (list.find()) {
                String name =
                        "parts/"
                                + parts.getFileName().toString().replace(".html", "")
                                + " :: "
                                + list.group(1);
                boolean itself = text.indexOf("data-held", list.end()) >= 0;
                for (Path page : pages) {
                    String drawn = Files.readString(page);
                    if (drawn.contains("~{" + name + "}")
                            && !drawn.contains("id=\"newer\"")
                            && !itself) {
                        silent.add(page.getFileName() + ": " + name);
                    }
                }
            }
        }
        return silent;
    }

    @Test
    void eachListSaysThatItIsHeld() throws IOException {
        assertThat(silent(files(templates()))).isEmpty();
    }
}
