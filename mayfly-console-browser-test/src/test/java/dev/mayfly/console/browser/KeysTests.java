package dev.mayfly.console.browser;

import static dev.mayfly.console.browser.Visitor.limit;
import static dev.mayfly.console.browser.Visitor.textLimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;

import dev.mayfly.console.browser.StageApplication.Part;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.spring.Mayfly;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page held still, and the console without a mouse. */
class KeysTests {

    @RegisterExtension
    static final ConsoleExtension CONSOLE = new ConsoleExtension("mayfly.console.actions=all");

    private static JobHandle<?> checksum(String name) {
        JobHandle<?> job = CONSOLE.bean(Mayfly.class).submit("checksum", new Part(name, 1));
        job.future().join();
        return job;
    }

    private static LocatorAssertions.IsFocusedOptions focus() {
        return new LocatorAssertions.IsFocusedOptions().setTimeout(Visitor.LIMIT);
    }

    private static LocatorAssertions.IsHiddenOptions gone() {
        return new LocatorAssertions.IsHiddenOptions().setTimeout(Visitor.LIMIT);
    }

    @Test
    void aPageIsHeldStillAndSaysSinceWhenAndHowMuchWaits() {
        try (Visitor visitor = CONSOLE.visitor();
                Visitor other = CONSOLE.visitor()) {
            Page page = visitor.openLive("/jobs?queue=checksum");
            Page watched = other.openLive("/jobs?queue=checksum");
            page.keyboard().press("f");
            Visitor.assertThat(page.locator("#held")).containsText("Held still since", textLimit());

            JobHandle<?> job = checksum("held.jar");
            Locator row = page.locator("#job-" + job.id());
            Visitor.assertThat(watched.locator("#job-" + job.id())).isVisible(limit());
            Visitor.assertThat(page.locator("#held-count")).not().hasText("0 changes wait.");
            assertThat(row.count()).isZero();

            page.locator("#held-end").click();
            Visitor.assertThat(row).containsText("Succeeded", textLimit());
            Visitor.assertThat(page.locator("#held")).isHidden(gone());
            JobHandle<?> next = checksum("live.jar");
            Visitor.assertThat(page.locator("#job-" + next.id())).isVisible(limit());
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void keysLeadAroundAndNoneActsWhileSomebodyTypes() {
        JobHandle<?> job = checksum("keys.jar");
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/");
            page.keyboard().press("?");
            Visitor.assertThat(page.locator("#keys")).isVisible(limit());
            page.keyboard().press("Escape");
            Visitor.assertThat(page.locator("#keys")).isHidden(gone());

            page.keyboard().press("g");
            page.keyboard().press("j");
            page.waitForURL("**/jobs");
            Visitor.assertThat(page.locator("#live[data-state=live]")).isVisible(limit());
            page.keyboard().press("/");
            Visitor.assertThat(page.locator("#job-filter")).isFocused(focus());
            page.keyboard().type("gj?f");
            assertThat(page.locator("#job-filter").inputValue()).isEqualTo("gj?f");
            assertThat(page.locator("#held").isVisible()).isFalse();
            page.keyboard().press("Tab");

            page.keyboard().press("j");
            Visitor.assertThat(page.locator("#rows a.main-link").first()).isFocused(focus());
            page.keyboard().press("Enter");
            page.waitForURL("**/jobs/" + job.id());
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    /** Single keys must not hit those whose voice or switch types for them. */
    @Test
    void keysAreTurnedOff() {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/");
            page.locator("#keys-open").click();
            page.locator("#keys-on").uncheck();
            page.keyboard().press("Escape");
            page.keyboard().press("f");
            page.keyboard().press("?");
            page.reload();
            page.keyboard().press("f");
            page.locator("#freeze").click(); // what came before has been handled by then
            Visitor.assertThat(page.locator("#held")).isVisible(limit());
            assertThat(page.locator("#keys").isVisible()).isFalse();
        }
    }

    @Test
    void everythingIsReachedByTabBeginningWithTheWayToTheContent() {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/");
            page.keyboard().press("Tab");
            Visitor.assertThat(page.locator(".skip")).isFocused(focus());
            page.keyboard().press("Enter");
            Visitor.assertThat(page.locator("#content")).isFocused(focus());
            page.keyboard().press("Tab");
            assertThat(
                            page.evaluate(
                                    "document.querySelector('main').contains(document.activeElement)"))
                    .isEqualTo(true);
        }
    }

    /** The clock is put forward, as after a computer's sleep. */
    @Test
    void figuresThatAreOldSaySoThoughTheLineIsOpen() {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/");
            page.evaluate(
                    """
                    () => {
                      const root = document.documentElement;
                      new MutationObserver(() => document.body.dataset.seen = (document.body.dataset.seen || '')
                          + root.dataset.link + ': ' + document.getElementById('banner').textContent + '; ')
                        .observe(root, { attributes: true, attributeFilter: ['data-link'] });
                      const real = Date.now;
                      let ahead = 0;
                      const said = () => (document.body.dataset.seen || '').includes('No news since');
                      Date.now = () => real() + (said() ? ahead : ahead += 20000);
                    }\
                    """);
            Visitor.assertThat(page.locator("body[data-seen*='No news since']")).isVisible(limit());
            Visitor.assertThat(page.locator("body[data-seen*='live: ']")).isVisible(limit());
            Visitor.assertThat(page.locator("#banner")).isHidden(gone());
        }
    }
}
