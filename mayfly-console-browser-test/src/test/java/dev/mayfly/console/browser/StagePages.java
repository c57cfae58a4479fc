package dev.mayfly.console.browser;

import static dev.mayfly.console.audit.AuditEntry.Outcome.BEGUN;
import static dev.mayfly.console.audit.AuditEntry.Outcome.DONE;
import static dev.mayfly.console.audit.AuditEntry.Outcome.REFUSED;
import static dev.mayfly.console.audit.AuditEntry.Outcome.UNCHANGED;
import static dev.mayfly.console.browser.Visitor.textLimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.console.audit.AuditEntry;
import dev.mayfly.console.audit.AuditTrail;
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

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Work in every state, so that every page has something to show. */
final class StagePages {
    /** What is seen there stands still: such a page is whole as it comes. */
    private static final String QUESTION = "/bulk?verb=retry&state=failed";

    private static final String DUMPS = "/dumps";

    private StagePages() {}

    /** Plays; returns the pages on which it is seen, by the names of their pictures. */
    static Map<String, String> play(ConsoleExtension console) throws Exception {
        StageTree.play(console.bean(Scheduler.class));
        beginToRecord(console);
        Mayfly mayfly = console.bean(Mayfly.class);
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
        JobHandle<?> shown = running(mayfly, console.bean(Stage.class));
        playProblems(console);
        StageAgents.play(console.bean(AgentRuntime.class), console.bean(Scheduler.class));
        console.bean(Scheduler.class).pause("reports");
        Map<String, String> pages = new LinkedHashMap<>(StageJobs.play(console.bean(Jobs.class)));
        pages(pages, broken, shown);
        pages.put("dump", dumped(console));
        playAudit(console.bean(AuditTrail.class), broken.id().value());
        return pages;
    }

    /** Four that run, with others behind them; returns the first. */
    private static @Nullable JobHandle<?> running(Mayfly mayfly, Stage stage) throws Exception {
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
        return shown;
    }

    /** What ran before the first look at the timeline is not in it. */
    private static void beginToRecord(ConsoleExtension console) {
        try (Visitor visitor = console.visitor()) {
            visitor.openLive("/tasks/timeline");
        }
    }

    /** One that has gone, and then two that are there. */
    private static void playProblems(ConsoleExtension console) {
        StageProblems problems = console.bean(StageProblems.class);
        Lints lints = console.bean(Lints.class);
        problems.are(StageProblems.overlap());
        StageJobs.await("a problem is found", () -> !lints.current().isEmpty());
        problems.are(StageProblems.hog(), StageProblems.storm());
        StageJobs.await(
                "it is gone, and two others are found",
                () -> !lints.history().isEmpty() && lints.current().size() >= 2);
    }

    private static void pages(
            Map<String, String> pages, JobHandle<?> broken, @Nullable JobHandle<?> shown) {
        pages.put("overview", "/");
        pages.put("jobs", "/jobs");
        pages.put("queue", "/jobs?queue=inspect");
        pages.put("failed", "/jobs?state=failed");
        pages.put("bulk", QUESTION);
        pages.put("job-failed", "/jobs/" + broken.id());
        pages.put("job-running", "/jobs/" + (shown == null ? "" : shown.id()));
        pages.put("recurring", "/recurring");
        pages.put("agents", "/agents");
        pages.put("tasks", "/tasks");
        pages.put("tree", "/tasks/tree");
        pages.put("timeline", "/tasks/timeline?span=20s");
        pages.put("timeline-carriers", "/tasks/timeline?by=carriers&span=20s");
        pages.put("problems", "/problems");
        pages.put("mistake", "/jobs?q=stat%3Afailed+queue%3A");
        pages.put("empty", "/jobs?queue=default");
        pages.put("audit", "/audit");
        pages.put("dumps", DUMPS);
    }

    /** The state of this stage, opened as if it had come from elsewhere. */
    private static String dumped(ConsoleExtension console) {
        byte[] json =
                JsonMapper.builder()
                        .build()
                        .writeValueAsBytes(console.bean(StateDumps.class).take());
        try (Visitor visitor = console.visitor()) {
            Page page = visitor.open(DUMPS);
            page.locator("#dump-file")
                    .setInputFiles(new FilePayload("mayfly-state.json", "application/json", json));
            page.locator("#open-dump button").click();
            Visitor.assertThat(page.locator("#dump")).containsText("State dump", textLimit());
            return page.url().substring(page.url().indexOf(DUMPS));
        }
    }

    /** Besides the dump that was opened, a morning's work of several people. */
    private static void playAudit(AuditTrail trail, String job) {
        Object[][] morning = {
            {"grace", "10.0.4.17", "pause-recurring", "monthly-report", DONE, "figures are not in"},
            {"ada", "10.0.4.9", "pause", "letters", DONE, "the printer is out of paper"},
            {"ada", "10.0.4.9", "limit", "inspect", DONE, "6 at once on all nodes"},
            {"grace", "10.0.4.17", "retry", job, UNCHANGED, null},
            {"joan", "10.0.7.30", "cancel", job, REFUSED, "needs the role operator"},
            {"ada", "10.0.4.9", "retry", "/jobs?state=failed&queue=inspect", BEGUN, null},
            {"ada", "10.0.4.9", "retry", "/jobs?state=failed&queue=inspect", DONE, "jobs: 12"},
        };
        Instant at = Instant.now().minus(Duration.ofMinutes(41));
        for (Object[] each : morning) {
            at = at.plus(Duration.ofMinutes(5));
            trail.add(
                    new AuditEntry(
                            at,
                            (String) each[0],
                            (String) each[1],
                            (String) each[2],
                            (String) each[3],
                            (AuditEntry.Outcome) each[4],
                            (String) each[5]));
        }
    }

    /** Opens a page and waits until all of it is there. */
    static Page open(Visitor visitor, String path) {
        if (!path.equals(QUESTION) && !path.startsWith(DUMPS)) {
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
}
