package dev.mayfly.house.docs;

import dev.mayfly.house.source.Repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A piece of the sources in {@code mayfly-guide} that a page shows. It stands between a line with
 * {@code tag::name[]} and one with {@code end::name[]}, each in a comment.
 *
 * @param file where it stands, relative to the repository's root
 * @param line on which it begins, from 1
 * @param name what it is called; nobody but the two comments uses it
 * @param text its lines, as far to the left as they go
 */
record GuideCode(Path file, int line, String name, String text) {

    private static final Pattern MARK = Pattern.compile(".*\\b(tag|end)::([a-z0-9-]+)\\[].*");

    /** All of them. */
    static List<GuideCode> all() {
        Path root = Repository.root();
        try (Stream<Path> files = Files.walk(root.resolve("mayfly-guide/src"))) {
            return files.filter(file -> file.toString().matches(".*\\.(java|yaml|xml)"))
                    .sorted()
                    .flatMap(file -> of(root.relativize(file), read(file)).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Those of one file.
     *
     * @throws IllegalArgumentException if a mark has no counterpart
     */
    static List<GuideCode> of(Path file, List<String> lines) {
        List<GuideCode> found = new ArrayList<>();
        String open = null;
        int start = 0;
        for (int i = 0; i < lines.size(); i++) {
            Matcher mark = MARK.matcher(lines.get(i));
            if (!mark.matches()) {
                continue;
            }
            boolean begins = mark.group(1).equals("tag");
            if (begins != (open == null) || (!begins && !mark.group(2).equals(open))) {
                throw new IllegalArgumentException(
                        file + ":" + (i + 1) + ": this mark has no counterpart");
            }
            if (begins) {
                open = mark.group(2);
                start = i + 1;
            } else {
                String text = String.join("\n", lines.subList(start, i)).stripIndent().strip();
                found.add(new GuideCode(file, start + 1, mark.group(2), text));
                open = null;
            }
        }
        if (open != null) {
            throw new IllegalArgumentException(file + ": the mark of " + open + " does not end");
        }
        return found;
    }
}
