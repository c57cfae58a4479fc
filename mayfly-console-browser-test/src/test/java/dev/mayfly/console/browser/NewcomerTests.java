package dev.mayfly.console.browser;

import static dev.mayfly.console.browser.Visitor.limit;
import static dev.mayfly.console.browser.Visitor.textLimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What somebody sees whose application has not submitted a job yet. */
class NewcomerTests {

    private static Chromium chromium;

    @BeforeAll
    static void launch() {
        chromium = Chromium.launch();
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    private static Locator demo(Page page) {
        return page.locator("button", new Page.LocatorOptions().setHasText("Run a demo job"));
    }

    @Test
    void theDemoJobIsStartedFromTheEmptyPageAndWatchedToItsEnd() {
        try (ConfigurableApplicationContext application =
                        StageApplication.start(0, "mayfly.console.actions=all");
                Visitor visitor = new Visitor(chromium, StageApplication.console(application))) {
            Page overview = visitor.openLive("/");
            Visitor.assertThat(demo(overview)).isVisible(limit());
            Page page = visitor.openLive("/jobs");
            demo(page).click();
            Visitor.assertThat(page.locator("h1")).containsText("mayfly-demo", textLimit());
            page.evaluate("window.untouched = true");
            for (int step : new int[] {3, 6}) {
                Visitor.assertThat(page.locator("#job-head"))
                        .containsText(step + " of 10", textLimit());
            }
            Visitor.assertThat(page.locator("#job-head .pill"))
                    .containsText("Succeeded", textLimit());
            Visitor.assertThat(page.locator("#log"))
                    .containsText("Put @MayflyJob on a method", textLimit());
            assertThat(page.evaluate("window.untouched")).isEqualTo(true);
            Visitor.assertThat(demo(overview)).isHidden();
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void theDemoJobCanBeRunWithoutJavaScript() {
        try (ConfigurableApplicationContext application =
                        StageApplication.start(0, "mayfly.console.actions=all");
                Visitor visitor =
                        new Visitor(
                                chromium,
                                StageApplication.console(application),
                                390,
                                ColorScheme.LIGHT,
                                false)) {
            Page page = visitor.open("/");
            demo(page).click();
            Visitor.assertThat(page.locator("h1")).containsText("mayfly-demo", textLimit());
        }
    }

    @Test
    void aReaderWhoMayNotActIsToldInWordsInPlaceOfTheButton() {
        try (ConfigurableApplicationContext application = StageApplication.start(0);
                Visitor visitor = new Visitor(chromium, StageApplication.console(application))) {
            Page page = visitor.openLive("/jobs");
            assertThat(demo(page).count()).isZero();
            Visitor.assertThat(page.locator("#rows")).containsText("once you may act", textLimit());
            assertThat(visitor.complaints()).isEmpty();
        }
    }
}
