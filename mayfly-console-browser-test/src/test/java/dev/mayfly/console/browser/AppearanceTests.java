package dev.mayfly.console.browser;

import static dev.mayfly.console.browser.Visitor.textLimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.console.browser.StageApplication.Part;
import dev.mayfly.console.browser.StageApplication.Stage;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.lint.Lints;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.boot.autoconfigure.actuate.StateDumps;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How the pages look with work in every state: pictures for the eye, contrast for the rule.
 * Pictures go to {@code target/screenshots}; {@code -Dpictures=docs/images} puts them where the
 * documentation shows them.
 */
class AppearanceTests {
    /**
     * Lists texts whose contrast to what is behind them is below WCAG AA: 4.5, or 3 where they are
     * large.
     */
    private static final String FAINT_TEXTS =
            """
            () => {
              const canvas = document.createElement('canvas'); canvas.width = canvas.height = 1;
              const pen = canvas.getContext('2d', { willReadFrequently: true });
              const rgba = color => { pen.clearRect(0, 0, 1, 1); pen.fillStyle = color; pen.fillRect(0, 0, 1, 1);
                const d = pen.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255]; };
              const over = (a, b) => [0, 1, 2].map(i => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
              const behind = e => { const layers = []; for (; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor));
                return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255, 1]); };
              const light = c => { const [r, g, b] = c.map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
                return .2126 * r + .7152 * g + .0722 * b; };
              const faint = [];
              for (const e of document.querySelectorAll('body *')) {
                if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !e.checkVisibility() || e.closest('.sr, .skip, [aria-disabled]')) continue;
                const style = getComputedStyle(e), back = behind(e), front = over(rgba(style.color), back);
                const [hi, lo] = [light(front), light(back)].sort((a, b) => b - a), ratio = (hi + .05) / (lo + .05);
                if (ratio < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) faint.push(ratio.toFixed(2) + ' ' + e.textContent.trim().slice(0, 40));
              }
              return faint;
            }\
            """;

    @RegisterExtension
    static final ConsoleExtension CONSOLE =
            new ConsoleExtension("mayfly.console.actions=all", "spring.application.name=jarwatch");

    /** What is seen there stands still: such a page is whole as it comes. */
    private static final String QUESTION = "/bulk?verb=retry&state=failed";

    private static final String DUMPS = "/dumps";

    private static final Map<String, String> PAGES = new LinkedHashMap<>();

    @BeforeAll
    static void start() throws Exception {
        play();
    }

