package dev.mayfly.console.browser;

import static dev.mayfly.console.browser.Visitor.limit;
import static dev.mayfly.console.browser.Visitor.textLimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import dev.mayfly.console.browser.StageApplication.Part;
import dev.mayfly.console.browser.StageApplication.Stage;
import dev.mayfly.jobs.JobRequest;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.batch.BatchHandle;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RetryPolicy;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Limits, batches and many jobs at once, by hand. */
class ManyJobsTests {

    private static final JobOptions LETTERS = JobOptions.DEFAULTS.withQueue("letters");
    private static final JobOptions CHECKSUMS = JobOptions.DEFAULTS.withQueue("checksum");

    @RegisterExtension
    static final ConsoleExtension CONSOLE = new ConsoleExtension("mayfly.console.actions=all");

    private static Jobs jobs;
    private static Stage stage;

    @BeforeAll
    static void start() {
        jobs = CONSOLE.bean(Jobs.class);
        stage = CONSOLE.bean(Stage.class);
    }

    private static void end(JobHandle<?> job) {
        job.future().handle((result, error) -> error).orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Test
    void limitsAreSetWhileThePageLives() {
        try (Visitor visitor = CONSOLE.visitor();
                Visitor other = CONSOLE.visitor()) {
            Page page = visitor.openLive("/jobs?queue=reports");
            Page watched = other.openLive("/jobs?queue=reports");
            page.locator(".limits > summary").click();
            page.locator("#limit-global").fill("7");
            // Whatever is pushed meanwhile must not take the number away, nor close the panel.
            end(jobs.submit("nightly-audit", null));
            Visitor.assertThat(page.locator("#rows")).containsText("nightly-audit", textLimit());
            page.locator("#limit-permits").fill("10");
            page.locator("#limit-period").fill("1m");
            page.locator("button", button("Set these limits")).click();
            Visitor.assertThat(page.locator(".notice"))
                    .containsText("The limits are set", textLimit());
            for (Page each : new Page[] {page, watched}) {
                Visitor.assertThat(each.locator("#list-head"))
                        .containsText("7 at once on all nodes, rate 10/min", textLimit());
            }
            page.locator(".limits > summary").click();
            page.locator("button", button("Back to the configuration")).click();
            Visitor.assertThat(page.locator(".notice"))
                    .containsText("those of the configuration again", textLimit());
            assertThat(jobs.queues().policy("reports").limits().global()).isNull();
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    private static Page.LocatorOptions button(String text) {
        return new Page.LocatorOptions().setHasText(text);
    }

    private static void fails(String name, JobOptions options) {
        end(jobs.submit("breaks", new Part(name, 1), options.withRetry(RetryPolicy.NONE)));
    }

    /** The list in another tab shows that the news has come to this browser. */
    @Test
    void aQuestionStandsStillWhileItIsReadAndKeepsItsTick() {
        fails("question-1", CHECKSUMS);
        try (Visitor visitor = CONSOLE.visitor()) {
            Page list = visitor.openLive("/jobs?queue=checksum&state=failed");
            Page page = visitor.open("/bulk?verb=retry&queue=checksum&state=failed");
            Visitor.assertThat(page.locator("h1")).containsText("Retry 1 job?", textLimit());
            Visitor.assertThat(page.locator("#bulk")).containsText("Counted", textLimit());
            page.locator("input[name=fresh]").check();

            fails("question-2", CHECKSUMS);

            Visitor.assertThat(list.locator("#pager")).containsText("2 of 2", textLimit());
            list.reload(); // its stream is opened anew, and the first thing sent is all of a page
            Visitor.assertThat(list.locator("#live[data-state=live]")).isVisible(limit());
            Visitor.assertThat(page.locator("h1")).containsText("Retry 1 job?", textLimit());
            assertThat(page.locator("input[name=fresh]").isChecked()).isTrue();
            assertThat(page.locator("#live").count()).isZero();
            page.locator("button", button("Retry 1 job")).click();
            Visitor.assertThat(page.locator(".notice"))
                    .containsText(
                            "2 jobs are ready again, and have forgotten their steps.", textLimit());
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void failedJobsAreRetriedTogetherWithoutJavaScript() {
        for (int i = 0; i < 3; i++) {
            fails("many-" + i, LETTERS);
        }
        try (Visitor visitor = CONSOLE.visitor(390, ColorScheme.LIGHT, false)) {
            Page page = visitor.open("/jobs?queue=letters&state=failed");
            page.locator("#bulk-offers a").click();
            Visitor.assertThat(page.locator("h1")).containsText("Retry 3 jobs?", textLimit());
            page.locator("a", button("Back to the list")).click();
            Visitor.assertThat(page.locator("h1")).containsText("letters", textLimit());
            page.locator("#bulk-offers a").click();
            page.locator("button", button("Retry 3 jobs")).click();
            Visitor.assertThat(page.locator(".notice"))
                    .containsText("3 jobs are ready again.", textLimit());
        }
    }

    @Test
    void aBatchIsSeenToEndAndCancelled() throws Exception {
        BatchHandle batch =
                jobs.batch(
                        "pages",
                        b -> {
                            b.add("checksum", new Part("page-1", 1));
                            b.add(new JobRequest("inspect-jar", new Part("page-2", 2)));
                            b.onCompletion(new JobRequest("checksum", new Part("book", 1)));
                        });
        assertThat(stage.started("page-2").await(60, TimeUnit.SECONDS)).isTrue();
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/jobs?batch=" + batch.id());
            Locator standing = page.locator(".batch");
            Visitor.assertThat(standing).containsText("1 of 2 ended", textLimit());
            Visitor.assertThat(standing).containsText("When all have ended", textLimit());
            page.locator(".actions summary", button("Cancel")).click();
            page.locator("button", button("Cancel 1 job")).click();
            Visitor.assertThat(page.locator(".notice"))
                    .containsText("1 job was asked to stop.", textLimit());
            Visitor.assertThat(standing).containsText("2 of 2 ended", textLimit());
            Visitor.assertThat(page.locator(".batch-next .pill"))
                    .containsText("Succeeded", textLimit());
            page.locator(".batch-next a").click();
            Visitor.assertThat(page.locator("h1")).containsText("checksum", textLimit());
            assertThat(visitor.complaints()).isEmpty();
        }
        assertThat(batch.state().orElseThrow().isDone()).isTrue();
        JobState completion =
                jobs.find(batch.state().orElseThrow().onCompletion()).orElseThrow().state();
        assertThat(completion).isEqualTo(JobState.SUCCEEDED);
    }

    // ---- ticked rows
    // -----------------------------------------------------------------------------

    private static final JobOptions REPORTS = JobOptions.DEFAULTS.withQueue("reports");

    private static final JobOptions IN_AN_HOUR = LETTERS.withDelay(Duration.ofHours(1));

    private static Locator ticked(Page page) {
        return page.locator("#rows input[name=job]:checked");
    }

    private static void press(Page page, String... keys) {
        for (String key : keys) {
            page.keyboard().press(key);
        }
    }

    /** No mouse: rows are ticked, news comes, and the answer is given. */
    @Test
    void rowsAreTickedByKeysAndStayTickedWhileTheListGoesOn() {
        fails("ticked-1", REPORTS);
        fails("ticked-2", REPORTS);
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/jobs?queue=reports&state=failed");
            press(page, "j", "x", "j", "x");
            Locator count = page.locator("#ticks-count");
            Visitor.assertThat(count).hasText("2 rows are ticked");
            assertThat(page.locator("#tick-all").isChecked()).isTrue();
            assertThat(Axe.violations(page, ColorScheme.LIGHT)).isEmpty();

            fails("ticked-3", REPORTS);
            Visitor.assertThat(page.locator("#newer")).containsText("1 new", textLimit());
            press(page, "n");
            Visitor.assertThat(page.locator("#pager")).containsText("3 of 3", textLimit());
            assertThat(ticked(page).count()).isEqualTo(2);
            Visitor.assertThat(count).hasText("2 rows are ticked");
            assertThat(page.locator("#tick-all").isChecked()).isFalse();

            page.locator("#ticks button[value=retry]").focus();
            press(page, "Enter");
            Visitor.assertThat(page.locator("h1")).containsText("Retry 2 jobs?", textLimit());
            page.locator("button", button("Retry 2 jobs")).focus();
            press(page, "Enter");
            Visitor.assertThat(page.locator(".notice"))
                    .containsText("2 jobs are ready again.", textLimit());
            assertThat(page.url()).contains("queue=reports&state=failed");
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    private static JobHandle<?> later(String name) {
        return jobs.submit("checksum", new Part(name, 1), REPORTS.withDelay(Duration.ofHours(1)));
    }

    /** The keyboard is in the list after a tick, and holds it. */
    private static void refresh(Page page) {
        Visitor.assertThat(page.locator("#newer button")).isVisible(Visitor.limit());
        press(page, "n");
    }

    private static Locator box(Page page, JobHandle<?> job) {
        return page.locator("#job-" + job.id() + " input[name=job]");
    }

    @Test
    void aTickedRowThatLeavesTheListIsNamedAndSentAndCountedAsMovedOn() {
        JobHandle<?> gone = later("gone");
        JobHandle<?> stays = later("stays");
        JobHandle<?> left = later("left");
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/jobs?queue=reports&state=scheduled");
            box(page, gone).check();
            box(page, stays).check();
            jobs.cancel(gone.id());
            refresh(page);
            Visitor.assertThat(page.locator("#ticks-gone"))
                    .containsText("No longer in this list: checksum ", textLimit());
            Visitor.assertThat(page.locator("#ticks-count")).hasText("2 rows are ticked");
            page.locator("#ticks button[value=cancel]").click();
            Visitor.assertThat(page.locator("h1")).containsText("Cancel 1 job?", textLimit());
            Visitor.assertThat(page.locator("#bulk")).containsText("(cancelled)", textLimit());
            page.locator("button", button("Cancel 1 job")).click();
            Visitor.assertThat(page.locator(".notice"))
                    .containsText(
                            "1 job was asked to stop. 1 job had moved on and stays as it is.",
                            textLimit());
            assertThat(jobs.find(left.id()).orElseThrow().state()).isEqualTo(JobState.SCHEDULED);
            assertThat(visitor.complaints()).isEmpty();
        }
        left.cancel();
    }

    /** More than a page only come together where pages go by below the ticks. */
    @Test
    void allOnThePageAreTickedAndUntickedAndTooManyAreNotSent() {
        List<JobHandle<?>> all = new ArrayList<>();
        for (int i = 0; i < 55; i++) {
            all.addFirst(jobs.submit("checksum", new Part("later", 1), IN_AN_HOUR));
        }
        try (Visitor visitor = CONSOLE.visitor(390, ColorScheme.DARK, true)) {
            Page page = visitor.openLive("/jobs?queue=letters&state=scheduled");
            for (int shown = 0; shown < 50; shown += 25) {
                page.locator("#tick-all").check();
                assertThat(ticked(page).count()).isEqualTo(25);
                all.subList(shown, shown + 25).forEach(JobHandle::cancel);
                Visitor.assertThat(page.locator("#pager"))
                        .containsText(Math.min(25, 30 - shown) + " of", textLimit());
                refresh(page);
            }
            Visitor.assertThat(page.locator("#ticks-count")).hasText("50 rows are ticked");
            assertThat(page.locator("#ticks button[value=cancel]").isEnabled()).isTrue();
            page.locator("#tick-all").check();
            Visitor.assertThat(page.locator("#ticks-count")).hasText("55 rows are ticked");
            Visitor.assertThat(page.locator("#ticks-gone"))
                    .containsText("and 47 more. At most 50 at once", textLimit());
            assertThat(page.locator("#ticks button[value=cancel]").isEnabled()).isFalse();
            page.locator("#ticks-none").click();
            assertThat(ticked(page).count()).isZero();
            assertThat(page.locator("#ticks").isVisible()).isFalse();
            assertThat(visitor.complaints()).isEmpty();
        }
        all.forEach(JobHandle::cancel);
    }

    @Test
    void tickedRowsAreAnOrdinaryFormWithoutJavaScript() {
        JobHandle<?> one = later("plain-1");
        JobHandle<?> other = later("plain-2");
        try (Visitor visitor = CONSOLE.visitor(390, ColorScheme.LIGHT, false)) {
            Page page = visitor.open("/jobs?queue=reports&state=scheduled");
            box(page, one).check();
            page.locator("#ticks button[value=cancel]").click();
            Visitor.assertThat(page.locator("h1")).containsText("Cancel 1 job?", textLimit());
            page.locator("button", button("Cancel 1 job")).click();
            Visitor.assertThat(page.locator(".notice"))
                    .containsText("1 job was asked to stop.", textLimit());
        }
        assertThat(jobs.find(other.id()).orElseThrow().state()).isEqualTo(JobState.SCHEDULED);
        other.cancel();
    }

    /** Rows are merged with what comes, and would lose what nobody remembers. */
    @Test
    void ticksThatNobodyRemembersAreFoundToBeLost() {
        JobHandle<?> one = later("forgotten");
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/jobs?queue=reports&state=scheduled");
            page.evaluate(
                    "document.addEventListener('mayfly:merged', e =>"
                            + " e.stopImmediatePropagation(), true)");
            box(page, one).check();
            JobHandle<?> news = later("news");
            refresh(page);
            Visitor.assertThat(page.locator("#job-" + news.id())).isVisible(Visitor.limit());
            assertThat(ticked(page).count()).isZero();
            news.cancel();
        }
        one.cancel();
    }
}
