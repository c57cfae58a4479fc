package dev.mayfly.house.docs;

import dev.mayfly.house.source.Repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page of the documentation, read as GitHub reads it, as far as the rules need that.
 *
 * @param path where it is, relative to the repository's root
 * @param lines its lines
 */
record MarkdownPage(Path path, List<String> lines) {

    private static final Pattern FENCE = Pattern.compile("\\s*```+(\\w*).*");
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?)(?: +#+)? *");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)[^)]*\\)");
    private static final Pattern PICTURE = Pattern.compile("\\b(?:src|srcset)=\"([^\"\\s]+)\"");
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", "build");

    /**
     * A piece of code between fences.
     *
     * @param line on which it begins, from 1
     * @param language as the fence says, empty for none
     * @param text its lines without the fences
     */
    record Block(int line, String language, String text) {}

    /**
     * A link.
     *
     * @param line on which it stands, from 1
     * @param target what it names
     */
    record Link(int line, String target) {}

    /** Every page of the repository. */
    static List<MarkdownPage> all() {
        Path root = Repository.root();
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .map(root::relativize)
                    .filter(MarkdownPage::isOurs)
                    .sorted()
                    .map(file -> read(root, file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOurs(Path file) {
        for (Path part : file) {
            String name = part.toString();
            if (NOT_OURS.contains(name) || (name.startsWith(".") && !name.equals(".github"))) {
                return false;
            }
        }
        return true;
    }

    private static MarkdownPage read(Path root, Path file) {
        try {
            return new MarkdownPage(file, Files.readAllLines(root.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The pieces of code, in order. */
    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        List<String> code = new ArrayList<>();
        String language = null;
        int start = 0;
        for (int i = 0; i < lines.size(); i++) {
            Matcher fence = FENCE.matcher(lines.get(i));
            if (!fence.matches()) {
                code.add(lines.get(i));
            } else if (language == null) {
                language = fence.group(1);
                start = i + 2;
                code.clear();
            } else {
                blocks.add(new Block(start, language, String.join("\n", code)));
                language = null;
            }
        }
        return blocks;
    }

    /** The links in its text and the pictures on it, those in code left out. */
    List<Link> links() {
        List<Link> links = new ArrayList<>();
        List<String> prose = prose();
        for (int i = 0; i < prose.size(); i++) {
            String line = CODE.matcher(prose.get(i)).replaceAll("code");
            for (Pattern kind : List.of(LINK, PICTURE)) {
                Matcher link = kind.matcher(line);
                while (link.find()) {
                    links.add(new Link(i + 1, link.group(1)));
                }
            }
        }
        return links;
    }

    /** The names by which its headings can be linked to. */
    Set<String> anchors() {
        Map<String, Integer> seen = new HashMap<>();
        return prose().stream()
                .map(HEADING::matcher)
                .filter(Matcher::matches)
                .map(heading -> slug(heading.group(1)))
                .map(slug -> {
                    int before = seen.merge(slug, 1, Integer::sum) - 1;
                    return before == 0 ? slug : slug + "-" + before;
                })
                .collect(Collectors.toSet());
    }

    private static String slug(String heading) {
        return heading.replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                .replace(' ', '-');
    }

    /** Its lines, with those of code left empty. */
    private List<String> prose() {
        List<String> prose = new ArrayList<>();
        boolean code = false;
        for (String line : lines) {
            boolean fence = FENCE.matcher(line).matches();
            prose.add(code || fence ? "" : line);
            code ^= fence;
        }
        return prose;
    }
}