    private static void play() throws Exception {
        StageTree.play(CONSOLE.bean(Scheduler.class));
        beginToRecord();
        Mayfly mayfly = CONSOLE.bean(Mayfly.class);
        Stage stage = CONSOLE.bean(Stage.class);
        List<JobHandle<?>> ended = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            ended.add(mayfly.submit("checksum", new Part("spring-core-7.0." + i + ".jar", 1)));
        }
        JobHandle<?> broken = mayfly.submit("breaks", new Part("commons-broken-1.2.jar", 1));
        ended.add(broken);
        ended.add(mayfly.submit("breaks", new Part("netty-all-4.1.jar", 1)));
        for (JobHandle<?> job : ended) {
            job.future().handle((result, error) -> error).orTimeout(60, TimeUnit.SECONDS).join();
        }
        mayfly.submit(
                "checksum",
                new Part("later.jar", 1),
                JobOptions.DEFAULTS.withDelay(Duration.ofHours(3)));
        String[] running = {
            "scala-library-2.13.14.jar",
            "guava-33.4.jar",
            "kotlin-stdlib-2.2.jar",
            "jackson-databind-3.0.jar"
        };
        JobHandle<?> shown = null;
        for (int i = 0; i < running.length; i++) {
            JobHandle<?> job = mayfly.submit("inspect-jar", new Part(running[i], 10));
            shown = shown == null ? job : shown;
            assertThat(stage.started(running[i]).await(60, TimeUnit.SECONDS)).isTrue();
            stage.allow(running[i], 7 - i * 2);
        }
        for (int i = 0; i < 12; i++) {
            mayfly.submit("inspect-jar", new Part("lib-" + i + ".jar", 10));
        }
        playProblems();
        StageAgents.play(CONSOLE.bean(AgentRuntime.class));
        CONSOLE.bean(Scheduler.class).pause("reports");
        PAGES.putAll(StageJobs.play(CONSOLE.bean(Jobs.class)));
        pages(broken, shown);
    }

    /** What ran before the first look at the timeline is not in it. */
    private static void beginToRecord() {
        try (Visitor visitor = CONSOLE.visitor()) {
            visitor.openLive("/tasks/timeline");
        }
    }

    /** One that has gone, and then two that are there. */
    private static void playProblems() {
        StageProblems problems = CONSOLE.bean(StageProblems.class);
        Lints lints = CONSOLE.bean(Lints.class);
        problems.are(StageProblems.overlap());
        StageJobs.await("a problem is found", () -> !lints.current().isEmpty());
        problems.are(StageProblems.hog(), StageProblems.storm());
        StageJobs.await(
                "it is gone, and two others are found",
                () -> !lints.history().isEmpty() && lints.current().size() >= 2);
    }

    private static void pages(JobHandle<?> broken, @Nullable JobHandle<?> shown) {
        PAGES.put("overview", "/");
        PAGES.put("jobs", "/jobs");
        PAGES.put("queue", "/jobs?queue=inspect");
        PAGES.put("failed", "/jobs?state=failed");
        PAGES.put("bulk", QUESTION);
        PAGES.put("job-failed", "/jobs/" + broken.id());
        PAGES.put("job-running", "/jobs/" + (shown == null ? "" : shown.id()));
        PAGES.put("recurring", "/recurring");
        PAGES.put("agents", "/agents");
        PAGES.put("tasks", "/tasks");
        PAGES.put("tree", "/tasks/tree");
        PAGES.put("timeline", "/tasks/timeline?span=20s");
        PAGES.put("timeline-carriers", "/tasks/timeline?by=carriers&span=20s");
        PAGES.put("problems", "/problems");
        PAGES.put("empty", "/jobs?queue=default");
        PAGES.put("dumps", DUMPS);
        PAGES.put("dump", dumped());
    }

    /** The state of this stage, opened as if it had come from elsewhere. */
    private static String dumped() {
        byte[] json =
                JsonMapper.builder()
                        .build()
                        .writeValueAsBytes(CONSOLE.bean(StateDumps.class).take());
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.open(DUMPS);
            page.locator("#dump-file")
                    .setInputFiles(new FilePayload("mayfly-state.json", "application/json", json));
            page.locator("#open-dump button").click();
            Visitor.assertThat(page.locator("#dump")).containsText("State dump", textLimit());
            return page.url().substring(page.url().indexOf(DUMPS));
        }
    }

    private static boolean standsStill(String path) {
        return path.equals(QUESTION) || path.startsWith(DUMPS);
    }

    private static Page open(Visitor visitor, String path) {
        if (!standsStill(path)) {
            Page page = visitor.openLive(path);
            Visitor.assertThat(page.locator("#live")).containsText("Live", textLimit());
            return page;
        }
        Page page = visitor.open(path);
        if (path.equals(QUESTION)) {
            Visitor.assertThat(page.locator("#bulk")).containsText("Counted", textLimit());
        }
        assertThat(page.locator("#live").count()).isZero();
        return page;
    }

    @Test
    void everyTextStandsOutFromWhatIsBehindIt() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (Visitor visitor = CONSOLE.visitor(1280, scheme, true)) {
                for (Map.Entry<String, String> each : PAGES.entrySet()) {
                    Page page = open(visitor, each.getValue());
                    assertThat((List<?>) page.evaluate(FAINT_TEXTS))
                            .as("%s, %s", each.getKey(), scheme)
                            .isEmpty();
                }
            }
        }
    }

    /** What opens under a button lies over the page, and within it. */
    @Test
    void everyPanelFitsOnTheScreen() {
        Map<String, String> panels =
                Map.of(
                        "limits", PAGES.get("queue"),
                        "cancel-batch", PAGES.get("batch"),
                        "retry", PAGES.get("job-steps"));
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : new int[] {1280, 390}) {
                try (Visitor visitor = CONSOLE.visitor(width, scheme, true)) {
                    panels.forEach((name, path) -> {
                        Page page = visitor.openLive(path);
                        page.locator(".actions summary").last().click();
                        if (name.equals("limits")) {
                            page.locator(".limits > summary").click();
                        }
                        String file = Pictures.name("panel-" + name, scheme, width);
                        Pictures.take(page, file);
                        assertThat((List<?>) page.evaluate(FAINT_TEXTS)).as(file).isEmpty();
                        var box = page.locator("details[open] > .panel").boundingBox();
                        assertThat(box.x).as(file).isNotNegative();
                        assertThat(box.x + box.width).as(file).isLessThanOrEqualTo(width);
                    });
                    assertThat(visitor.complaints()).isEmpty();
                }
            }
        }
    }

    @Test
    void everyPageIsPicturedInLightAndDarkOnDeskAndPhone() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : new int[] {1280, 390}) {
                try (Visitor visitor = CONSOLE.visitor(width, scheme, true)) {
                    for (Map.Entry<String, String> each : PAGES.entrySet()) {
                        Page page = open(visitor, each.getValue());
                        String name = Pictures.name(each.getKey(), scheme, width);
                        Pictures.take(page, name);
                        assertThat(
                                        page.evaluate(
                                                "document.documentElement.scrollWidth -"
                                                        + " document.documentElement.clientWidth"))
                                .as("overflow of " + name)
                                .isEqualTo(0);
                    }
                    assertThat(visitor.complaints()).isEmpty();
                }
            }
        }
    }
}
