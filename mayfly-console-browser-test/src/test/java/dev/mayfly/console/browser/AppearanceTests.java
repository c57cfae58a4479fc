package dev.mayfly.console.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.Map;

/**
 * How the pages look with work in every state: pictures for the eye, contrast for the rule.
 * Pictures go to {@code target/screenshots}; {@code -Dpictures=docs/images} puts them where the
 * documentation shows them.
 */
class AppearanceTests {
    /**
     * Lists texts whose contrast to what is behind them is below WCAG AA: 4.5, or 3 where they are
     * large.
     */
    private static final String FAINT_TEXTS =
            """
            () => {
              const canvas = document.createElement('canvas'); canvas.width = canvas.height = 1;
              const pen = canvas.getContext('2d', { willReadFrequently: true });
              const rgba = color => { pen.clearRect(0, 0, 1, 1); pen.fillStyle = color; pen.fillRect(0, 0, 1, 1);
                const d = pen.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255]; };
              const over = (a, b) => [0, 1, 2].map(i => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
              const behind = e => { const layers = []; for (; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor));
                return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255, 1]); };
              const light = c => { const [r, g, b] = c.map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
                return .2126 * r + .7152 * g + .0722 * b; };
              const faint = [];
              for (const e of document.querySelectorAll('body *')) {
                if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !e.checkVisibility() || e.closest('.sr, .skip, [aria-disabled]')) continue;
                const style = getComputedStyle(e), back = behind(e), front = over(rgba(style.color), back);
                const [hi, lo] = [light(front), light(back)].sort((a, b) => b - a), ratio = (hi + .05) / (lo + .05);
                if (ratio < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) faint.push(ratio.toFixed(2) + ' ' + e.textContent.trim().slice(0, 40));
              }
              return faint;
            }\
            """;

    @RegisterExtension
    static final ConsoleExtension CONSOLE =
            new ConsoleExtension("mayfly.console.actions=all", "spring.application.name=jarwatch");

    private static Map<String, String> pages = Map.of();

    @BeforeAll
    static void start() throws Exception {
        pages = StagePages.play(CONSOLE);
    }

    /** What opens under a button lies over the page, and within it. */
    @Test
    void everyPanelFitsOnTheScreen() {
        Map<String, String> panels =
                Map.of(
                        "limits", pages.get("queue"),
                        "cancel-batch", pages.get("batch"),
                        "retry", pages.get("job-steps"));
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : new int[] {1280, 390}) {
                try (Visitor visitor = CONSOLE.visitor(width, scheme, true)) {
                    panels.forEach((name, path) -> {
                        Page page = visitor.openLive(path);
                        page.locator(".actions summary").last().click();
                        if (name.equals("limits")) {
                            page.locator(".limits > summary").click();
                        }
                        String file = Pictures.name("panel-" + name, scheme, width);
                        Pictures.take(page, file);
                        assertThat((List<?>) page.evaluate(FAINT_TEXTS)).as(file).isEmpty();
                        var box = page.locator("details[open] > .panel").boundingBox();
                        assertThat(box.x).as(file).isNotNegative();
                        assertThat(box.x + box.width).as(file).isLessThanOrEqualTo(width);
                    });
                    assertThat(visitor.complaints()).isEmpty();
                }
            }
        }
    }

    @Test
    void everyPageIsPicturedInLightAndDarkOnDeskAndPhoneAndEachTextStandsOut() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (Visitor visitor = CONSOLE.visitor(1280, scheme, true)) {
                for (Map.Entry<String, String> each : pages.entrySet()) {
                    Page page = StagePages.open(visitor, each.getValue());
                    int height = page.viewportSize().height;
                    for (int width : new int[] {1280, 390}) {
                        page.setViewportSize(width, height);
                        judge(page, Pictures.name(each.getKey(), scheme, width));
                    }
                    page.close(); // or it goes on being drawn
                }
                assertThat(visitor.complaints()).isEmpty();
            }
        }
    }

    private static void judge(Page page, String name) {
        Pictures.take(page, name);
        assertThat((List<?>) page.evaluate(FAINT_TEXTS)).as(name).isEmpty();
        assertThat(
                        page.evaluate(
                                "document.documentElement.scrollWidth -"
                                        + " document.documentElement.clientWidth"))
                .as("overflow of " + name)
                .isEqualTo(0);
    }
}
