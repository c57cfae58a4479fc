package dev.mayfly.console.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Every page holds the rules of WCAG 2.2, levels A and AA, as far as axe-core can tell. */
class AccessibilityTests {

    @RegisterExtension
    static final ConsoleExtension CONSOLE = new ConsoleExtension("mayfly.console.actions=all");

    private static final String AXE = resource("/axe.min.js");

    /** Each violation of the rules asked for with the elements that have it. */
    private static final String VIOLATIONS =
            """
            async only => {
              const found = await axe.run(document, { resultTypes: ['violations'], runOnly: only });
              return found.violations.flatMap(rule => rule.nodes.map(node =>
                rule.id + ': ' + node.html.slice(0, 160) + ' (' + node.any.concat(node.all, node.none).map(c => c.message).join('; ') + ')'));
            }\
            """;

    private static final Map<String, Object> ALL_RULES =
            Map.of(
                    "type",
                    "tag",
                    "values",
                    List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"));

    /** What the colour scheme can change: the rest of a page is the same in the dark. */
    private static final Map<String, Object> RULES_OF_COLOUR =
            Map.of("type", "rule", "values", List.of("color-contrast", "link-in-text-block"));

    private static Map<String, String> pages = Map.of();

    @BeforeAll
    static void start() throws Exception {
        pages = StagePages.play(CONSOLE);
    }

    private static String resource(String path) {
        try (InputStream in = AccessibilityTests.class.getResourceAsStream(path)) {
            return new String(
                    Objects.requireNonNull(in, path).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<?> violations(Page page) {
        return violations(page, ALL_RULES);
    }

    private static List<?> violations(Page page, Map<String, Object> rules) {
        page.evaluate(AXE);
        return (List<?>) page.evaluate(VIOLATIONS, rules);
    }

    /** All are found before any is shown: they are mended together. */
    @Test
    void everyPageHoldsTheRulesInLightAndDarkOnDeskAndPhone() {
        Set<String> found = new TreeSet<>();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            var rules = scheme == ColorScheme.LIGHT ? ALL_RULES : RULES_OF_COLOUR;
            try (Visitor visitor = CONSOLE.visitor(1280, scheme, true)) {
                pages.forEach((name, path) -> {
                    Page page = StagePages.open(visitor, path);
                    for (int width : new int[] {1280, 390}) {
                        page.setViewportSize(width, 900);
                        violations(page, rules)
                                .forEach(each ->
                                        found.add(
                                                name + ", " + scheme + ", " + width + ": " + each));
                    }
                    page.close();
                });
            }
        }
        assertThat(found).isEmpty();
    }

    /** What opens on a page holds them too. */
    @Test
    void whatOpensOnAPageHoldsTheRules() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (Visitor visitor = CONSOLE.visitor(1280, scheme, true)) {
                Page queue = visitor.openLive(pages.get("queue"));
                queue.locator("#freeze").click();
                queue.locator("#search-help > summary").click();
                queue.locator(".limits > summary").click();
                assertThat(violations(queue)).as("panel, %s", scheme).isEmpty();
                queue.keyboard().press("Escape");
                queue.locator("#keys-open").click();
                assertThat(violations(queue)).as("sheet, %s", scheme).isEmpty();
            }
        }
    }

    @Test
    void aPictureWithoutTextAndFaintLettersAreFound() {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/");
            page.evaluate(
                    """
                    () => {
                      const image = document.createElement('img');
                      image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
                      document.querySelector('main').append(image);
                      document.querySelector('.foot span').style.color = '#dddddd';
                    }\
                    """);
            assertThat(violations(page))
                    .map(Object::toString)
                    .anyMatch(each -> each.startsWith("image-alt:"))
                    .anyMatch(each -> each.startsWith("color-contrast:"));
        }
    }

    @Test
    void noPageIsWiderThanItsWindowFromAPhoneToAWall() {
        try (Visitor visitor = CONSOLE.visitor()) {
            pages.forEach((name, path) -> {
                Page page = StagePages.open(visitor, path);
                for (int width : new int[] {390, 600, 721, 901, 1280, 1920, 2560}) {
                    page.setViewportSize(width, 900);
                    assertThat(
                                    page.evaluate(
                                            "document.documentElement.scrollWidth -"
                                                    + " document.documentElement.clientWidth"))
                            .as("%s at %d", name, width)
                            .isEqualTo(0);
                }
                page.close();
            });
        }
    }
}
