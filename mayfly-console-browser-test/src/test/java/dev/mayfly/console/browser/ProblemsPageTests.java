package dev.mayfly.console.browser;

import static dev.mayfly.console.browser.Visitor.limit;
import static dev.mayfly.console.browser.Visitor.textLimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is wrong, as it comes and goes before a reader's eyes. */
class ProblemsPageTests {

    private static final String HOSTILE =
            "<script>window.hacked=1</script>\"><img src=x onerror=window.hacked=2>";

    @RegisterExtension static final ConsoleExtension CONSOLE = new ConsoleExtension();

    private StageProblems problems = new StageProblems();

    @BeforeEach
    void begin() {
        problems = CONSOLE.bean(StageProblems.class);
    }

    @AfterEach
    void mend() {
        problems.are();
    }

    @Test
    void aProblemAppearsWithItsEvidenceAndIsAmongWhatHasGoneOnceItIsMended() {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/problems");
            Visitor.assertThat(page.locator("h1")).containsText("Nothing is wrong", textLimit());
            Visitor.assertThat(page.locator("#problem-gone")).isHidden();
            page.evaluate("window.untouched = true");

            problems.are(StageProblems.hog());
            Locator lint = page.locator(".lint");
            Visitor.assertThat(lint).containsText("has held a carrier for 14 s", textLimit());
            Visitor.assertThat(lint.locator("pre"))
                    .containsText("signaturesOfEveryEntry", textLimit());
            Visitor.assertThat(page.locator("h1")).containsText("1 problem", textLimit());
            Visitor.assertThat(page.locator("#problem-items .empty")).hasCount(0, countLimit());

            problems.are();
            Visitor.assertThat(page.locator("h1")).containsText("Nothing is wrong", textLimit());
            Visitor.assertThat(lint).hasCount(0, countLimit());
            Locator gone = page.locator("#problem-gone li").first();
            Visitor.assertThat(gone).containsText("has held a carrier for 14 s", textLimit());
            gone.locator("summary").click();
            Visitor.assertThat(gone.locator("pre")).isVisible(limit());
            assertThat(page.evaluate("window.untouched")).isEqualTo(true);
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void theFirstPageTellsOfItAndLeadsToItsEvidence() {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/");
            Visitor.assertThat(page.locator("#health .problem")).hasCount(0, countLimit());
            problems.are(StageProblems.hog(), StageProblems.storm());
            Visitor.assertThat(page.locator("#health .problem").first())
                    .containsText("312 attempts in queue", textLimit());
            page.locator("#health .problem a").first().click();
            page.waitForURL("**/problems#lint-on-stage-*");
            Visitor.assertThat(page.locator(".lint:target"))
                    .containsText("java.net.ConnectException", textLimit());
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void hostileTextsRunNowhereNeitherAsTheyComeNorOnceTheyHaveGone() {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/problems");
            Page first = visitor.openLive("/");
            problems.are(StageProblems.saying(HOSTILE));
            Visitor.assertThat(page.locator(".lint")).hasCount(6, countLimit());
            assertHarmless(page);
            Visitor.assertThat(first.locator("#health"))
                    .containsText("Wrong: <script>window.hacked", textLimit());
            assertHarmless(first);
            problems.are();
            Visitor.assertThat(page.locator("#problem-gone"))
                    .containsText("Wrong: <script>window.hacked", textLimit());
            assertHarmless(page);
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    private static LocatorAssertions.HasCountOptions countLimit() {
        return new LocatorAssertions.HasCountOptions().setTimeout(Visitor.LIMIT);
    }

    private static void assertHarmless(Page page) {
        assertThat(page.evaluate("typeof window.hacked")).isEqualTo("undefined");
        assertThat(page.locator("main img, main script, main [onerror]").count()).isZero();
    }
}
