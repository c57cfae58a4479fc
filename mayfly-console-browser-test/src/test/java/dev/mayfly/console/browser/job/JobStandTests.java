package dev.mayfly.console.browser.job;

import static dev.mayfly.console.browser.Visitor.limit;
import static dev.mayfly.console.browser.Visitor.textLimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;

import dev.mayfly.console.browser.ConsoleExtension;
import dev.mayfly.console.browser.StageApplication.Part;
import dev.mayfly.console.browser.StageApplication.Stage;
import dev.mayfly.console.browser.Visitor;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.spring.Mayfly;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** Where a job stands, before a reader's eyes. */
class JobStandTests {

    private static final String READER = "com.example.jarwatch.JarReader.";

    /** From the top of the page, wherever it is scrolled to. */
    private static final String PLACE =
            "part => Math.round(part.getBoundingClientRect().top + window.scrollY)";

    @RegisterExtension
    static final ConsoleExtension CONSOLE = new ConsoleExtension("mayfly.console.actions=all");

    private static JobHandle<?> started(String name, int steps) throws InterruptedException {
        JobHandle<?> job = CONSOLE.bean(Mayfly.class).submit("inspect-jar", new Part(name, steps));
        assertThat(CONSOLE.bean(Stage.class).started(name).await(60, TimeUnit.SECONDS)).isTrue();
        return job;
    }

    private static void allow(String name, int steps) {
        CONSOLE.bean(Stage.class).allow(name, steps);
    }

    private static Locator own(Page page) {
        return page.locator("#stand .own").first();
    }

    private static LocatorAssertions.IsHiddenOptions hiddenLimit() {
        return new LocatorAssertions.IsHiddenOptions().setTimeout(Visitor.LIMIT);
    }

    @Test
    void itIsSeenToGoOnAndItsOwnFramesStandOut() throws Exception {
        JobHandle<?> job = started("stand.jar", 2);
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/jobs/" + job.id());
            page.evaluate("window.untouched = true");
            Visitor.assertThat(own(page)).containsText(READER + "nextEntry", textLimit());
            Visitor.assertThat(page.locator("#stand .own").nth(1)).containsText(READER + "read");
            Visitor.assertThat(page.locator("#stand .own")).hasCount(2);
            Visitor.assertThat(page.locator("#stand .frames > li").first())
                    .containsText("java.util.concurrent.Semaphore.acquire");
            Visitor.assertThat(page.locator("#stand p").first())
                    .containsText("It runs on engine coroutine");
            Locator fold = page.locator("#stand summary").last();
            Visitor.assertThat(fold).containsText("frames of ");
            Locator folded = page.locator("#stand details").last().locator(".frame").first();
            Visitor.assertThat(folded).isHidden();
            fold.click();
            Visitor.assertThat(folded).isVisible(limit());

            page.mouse().move(5, 5);
            page.evaluate("document.activeElement.blur()");
            allow("stand.jar", 1);
            Visitor.assertThat(own(page)).containsText(READER + "inflate", textLimit());
            Visitor.assertThat(folded).isVisible();
            allow("stand.jar", 1);
            Visitor.assertThat(page.locator("#stand")).isHidden(hiddenLimit());
            assertThat(page.evaluate("window.untouched")).isEqualTo(true);
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void itHoldsStillUnderThePointerAndMovesNothingBelow() throws Exception {
        JobHandle<?> job = started("held.jar", 4);
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/jobs/" + job.id());
            Visitor.assertThat(own(page)).containsText(READER + "nextEntry", textLimit());
            allow("held.jar", 1); // from here on its page has a bar of progress
            Visitor.assertThat(own(page)).containsText(READER + "inflate", textLimit());
            Object place = page.locator("#log").evaluate(PLACE);
            page.locator("#stand .stand").hover();
            allow("held.jar", 1);
            Locator note = page.locator("#stand [data-held]");
            Visitor.assertThat(note).hasText("Held still", exactLimit());
            Visitor.assertThat(own(page)).containsText(READER + "inflate");
            assertThat(page.locator("#log").evaluate(PLACE)).isEqualTo(place);
            page.mouse().move(5, 5);
            Visitor.assertThat(own(page)).containsText(READER + "nextEntry", textLimit());
            Visitor.assertThat(note).isHidden(hiddenLimit());
            assertThat(page.locator("#log").evaluate(PLACE)).isEqualTo(place);
            allow("held.jar", 2);
            Visitor.assertThat(page.locator("#stand")).isHidden(hiddenLimit());
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    private static LocatorAssertions.HasTextOptions exactLimit() {
        return new LocatorAssertions.HasTextOptions().setTimeout(Visitor.LIMIT);
    }

    @Test
    void whatIsBelowStaysUnderThePointerWhenTheJobEnds() throws Exception {
        JobHandle<?> job = started("below.jar", 1);
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/jobs/" + job.id());
            Visitor.assertThat(own(page)).containsText(READER + "nextEntry", textLimit());
            Locator log = page.locator("#log h2");
            log.hover();
            Object before = log.evaluate("part => Math.round(part.getBoundingClientRect().top)");
            allow("below.jar", 1);
            Visitor.assertThat(page.locator("#stand")).isHidden(hiddenLimit());
            assertThat(log.evaluate("part => Math.round(part.getBoundingClientRect().top)"))
                    .isEqualTo(before);
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void itIsCopiedAsAStackTraceIs() throws Exception {
        JobHandle<?> job = started("copied.jar", 1);
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/jobs/" + job.id());
            page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
            Visitor.assertThat(own(page)).containsText(READER + "nextEntry", textLimit());
            Locator button = page.locator("#stand button");
            button.click();
            Visitor.assertThat(button).hasText("Copied", exactLimit());
            assertThat((String) page.evaluate("navigator.clipboard.readText()"))
                    .startsWith("at java.util.concurrent.Semaphore.acquire(")
                    .contains("\nat " + READER + "nextEntry(JarReader.java:")
                    .contains("\nat dev.mayfly.jobs.internal.AttemptRun.");
            allow("copied.jar", 1);
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void itIsReadOnAPhoneWithoutJavaScript() throws Exception {
        JobHandle<?> job = started("plain.jar", 1);
        try (Visitor visitor = CONSOLE.visitor(390, ColorScheme.DARK, false)) {
            Page page = visitor.open("/jobs/" + job.id());
            Visitor.assertThat(own(page)).containsText(READER + "nextEntry");
            Visitor.assertThat(page.locator("#stand button")).isHidden();
            Locator details = page.locator("#stand details").last();
            Visitor.assertThat(details.locator(".frame").first()).isHidden();
            details.locator("summary").click();
            Visitor.assertThat(details.locator(".frame").first()).isVisible();
            allow("plain.jar", 1);
        }
    }
}
