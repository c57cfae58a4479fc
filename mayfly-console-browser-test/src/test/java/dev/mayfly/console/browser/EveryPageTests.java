package dev.mayfly.console.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Every page with work in every state, in light and dark, from a phone to a wall: pictures for the
 * eye, and what a rule can judge. Each page is opened once in each scheme, since opening is what
 * takes the time. Pictures go to {@code target/screenshots}; {@code -Dpictures=docs/images} puts
 * them where the documentation shows them.
 */
class EveryPageTests {

    private static final int[] PICTURED = {1280, 390};

    private static final int[] WIDTHS = {600, 721, 901, 1920, 2560};

    @RegisterExtension
    static final ConsoleExtension CONSOLE =
            new ConsoleExtension("mayfly.console.actions=all", "spring.application.name=jarwatch");

    private static Map<String, String> pages = Map.of();

    @BeforeAll
    static void start() throws Exception {
        pages = StagePages.play(CONSOLE);
    }

    /** All findings are collected before any is shown: they are mended together. */
    @Test
    @Timeout(600) // the one test that opens every page, on a machine that may be busy
    void everyPageIsPicturedFitsItsWindowAndIsAccessible() {
        List<String> found = new ArrayList<>();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (Visitor visitor = CONSOLE.visitor(1280, scheme, true)) {
                pages.forEach((name, path) -> {
                    Page page = StagePages.open(visitor, path);
                    for (int width : PICTURED) {
                        resize(page, width);
                        String picture = Pictures.name(name, scheme, width);
                        Pictures.take(page, picture);
                        Axe.violations(page, scheme)
                                .forEach(each -> found.add(picture + ": " + each));
                        found.addAll(overflow(page, picture));
                    }
                    if (scheme == ColorScheme.LIGHT) { // which changes no measures
                        for (int width : WIDTHS) {
                            resize(page, width);
                            found.addAll(overflow(page, name + " at " + width));
                        }
                    }
                    page.close(); // or it goes on being drawn
                });
                assertThat(visitor.complaints()).isEmpty();
            }
        }
        assertThat(found).isEmpty();
    }

    /** What opens under a button lies over the page, and within it. */
    @Test
    void everyPanelFitsOnTheScreenAndIsAccessible() {
        Map<String, String> panels =
                Map.of(
                        "limits", pages.get("queue"),
                        "cancel-batch", pages.get("batch"),
                        "retry", pages.get("job-steps"));
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (Visitor visitor = CONSOLE.visitor(1280, scheme, true)) {
                panels.forEach((name, path) -> {
                    Page page = visitor.openLive(path);
                    page.locator(".actions summary").last().click();
                    if (name.equals("limits")) {
                        page.locator(".limits > summary").click();
                    }
                    for (int width : PICTURED) {
                        resize(page, width);
                        String picture = Pictures.name("panel-" + name, scheme, width);
                        Pictures.take(page, picture);
                        assertThat(Axe.violations(page, scheme)).as(picture).isEmpty();
                        var box = page.locator("details[open] > .panel").boundingBox();
                        assertThat(box.x).as(picture).isNotNegative();
                        assertThat(box.x + box.width).as(picture).isLessThanOrEqualTo(width);
                    }
                    page.close();
                });
                assertThat(visitor.complaints()).isEmpty();
            }
        }
    }

    /** What floats over a list lies within the window, whatever its size. */
    @Test
    void suggestionsAndTheBarOfTickedRowsFitOnTheScreenAndAreAccessible() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (Visitor visitor = CONSOLE.visitor(1280, scheme, true)) {
                Page page = visitor.openLive(pages.get("jobs"));
                for (int i = 0; i < 2; i++) {
                    page.locator("#rows input[name=job]").nth(i).check();
                }
                floats(page, scheme, "ticks", "#ticks");
                page.locator("#ticks-none").click();
                page.locator("#job-filter").click();
                page.keyboard().press("ArrowDown");
                floats(page, scheme, "suggestions", "#suggestions");
                page.setViewportSize(390, 420);
                within(page, "#suggestions", "suggestions in a low window");
                assertThat(visitor.complaints()).isEmpty();
            }
        }
    }

    private static void floats(Page page, ColorScheme scheme, String name, String selector) {
        for (int width : PICTURED) {
            resize(page, width);
            String picture = Pictures.name("panel-" + name, scheme, width);
            Pictures.take(page, picture);
            assertThat(overflow(page, picture)).isEmpty();
            within(page, selector, picture);
            if (name.equals("ticks")) { // at its end the page lies below the bar no more
                page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)");
            }
            assertThat(Axe.violations(page, scheme)).as(picture).isEmpty();
            page.evaluate("window.scrollTo(0, 0)");
        }
    }

    private static void within(Page page, String selector, String what) {
        var box = page.locator(selector).boundingBox();
        var window = page.viewportSize();
        assertThat(box.x).as(what).isNotNegative();
        assertThat(box.y).as(what).isNotNegative();
        assertThat(box.x + box.width).as(what).isLessThanOrEqualTo(window.width);
        assertThat(box.y + box.height).as(what).isLessThanOrEqualTo(window.height);
    }

    @Test
    void theHelpSheetOfTheKeysAndOfTheSearchAreAccessible() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (Visitor visitor = CONSOLE.visitor(1280, scheme, true)) {
                Page queue = visitor.openLive(pages.get("queue"));
                queue.locator("#freeze").click();
                queue.locator("#search-help > summary").click();
                assertThat(Axe.violations(queue, scheme)).as("search, %s", scheme).isEmpty();
                queue.keyboard().press("Escape");
                queue.locator("#keys-open").click();
                assertThat(Axe.violations(queue, scheme)).as("keys, %s", scheme).isEmpty();
            }
        }
    }

    @Test
    void aPictureWithoutTextFaintLettersAndAWidePageAreFound() {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/");
            page.evaluate(
                    """
                    () => {
                      const image = document.createElement('img');
                      image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
                      document.querySelector('main').append(image);
                      document.querySelector('.foot span').style.color = '#dddddd';
                      document.querySelector('main').style.minWidth = '1400px';
                    }\
                    """);
            assertThat(Axe.violations(page, ColorScheme.LIGHT))
                    .anyMatch(each -> each.startsWith("image-alt:"))
                    .anyMatch(each -> each.startsWith("color-contrast:"));
            assertThat(overflow(page, "overview")).isNotEmpty();
        }
    }

    private static void resize(Page page, int width) {
        page.setViewportSize(width, 900);
    }

    private static List<String> overflow(Page page, String name) {
        Object pixels =
                page.evaluate(
                        "document.documentElement.scrollWidth -"
                                + " document.documentElement.clientWidth");
        return pixels.equals(0)
                ? List.of()
                : List.of(name + " is wider than its window by " + pixels);
    }
}
