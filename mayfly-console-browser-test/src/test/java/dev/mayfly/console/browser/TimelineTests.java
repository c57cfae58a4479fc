package dev.mayfly.console.browser;

import static dev.mayfly.console.browser.Visitor.limit;
import static dev.mayfly.console.browser.Visitor.textLimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;

import dev.mayfly.console.browser.StageApplication.Part;
import dev.mayfly.console.browser.StageApplication.Stage;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.spring.Mayfly;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.file.Files;
import java.util.concurrent.TimeUnit;

/** The timeline and the tree in the hands of a reader: by mouse, by keys, and without scripts. */
class TimelineTests {

    @RegisterExtension static final ConsoleExtension CONSOLE = new ConsoleExtension();

    @BeforeAll
    static void play() throws Exception {
        StageTree.play(CONSOLE.bean(Scheduler.class));
    }

    private static Page.GetByTextOptions exactly() {
        return new Page.GetByTextOptions().setExact(true);
    }

    /** One that runs to its end while somebody looks. */
    private static void run(String name) throws Exception {
        JobHandle<?> job = CONSOLE.bean(Mayfly.class).submit("inspect-jar", new Part(name, 1));
        assertThat(CONSOLE.bean(Stage.class).started(name).await(60, TimeUnit.SECONDS)).isTrue();
        CONSOLE.bean(Stage.class).allow(name, 1);
        job.future().get(60, TimeUnit.SECONDS);
    }

    @Test
    void whatRunsAppearsWithoutALoad() throws Exception {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/tasks/timeline?span=300s");
            page.evaluate("window.untouched = true");
            run("appears.jar");
            Visitor.assertThat(page.locator("#line-chart")).containsText("inspect", textLimit());
            Visitor.assertThat(page.locator("#line-rows")).containsText("inspect-jar", textLimit());
            assertThat(page.evaluate("window.untouched")).isEqualTo(true);
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void aDragLooksAtThatStretchWhichStandsStill() throws Exception {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/tasks/timeline?span=300s");
            run("dragged.jar");
            Visitor.assertThat(page.locator("#line-rows")).containsText("inspect-jar", textLimit());
            BoundingBox picture = page.locator(".line-picture svg").first().boundingBox();
            double y = picture.y + picture.height / 2;
            page.mouse().move(picture.x + picture.width / 2, y);
            page.mouse().down();
            page.mouse().move(picture.x + picture.width * 3 / 4, y);
            Visitor.assertThat(page.locator("#line-selection")).isVisible(limit());
            page.mouse().move(picture.x + picture.width + 50, y);
            page.mouse().up();
            page.waitForURL("**/tasks/timeline?by=queues&span=*us&until=*");
            Visitor.assertThat(page.locator("h1")).containsText("What ran in", textLimit());
            assertThat(page.locator("#live").count()).isZero();
            // Half of five minutes, but for a pixel.
            assertThat(Double.parseDouble(page.locator("#line-chart").getAttribute("data-span")))
                    .isBetween(148e6, 152e6);
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void keysMoveThePictureWhileItHasTheFocusAndAtNoOtherTime() {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/tasks/timeline?span=20s");
            page.locator("body").press("h");
            assertThat(page.url()).endsWith("span=20s");
            page.locator("#line-stage").focus();
            page.keyboard().press("h");
            page.waitForURL("**/tasks/timeline?by=queues&span=20s&until=*");
            Visitor.assertThat(page.locator("#line-stage")).isFocused();
            page.keyboard().press("+");
            page.waitForURL("**/tasks/timeline?by=queues&span=10s&until=*");
            Visitor.assertThat(page.locator("#line-stage")).isFocused();
            page.keyboard().press("h");
            page.waitForURL("**/tasks/timeline?by=queues&span=10s#line-stage");
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void theRecordingIsDownloadedAsAFile() throws Exception {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/tasks/timeline");
            run("downloaded.jar");
            Visitor.assertThat(page.locator("#line-rows")).containsText("inspect-jar", textLimit());
            Download download = page.waitForDownload(() -> page.locator("a[download]").click());
            assertThat(download.suggestedFilename()).isEqualTo("mayfly-trace.json");
            assertThat(Files.readString(download.path()))
                    .startsWith("{\"displayTimeUnit\":\"ms\"")
                    .contains("\"ph\":\"X\",\"name\":\"inspect-jar\"");
        }
    }

    @Test
    void bothAreReadWithoutScripts() throws Exception {
        try (Visitor visitor = CONSOLE.visitor(390, ColorScheme.DARK, false)) {
            visitor.open("/tasks/timeline?span=300s");
            run("plain.jar");
            Page page = visitor.open("/tasks/timeline?span=300s");
            Visitor.assertThat(page.locator("#line-rows")).containsText("inspect-jar", textLimit());
            page.getByText("Carriers", exactly()).click();
            Visitor.assertThat(page.locator("#line-chart")).containsText("% busy", textLimit());
            page.getByText("Tree", exactly()).click();
            Visitor.assertThat(page.locator("#tree")).containsText("card-terminal", textLimit());
        }
    }

    @Test
    void aBranchThatWasClosedStaysClosedWhileThePageLives() throws Exception {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/tasks/tree");
            Visitor.assertThat(page.getByText("card-terminal", exactly())).isVisible(limit());
            Visitor.assertThat(page.locator("#tree")).containsText("No restart left", textLimit());
            page.locator("#tree summary").first().press("Enter");
            Visitor.assertThat(page.getByText("card-terminal", exactly()))
                    .isHidden(
                            new com.microsoft.playwright.assertions.LocatorAssertions
                                            .IsHiddenOptions()
                                    .setTimeout(Visitor.LIMIT));
            // The next news of the tree: another one beside it.
            CONSOLE.bean(Scheduler.class).supervise("second", s -> s.queue("inspect"));
            Visitor.assertThat(page.locator("#tree")).containsText("second", textLimit());
            assertThat(page.getByText("card-terminal", exactly()).isHidden()).isTrue();
            assertThat(visitor.complaints()).isEmpty();
        }
    }
}
