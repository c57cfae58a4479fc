package dev.mayfly.console.browser;

import static dev.mayfly.console.browser.Visitor.limit;
import static dev.mayfly.console.browser.Visitor.textLimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;

import dev.mayfly.console.audit.AuditEntry;
import dev.mayfly.console.audit.AuditTrail;
import dev.mayfly.console.browser.StageApplication.Part;
import dev.mayfly.console.browser.StageApplication.Stage;
import dev.mayfly.console.live.LiveStreams;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.Queues;
import dev.mayfly.jobs.Recurring;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.schedule.Cron;
import dev.mayfly.spring.Mayfly;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;

class ConsoleBrowserTests {
    private static final String HOSTILE =
            "<script>window.hacked=1</script>\"><img src=x onerror=window.hacked=2>"
                    + " javascript:window.hacked=3 ' hx-get=\"/x\"";
    private static final Cron YEARLY = new Cron("0 6 1 1 *", ZoneOffset.UTC);
    private static final JobOptions REPORTS = JobOptions.DEFAULTS.withQueue("reports");

    /** In pixels of the screen, where the pointer is too; a page is scrolled by parts of them. */
    private static final String PLACE = "row => Math.round(row.getBoundingClientRect().top)";

    private static final List<String> PAGES =
            List.of(
                    "/",
                    "/jobs",
                    "/jobs?queue=inspect",
                    "/recurring",
                    "/agents",
                    "/tasks",
                    "/problems",
                    "/jobs/nothing");

    @RegisterExtension
    static final ConsoleExtension CONSOLE = new ConsoleExtension("mayfly.console.actions=all");

    private static Mayfly mayfly;
    private static Stage stage;

    @BeforeAll
    static void start() {
        mayfly = CONSOLE.bean(Mayfly.class);
        stage = CONSOLE.bean(Stage.class);
    }

    private static JobHandle<?> started(String name, int steps) throws InterruptedException {
        JobHandle<?> job = mayfly.submit("inspect-jar", new Part(name, steps));
        assertThat(stage.started(name).await(60, TimeUnit.SECONDS)).isTrue();
        return job;
    }

