package dev.mayfly.house.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.house.source.Repository;
import dev.mayfly.house.source.Violation;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every link from one page to another leads to a file that is there, and to a heading in it. */
class LinkTests {

    private static final Map<Path, MarkdownPage> PAGES =
            MarkdownPage.all().stream().collect(Collectors.toMap(MarkdownPage::path, page -> page));

    @Test
    void everyLinkLeadsSomewhere() {
        assertThat(PAGES).hasSizeGreaterThan(40);
        assertThat(PAGES.values().stream().mapToInt(page -> page.links().size()).sum())
                .isGreaterThan(100);
        assertThat(PAGES.values().stream().flatMap(page -> broken(page).stream())).isEmpty();
    }

    @Test
    void plantedBrokenLinksAreCaught() {
        MarkdownPage page =
                new MarkdownPage(
                        Path.of("docs/planted.md"),
                        List.of(
                                "# One `two` [three](planted.md), four",
                                "[gone](gone.md) [up](../README.md) [far](https://example.org)",
                                "[no](#two) [yes](#one-two-three-four) `[code](gone.md)`",
                                "```",
                                "[code](gone.md)",
                                "```",
                                "[no](../README.md#nowhere)",
                                "<source srcset=\"images/gone.webp\"> `<img src=\"gone\">`",
                                "<img src=\"images/overview-light-1280.webp\" alt=\"here\">"));
        assertThat(broken(page))
                .extracting(Violation::toString)
                .containsExactly(
                        "docs/planted.md:1: planted.md: there is no such file",
                        "docs/planted.md:2: gone.md: there is no such file",
                        "docs/planted.md:3: #two: there is no such heading",
                        "docs/planted.md:7: ../README.md#nowhere: there is no such heading",
                        "docs/planted.md:8: images/gone.webp: there is no such file");
    }

    /** Pictures weigh more than all else in the repository: those that nobody sees go. */
    @Test
    void everyPictureIsOnAPage() throws IOException {
        Set<Path> shown =
                PAGES.values().stream()
                        .flatMap(page ->
                                page.links().stream()
                                        .map(link -> page.path().resolveSibling(link.target())))
                        .map(Path::normalize)
                        .collect(Collectors.toSet());
        try (Stream<Path> pictures = Files.list(Repository.root().resolve("docs/images"))) {
            assertThat(pictures.map(Repository.root()::relativize))
                    .isNotEmpty()
                    .filteredOn(picture -> !shown.contains(picture))
                    .isEmpty();
        }
    }

    private static List<Violation> broken(MarkdownPage page) {
        return page.links().stream()
                .filter(link -> !link.target().matches("[a-z]+:.*"))
                .flatMap(link ->
                        problem(page, link.target()).stream()
                                .map(what ->
                                        new Violation(
                                                page.path(),
                                                link.line(),
                                                link.target() + ": " + what)))
                .toList();
    }

    private static List<String> problem(MarkdownPage page, String target) {
        String[] parts = target.split("#", 2);
        Path file =
                parts[0].isEmpty() ? page.path() : page.path().resolveSibling(parts[0]).normalize();
        if (!file.equals(page.path()) && !Files.exists(Repository.root().resolve(file))) {
            return List.of("there is no such file");
        }
        if (file.equals(page.path()) && !parts[0].isEmpty() && !PAGES.containsKey(file)) {
            return List.of("there is no such file");
        }
        MarkdownPage linked = file.equals(page.path()) ? page : PAGES.get(file);
        if (parts.length == 2 && (linked == null || !linked.anchors().contains(parts[1]))) {
            return List.of("there is no such heading");
        }
        return List.of();
    }
}
