package dev.mayfly.console.browser;

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

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

import java.util.concurrent.TimeUnit;

/** Limits, batches and many jobs at once, by hand. */
class ManyJobsTests {

    private static final JobOptions LETTERS = JobOptions.DEFAULTS.withQueue("letters");

    private static Chromium chromium;
    private static ConfigurableApplicationContext application;
    private static Jobs jobs;
    private static Stage stage;
    private static String base;

    @BeforeAll
    static void start() {
        chromium = Chromium.launch();
        application = StageApplication.start(0, "mayfly.console.actions=all");
        base =
                "http://localhost:"
                        + application.getEnvironment().getRequiredProperty("local.server.port")
                        + "/mayfly";
        jobs = application.getBean(Jobs.class);
        stage = application.getBean(Stage.class);
    }

    @AfterAll
    static void stop() {
        if (application != null) {
            application.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    private static void end(JobHandle<?> job) {
        job.future().handle((result, error) -> error).orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Test
    void limitsAreSetWhileThePageLives() {
        try (Visitor visitor = new Visitor(chromium, base);
                Visitor other = new Visitor(chromium, base)) {
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

    @Test
    void failedJobsAreRetriedTogetherWithoutJavaScript() {
        for (int i = 0; i < 3; i++) {
            end(
                    jobs.submit(
                            "breaks",
                            new Part("many-" + i, 1),
                            LETTERS.withRetry(RetryPolicy.NONE)));
        }
        try (Visitor visitor = new Visitor(chromium, base, 390, ColorScheme.LIGHT, false)) {
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
        try (Visitor visitor = new Visitor(chromium, base)) {
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
}