    private static void finish(JobHandle<?> job, String name, int steps) {
        stage.allow(name, steps);
        job.future().handle((result, error) -> error).orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Test
    void aJobsProgressAndLogAreSeenWithoutReloading() throws Exception {
        JobHandle<?> job = started("progress.jar", 4);
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/jobs/" + job.id());
            page.evaluate("window.untouched = true");
            for (int step = 1; step <= 3; step++) {
                stage.allow("progress.jar", 1);
                Visitor.assertThat(page.locator("#job-head"))
                        .containsText(step + " of 4", textLimit());
                Visitor.assertThat(page.locator("#log"))
                        .containsText("step " + step + " of progress.jar", textLimit());
            }
            finish(job, "progress.jar", 1);
            Visitor.assertThat(page.locator("#job-head .pill"))
                    .containsText("Succeeded", textLimit());
            Visitor.assertThat(page.locator("#timeline"))
                    .containsText("Attempt 1 succeeded", textLimit());
            assertThat(page.evaluate("window.untouched")).isEqualTo(true);
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void aRunningJobIsCancelledFromItsPage() throws Exception {
        JobHandle<?> job = started("cancel.jar", 4);
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/jobs/" + job.id());
            page.locator("summary", new Page.LocatorOptions().setHasText("Cancel")).click();
            page.locator("button", new Page.LocatorOptions().setHasText("Cancel this job")).click();
            Visitor.assertThat(page.locator(".notice"))
                    .containsText("The job was asked to stop.", textLimit());
            Visitor.assertThat(page.locator("#job-head .pill"))
                    .containsText("Cancelled", textLimit());
            assertThat(job.state()).isEqualTo(JobState.CANCELLED);
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void aRecurringJobIsPausedWithAReasonAndResumed() {
        try (Visitor visitor = CONSOLE.visitor();
                Visitor other = CONSOLE.visitor()) {
            Page page = visitor.openLive("/recurring");
            Page watched = other.openLive("/recurring");
            Locator row = page.locator("tr", new Page.LocatorOptions().setHasText("nightly-audit"));
            Locator pause = row.locator("details:has(summary:has-text('Pause'))");
            pause.locator("summary").click();
            pause.locator("button").click();
            assertThat(page.locator(".notice").count()).as("sent without a reason").isZero();
            pause.locator("input[name=reason]").fill("the disk is full");
            // Whatever is pushed meanwhile must not take the words away.
            mayfly.submit("checksum", new Part("meanwhile.jar", 1)).future().join();
            pause.locator("button").click();
            Visitor.assertThat(page.locator(".notice"))
                    .containsText("The recurring job is paused.", textLimit());
            for (Page each : List.of(page, watched)) {
                Locator there =
                        each.locator("tr", new Page.LocatorOptions().setHasText("nightly-audit"));
                Visitor.assertThat(there).containsText("the disk is full", textLimit());
                Visitor.assertThat(there).containsText("by anonymous", textLimit());
            }
            Locator resume = row.locator("details:has(summary:has-text('Resume'))");
            resume.locator("summary").click();
            resume.locator("button").click();
            Visitor.assertThat(page.locator(".notice"))
                    .containsText("goes on at its next time", textLimit());
            Visitor.assertThat(row.locator(".pill")).containsText("Active", textLimit());
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void aRecurringJobIsRunNowAndItsJobIsShown() {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/recurring");
            Locator row =
                    page.locator("tr", new Page.LocatorOptions().setHasText("monthly-report"));
            Locator run = row.locator("details:has(summary:has-text('Run now'))");
            run.locator("summary").click();
            run.locator("button").click();
            page.waitForURL("**/jobs/*");
            Visitor.assertThat(page.locator("h1")).containsText("monthly-report", textLimit());
            Visitor.assertThat(page.locator("main")).containsText("Succeeded", textLimit());
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void aListStaysFilteredByNameAndStateWhileItLives() throws Exception {
        JobHandle<?> shown = mayfly.submit("breaks", new Part("filter-1.jar", 1));
        shown.future().handle((result, error) -> error).orTimeout(60, TimeUnit.SECONDS).join();
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/jobs?state=failed");
            page.locator("#job-filter").fill("state:failed name:breaks");
            page.locator("#job-filter").press("Enter");
            page.waitForURL("**/jobs?q=state%3Afailed+name%3Abreaks");
            Visitor.assertThat(page.locator("#live[data-state=live]")).isVisible(limit());
            Visitor.assertThat(page.locator("#job-" + shown.id())).isVisible(limit());
            page.locator("#job-filter").fill("half a nam");
            JobHandle<?> other = started("filter-2.jar", 1);
            finish(other, "filter-2.jar", 1);
            JobHandle<?> next = mayfly.submit("breaks", new Part("filter-3.jar", 1));
            next.future().handle((result, error) -> error).orTimeout(60, TimeUnit.SECONDS).join();
            Visitor.assertThat(page.locator("#job-" + next.id())).isVisible(limit());
            assertThat(page.locator("#rows tbody tr").allTextContents())
                    .allMatch(row -> row.contains("breaks") && row.contains("Failed"));
            assertThat(page.locator("#job-filter").inputValue()).isEqualTo("half a nam");
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void aListIsFilteredWithoutJavaScript() {
        try (Visitor visitor = CONSOLE.visitor(390, ColorScheme.LIGHT, false)) {
            Page page = visitor.open("/jobs?queue=inspect");
            assertThat(page.locator("#job-filter").inputValue()).isEqualTo("queue:inspect");
            page.locator("#job-filter").fill("queue:inspect name:monthly");
            page.locator("#search button").click();
            page.waitForURL("**/jobs?q=queue%3Ainspect+name%3Amonthly");
            page.locator("#rows a", new Page.LocatorOptions().setHasText("monthly-report")).click();
            page.waitForURL("**/jobs?queue=inspect&name=monthly-report");
            Visitor.assertThat(page.locator("#rows"))
                    .containsText("No job of this name is here", textLimit());
        }
    }

    @Test
    void rowsDoNotMoveUnderThePointerAndNewOnesAreAnnounced() throws Exception {
        JobHandle<?> first = started("hover-1.jar", 1);
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/jobs?queue=inspect");
            Locator top = page.locator("#rows tbody tr").first();
            Visitor.assertThat(top).hasId("job-" + first.id());
            top.hover();
            JobHandle<?> second = started("hover-2.jar", 1);
            Visitor.assertThat(page.locator("#newer button")).containsText("1 new", textLimit());
            Visitor.assertThat(top).hasId("job-" + first.id());
            finish(first, "hover-1.jar", 1);
            Visitor.assertThat(page.locator("#job-" + first.id()))
                    .containsText("Succeeded", textLimit());
            Visitor.assertThat(top).hasId("job-" + first.id());
            page.mouse().move(5, 5);
            Visitor.assertThat(page.locator("#job-" + second.id())).isVisible(limit());
            Visitor.assertThat(page.locator("#rows tbody tr").first()).hasId("job-" + second.id());
            finish(second, "hover-2.jar", 1);
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void rowsOfAuditAndRecurringJobsDoNotMoveUnderThePointerEither() {
        AuditTrail trail = CONSOLE.bean(AuditTrail.class);
        trail.add(entry("held-1"));
        try (Visitor visitor = CONSOLE.visitor()) {
            assertHeldUnderThePointer(
                    visitor.openLive("/audit"),
                    "held-1",
                    "held-2",
                    () -> trail.add(entry("held-2")));
            assertHeldUnderThePointer(
                    visitor.openLive("/recurring"),
                    "monthly-report",
                    "a-first-one",
                    () ->
                            recurring()
                                    .schedule(
                                            "a-first-one",
                                            "monthly-report",
                                            YEARLY,
                                            null,
                                            REPORTS));
            assertThat(visitor.complaints()).isEmpty();
        } finally {
            recurring().remove("a-first-one");
        }
    }

    private static Recurring recurring() {
        return CONSOLE.bean(Jobs.class).recurring();
    }

    private static AuditEntry entry(String target) {
        return new AuditEntry(
                Instant.now(), "ada", "here", "pause", target, AuditEntry.Outcome.DONE, null);
    }

    /** The one that comes belongs before the one that the pointer is on. */
    private static void assertHeldUnderThePointer(
            Page page, String there, String next, Runnable comes) {
        Locator rows = page.locator("#rows tbody tr");
        Locator named = rows.filter(new Locator.FilterOptions().setHasText(there));
        Locator row = page.locator("#" + named.getAttribute("id"));
        row.hover();
        Object before = row.evaluate(PLACE);
        comes.run();
        Visitor.assertThat(page.locator("#newer button")).hasText("1 new", exactly());
        assertThat(row.evaluate(PLACE)).isEqualTo(before);
        assertThat(rows.allTextContents()).noneMatch(text -> text.contains(next));
        page.mouse().move(5, 5);
        Visitor.assertThat(rows.filter(new Locator.FilterOptions().setHasText(next)))
                .isVisible(limit());
        Visitor.assertThat(page.locator("#newer")).isHidden();
        assertThat(row.evaluate(PLACE)).isNotEqualTo(before);
    }

    private static LocatorAssertions.HasTextOptions exactly() {
        return new LocatorAssertions.HasTextOptions().setTimeout(Visitor.LIMIT);
    }

    @Test
    void theShortListsOfTheOverviewHoldStillToo() {
        fail("short-1.jar");
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/");
            Locator rows = page.locator("#failures li");
            Locator there = rows.filter(new Locator.FilterOptions().setHasText("short-1.jar"));
            there.hover();
            Object before = there.evaluate(PLACE);
            fail("short-2.jar");
            Locator note = page.locator("#failures [data-held]");
            Visitor.assertThat(note).hasText("1 new", exactly());
            assertThat(there.evaluate(PLACE)).isEqualTo(before);
            page.mouse().move(5, 5);
            Visitor.assertThat(rows.filter(new Locator.FilterOptions().setHasText("short-2.jar")))
                    .isVisible(limit());
            Visitor.assertThat(note).isHidden();
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {900, 3_000})
    void whatComesAndGoesAboveAListDoesNotMoveItUnderThePointer(int height) {
        String name = "above-" + height + ".jar";
        fail(name);
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/");
            page.setViewportSize(1280, height);
            Locator there =
                    page.locator("#failures li")
                            .filter(new Locator.FilterOptions().setHasText(name));
            there.hover();
            Object before = there.evaluate(PLACE);
            Locator problem = page.locator("#health").getByText("the ink is gone");
            queues().pause("reports", "the ink is gone", "ada");
            try {
                Visitor.assertThat(problem).isVisible(limit());
                assertThat(there.evaluate(PLACE)).isEqualTo(before);
            } finally {
                queues().resume("reports", "ada");
            }
            Visitor.assertThat(problem).isHidden();
            assertThat(there.evaluate(PLACE)).isEqualTo(before);
            page.mouse().move(5, 5);
            page.waitForFunction(
                    "() => ['body', 'main'].every(e => !document.querySelector(e).style.length)");
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    private static Queues queues() {
        return CONSOLE.bean(Jobs.class).queues();
    }

    private static void fail(String name) {
        JobHandle<?> job = mayfly.submit("breaks", new Part(name, 1));
        job.future().handle((result, error) -> error).orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Test
    void theOverviewCountsLive() throws Exception {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/");
            JobHandle<?> job = started("count.jar", 1);
            Visitor.assertThat(page.locator("#longest")).containsText("inspect-jar", textLimit());
            finish(job, "count.jar", 1);
            JobHandle<?> broken = mayfly.submit("breaks", new Part("overview.jar", 1));
            broken.future().handle((result, error) -> error).orTimeout(60, TimeUnit.SECONDS).join();
            Visitor.assertThat(page.locator("#failures"))
                    .containsText("Cannot inspect overview.jar", textLimit());
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void twoTabsShareOneStream() {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page overview = visitor.openLive("/");
            Page tasks = visitor.openLive("/tasks");
            overview.reload();
            Visitor.assertThat(overview.locator("#live[data-state=live]")).isVisible(limit());
            Visitor.assertThat(tasks.locator("#live[data-state=live]")).isVisible(limit());
            assertThat(
                            overview.evaluate(
                                    "performance.getEntriesByType('resource').filter(e =>"
                                            + " e.name.includes('/stream?')).length"))
                    .as("streams of the tab's own")
                    .isEqualTo(0);
            assertThat(CONSOLE.bean(LiveStreams.class).count()).isLessThanOrEqualTo(2);
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void hostileTextsRunNothing() {
        JobHandle<?> job = mayfly.submit("checksum", new Part(HOSTILE, 1));
        JobHandle<?> broken = mayfly.submit("breaks", new Part(HOSTILE, 1));
        for (JobHandle<?> each : List.of(job, broken)) {
            each.future().handle((result, error) -> error).orTimeout(60, TimeUnit.SECONDS).join();
        }
        try (Visitor visitor = CONSOLE.visitor()) {
            for (String path : List.of("/", "/jobs", "/jobs/" + job.id(), "/jobs/" + broken.id())) {
                Page page = visitor.openLive(path);
                Visitor.assertThat(page.locator("main")).containsText("window.hacked", textLimit());
                assertThat(page.evaluate("typeof window.hacked")).as(path).isEqualTo("undefined");
                assertThat(page.locator("main img, main script, main [hx-get]").count())
                        .as(path)
                        .isZero();
            }
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void nothingScrollsSidewaysOnAPhone() {
        try (Visitor visitor = CONSOLE.visitor(390, ColorScheme.LIGHT, true)) {
            for (String path : PAGES) {
                Page page = visitor.open(path);
                assertThat(
                                page.evaluate(
                                        "document.documentElement.scrollWidth -"
                                                + " document.documentElement.clientWidth"))
                        .as("overflow of " + path)
                        .isEqualTo(0);
            }
        }
    }

    @Test
    void everythingCanBeReachedWithTheKeyboard() throws Exception {
        JobHandle<?> job = started("keyboard.jar", 1);
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/jobs/" + job.id());
            page.keyboard().press("Tab");
            Visitor.assertThat(page.locator(".skip")).isFocused();
            Locator cancel =
                    page.locator("summary", new Page.LocatorOptions().setHasText("Cancel"));
            for (int i = 0;
                    i < 20 && !(Boolean) cancel.evaluate("e => e === document.activeElement");
                    i++) {
                page.keyboard().press("Tab");
            }
            Visitor.assertThat(cancel).isFocused();
            page.keyboard().press("Enter");
            Visitor.assertThat(page.locator("details.confirm .panel")).isVisible();
            page.keyboard().press("Escape");
            Visitor.assertThat(page.locator("details.confirm .panel")).isHidden();
            Visitor.assertThat(cancel).isFocused();
        }
        finish(job, "keyboard.jar", 1);
    }

    @Test
    void theThemeIsRemembered() {
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/");
            Object light = page.evaluate("getComputedStyle(document.body).backgroundColor");
            page.locator("#theme").click();
            Object dark = page.evaluate("getComputedStyle(document.body).backgroundColor");
            assertThat(dark).isNotEqualTo(light);
            page.reload();
            assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo(dark);
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void pagesAreReadAndFormsSentWithoutJavaScript() throws Exception {
        JobHandle<?> job = started("plain.jar", 1);
        try (Visitor visitor = CONSOLE.visitor(1280, ColorScheme.LIGHT, false)) {
            Page page = visitor.open("/jobs/" + job.id());
            Visitor.assertThat(page.locator("#theme")).isHidden();
            page.locator("summary", new Page.LocatorOptions().setHasText("Cancel")).click();
            page.locator("button", new Page.LocatorOptions().setHasText("Cancel this job")).click();
            Visitor.assertThat(page.locator(".notice"))
                    .containsText("The job was asked to stop.", textLimit());
        }
    }
}
