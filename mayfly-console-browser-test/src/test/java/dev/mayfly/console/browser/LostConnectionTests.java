package dev.mayfly.console.browser;

import static dev.mayfly.console.browser.Visitor.limit;
import static dev.mayfly.console.browser.Visitor.textLimit;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;

import dev.mayfly.console.browser.StageApplication.Part;
import dev.mayfly.spring.Mayfly;

import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

class LostConnectionTests {

    @Test
    void aLostConnectionIsShownAndHealsByItself() {
        try (Chromium chromium = Chromium.launch()) {
            ConfigurableApplicationContext first = StageApplication.start(0);
            int port =
                    Integer.parseInt(
                            first.getEnvironment().getRequiredProperty("local.server.port"));
            try (Visitor visitor = new Visitor(chromium, "http://localhost:" + port + "/mayfly")) {
                Page page = visitor.openLive("/jobs?queue=checksum");
                page.evaluate("window.untouched = true");
                first.close();
                Visitor.assertThat(page.locator("#banner"))
                        .containsText("Connection lost. Figures are from", textLimit());
                Visitor.assertThat(page.locator("#live")).containsText("Not live", textLimit());

                ConfigurableApplicationContext second = StageApplication.start(port);
                try {
                    second.getBean(Mayfly.class).submit("checksum", new Part("after.jar", 1));
                    Visitor.assertThat(page.locator("#banner"))
                            .isHidden(
                                    new LocatorAssertions.IsHiddenOptions()
                                            .setTimeout(Visitor.LIMIT));
                    Visitor.assertThat(page.locator("#live")).containsText("Live", textLimit());
                    Visitor.assertThat(page.locator("#rows tbody tr")).isVisible(limit());
                    Visitor.assertThat(page.locator("#rows")).containsText("checksum", textLimit());
                    org.assertj.core.api.Assertions.assertThat(page.evaluate("window.untouched"))
                            .isEqualTo(true);
                } finally {
                    second.close();
                }
            } finally {
                first.close();
            }
        }
    }
}
