package dev.mayfly.console.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Asks axe-core whether a page holds the rules of WCAG 2.2, levels A and AA. */
final class Axe {

    private static final String SCRIPT = resource("/axe.min.js");

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

    private Axe() {}

    /** All rules in light, those of colour in the dark. */
    static List<String> violations(Page page, ColorScheme scheme) {
        return run(page, scheme == ColorScheme.DARK ? RULES_OF_COLOUR : ALL_RULES);
    }

    private static List<String> run(Page page, Map<String, Object> rules) {
        if (page.evaluate("'axe' in window").equals(false)) {
            page.evaluate(SCRIPT);
        }
        return ((List<?>) page.evaluate(VIOLATIONS, rules)).stream().map(String::valueOf).toList();
    }

    private static String resource(String path) {
        try (InputStream in = Axe.class.getResourceAsStream(path)) {
            return new String(
                    Objects.requireNonNull(in, path).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
