package dev.mayfly.console.browser;

import static dev.mayfly.console.browser.Visitor.limit;
import static dev.mayfly.console.browser.Visitor.textLimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;

import dev.mayfly.console.browser.StageApplication.Part;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;
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

    // ---- what the filter suggests
    // ----------------------------------------------------------------

    private static final String ACTIVE = "aria-activedescendant";
    private static final String OPTIONS = "#suggestion-list > li";

    private static Locator options(Page page) {
        return page.locator(OPTIONS);
    }

    private static void expectOption(Page page, String typed) {
        Visitor.assertThat(page.locator(OPTIONS + " .mono").getByText(typed, exactly()))
                .isVisible(limit());
    }

    private static Locator.GetByTextOptions exactly() {
        return new Locator.GetByTextOptions().setExact(true);
    }

    private static void press(Page page, String... keys) {
        for (String key : keys) {
            page.keyboard().press(key);
        }
    }

    private static Page searching(Visitor visitor, String typed) {
        Page page = visitor.openLive("/jobs");
        page.keyboard().press("/");
        page.keyboard().type(typed);
        return page;
    }

    @Test
    void theFilterSuggestsAndKeysChooseTakeAndClose() {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = searching(visitor, "st");
            Locator field = page.locator("#job-filter");
            expectOption(page, "state:");
            Visitor.assertThat(field).hasAttribute("aria-expanded", "true");
            assertThat(field.getAttribute(ACTIVE)).as("Enter finds what was typed").isNull();
            Visitor.assertThat(page.locator("#announce")).containsText("suggestion", textLimit());
            press(page, "ArrowDown");
            assertThat(field.getAttribute(ACTIVE)).isEqualTo("suggestion-0");
            press(page, "Enter");
            assertThat(field.inputValue()).isEqualTo("state:");
            assertThat(options(page).count()).isEqualTo(JobState.values().length);

            page.keyboard().type("fai");
            press(page, "ArrowDown", "Tab");
            assertThat(field.inputValue()).isEqualTo("state:failed ");
            assertThat(page.locator("#suggestions").isVisible()).isFalse();
            Visitor.assertThat(field).isFocused(focus());

            page.keyboard().type("insp");
            expectOption(page, "queue:inspect");
            press(page, "Escape");
            assertThat(page.locator("#suggestions").isVisible()).isFalse();
            assertThat(field.inputValue()).as("Esc takes no text").isEqualTo("state:failed insp");
            press(page, "ArrowUp", "ArrowDown"); // from the last around to the first
            assertThat(field.getAttribute(ACTIVE)).isEqualTo("suggestion-0");
            while (!options(page)
                    .and(page.locator("[aria-selected=true]"))
                    .innerText()
                    .contains("queue:inspect")) {
                press(page, "ArrowDown");
            }
            assertThat(Axe.violations(page, ColorScheme.LIGHT)).isEmpty();
            press(page, "Enter", "Enter");
            page.waitForURL("**/jobs?q=state%3Afailed+queue%3Ainspect*");
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void severalStatesTimesAndWhatStandsInTheMiddleAreSuggested() {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = searching(visitor, "state:failed,ru");
            Locator field = page.locator("#job-filter");
            expectOption(page, "state:failed,running");
            press(page, "ArrowDown", "Enter");
            page.keyboard().type("after:");
            expectOption(page, "after:2d");
            page.keyboard().type("5");
            expectOption(page, "after:5d");
            press(page, "Home");
            expectOption(page, "state:");
            press(page, "Tab");
            assertThat(page.locator("#suggestions").isVisible()).isFalse();
            assertThat(field.inputValue()).isEqualTo("state:failed,running after:5");
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    /** What others have typed into their jobs is text here, too. */
    @Test
    void labelsOfTheJobsOnThePageAreSuggestedAsTheTextThatTheyAre() {
        String hostile = "<img src=x onerror=alert(1)>";
        Mayfly mayfly = CONSOLE.bean(Mayfly.class);
        JobOptions options = JobOptions.DEFAULTS.withLabel("tenant", "acme");
        mayfly.submit("checksum", new Part("label.jar", 1), options).future().join();
        mayfly.submit("checksum", new Part("label.jar", 1), options.withLabel("tenant", hostile))
                .future()
                .join();
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = searching(visitor, "label:te");
            Locator field = page.locator("#job-filter");
            expectOption(page, "label:tenant=");
            press(page, "ArrowDown", "Enter");
            assertThat(field.inputValue()).isEqualTo("label:tenant=");
            expectOption(page, "label:tenant=acme");
            page.keyboard().type("<im");
            expectOption(page, "label:\"tenant=" + hostile + "\"");
            assertThat(page.locator("#suggestions img").count()).isZero();
            press(page, "ArrowDown", "Enter");
            assertThat(field.inputValue()).isEqualTo("label:\"tenant=" + hostile + "\" ");
            press(page, "Enter");
            Visitor.assertThat(page.locator("#pager")).containsText("The newest 1", textLimit());
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    /** As if the server had sent the field anew: the same way in as all that it sends. */
    private static void fieldComesAnew(Page page) {
        page.evaluate(
                """
                async () => {
                  const text = await (await fetch(window.location.href)).text();
                  const fresh = new DOMParser().parseFromString(text, 'text/html').getElementById('search');
                  document.dispatchEvent(new CustomEvent('htmx:sseBeforeMessage',
                      { cancelable: true, detail: { data: '<template>' + fresh.outerHTML + '</template>' } }));
                }\
                """);
    }

    @Test
    void newsTakesAwayNeitherTheTextNorTheSuggestions() {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/jobs");
            Locator field = page.locator("#job-filter");
            fieldComesAnew(page);
            assertThat(field.getAttribute("role")).isEqualTo("combobox");
            assertThat(field.getAttribute("list")).isNull();
            page.keyboard().press("/");
            page.keyboard().type("queue:e");
            press(page, "ArrowDown");
            int before = options(page).count();
            CONSOLE.bean(Mayfly.class)
                    .submit(
                            "checksum",
                            new Part("news.jar", 1),
                            JobOptions.DEFAULTS.withLabel("news", "fresh"));
            page.locator("#seen-conditions option[value='label:news=fresh']")
                    .waitFor(
                            new Locator.WaitForOptions()
                                    .setState(WaitForSelectorState.ATTACHED)
                                    .setTimeout(Visitor.LIMIT));
            fieldComesAnew(page);
            assertThat(field.inputValue()).isEqualTo("queue:e");
            assertThat(field.getAttribute(ACTIVE)).isEqualTo("suggestion-0");
            assertThat(field.getAttribute("aria-expanded")).isEqualTo("true");
            assertThat(options(page).count()).isEqualTo(before);
            Visitor.assertThat(field).isFocused(focus());
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void aFieldThatNobodyMakesAComboboxAgainIsFound() {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/jobs");
            page.evaluate(
                    "document.addEventListener('mayfly:merged', e =>"
                            + " e.stopImmediatePropagation(), true)");
            fieldComesAnew(page);
            assertThat(page.locator("#job-filter").getAttribute("role")).isNull();
        }
    }

    @Test
    void withoutScriptsTheBrowserSuggestsByItself() {
        try (Visitor visitor = CONSOLE.visitor(390, ColorScheme.LIGHT, false)) {
            Page page = visitor.open("/jobs");
            Locator field = page.locator("#job-filter");
            assertThat(field.getAttribute("list")).isEqualTo("job-conditions");
            assertThat(field.getAttribute("role")).isNull();
            assertThat(page.locator("#suggestions").isVisible()).isFalse();
            assertThat(page.locator("#job-conditions option[value='state:failed']").count())
                    .isEqualTo(1);
            field.fill("state:cancelled queue:letters");
            press(page, "Enter");
            page.waitForURL("**q=state%3Acancelled+queue%3Aletters*");
        }
    }
}
