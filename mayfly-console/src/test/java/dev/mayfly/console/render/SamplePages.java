package dev.mayfly.console.render;

import dev.mayfly.console.view.Action;
import dev.mayfly.console.view.Bar;
import dev.mayfly.console.view.BriefJob;
import dev.mayfly.console.view.Empty;
import dev.mayfly.console.view.Figure;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.JobDetail;
import dev.mayfly.console.view.JobList;
import dev.mayfly.console.view.JobRow;
import dev.mayfly.console.view.Overview;
import dev.mayfly.console.view.Problem;
import dev.mayfly.console.view.QueueCard;
import dev.mayfly.console.view.RecurringList;
import dev.mayfly.console.view.Shell;
import dev.mayfly.console.view.Spark;
import dev.mayfly.console.view.StatePill;
import dev.mayfly.console.view.TaskList;
import dev.mayfly.console.view.Tone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Every page with realistic values, for the eye and for the tests of the templates. Run {@link #main} to write them as
 * files; the assets must lie beside them in {@code assets}.
 */
public final class SamplePages {
    static final Instant NOW = Instant.parse("2026-03-03T13:03:12.204Z");
    private static final StatePill RUNNING = new StatePill("Running", "running", Tone.ALIVE);
    private static final StatePill READY = new StatePill("Ready", "ready", Tone.LINE);
    private static final StatePill RETRY = new StatePill("Retry due", "retry", Tone.RETRY);
    private static final StatePill DONE = new StatePill("Succeeded", "done", Tone.DONE);
    private static final StatePill FAILED = new StatePill("Failed", "failed", Tone.FAIL);
    private static final StatePill LATER = new StatePill("Scheduled", "later", Tone.LATER);
    private static final StatePill OVER = new StatePill("Cancelled", "cancelled", Tone.OVER);

    private SamplePages() {}

    /**
     * Writes the pages.
     *
     * @param args the folder to write to
     * @throws IOException when it cannot be written
     */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (Map.Entry<String, String> page : all().entrySet()) {
            Files.writeString(folder.resolve(page.getKey() + ".html"), page.getValue());
        }
    }

    static Map<String, String> all() {
        Renderer renderer = new Renderer(InstantSource.fixed(NOW), ZoneId.of("Europe/Berlin"));
        List<CsrfField> csrf = List.of(new CsrfField("_mayfly", "token"));
        return Map.of(
                "overview",
                renderer.page("overview", shell("Overview", "overview"), csrf, overview(), Map.of()),
                "queue",
                renderer.page("jobs", shell("inspect", "jobs"), csrf, queue(), Map.of()),
                "job",
                renderer.page("job", shell("inspect-jar", "jobs"), csrf, job(), Map.of()),
                "recurring",
                renderer.page("recurring", shell("Recurring jobs", "recurring"), csrf, recurring(), Map.of()),
                "tasks",
                renderer.page("tasks", shell("Tasks", "tasks"), csrf, tasks(), Map.of()),
                "empty",
                renderer.page("jobs", shell("All jobs", "jobs"), csrf, empty(), Map.of()));
    }

    private static Shell shell(String title, String nav) {
        return new Shell(title, nav, "", "assets", null, null, "jarwatch on build-7", true,
                "Read-only: set mayfly.console.actions=all to allow actions.", null);
    }

    static Spark spark(long seed, double load, double bad) {
        Random random = new Random(seed);
        StringBuilder ok = new StringBuilder();
        StringBuilder failures = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            double x = i * 5 + 2.5;
            double h = Math.max(0, load * 40 * (0.55 + 0.45 * Math.sin(i / 7.0 + seed)) * (0.7 + 0.3 * random.nextDouble()));
            double f = random.nextDouble() < bad ? 4 + random.nextInt(5) : 0;
            if (h > 0.5) {
                ok.append("M%.1f 43v-%.1f".formatted(x, h));
            }
            if (f > 0) {
                failures.append("M%.1f %.1fv-%.1f".formatted(x, 43 - h, f));
            }
        }
        return new Spark(ok.toString(), failures.toString(), "peak 94 / s", "Jobs ended in the last two minutes");
    }

    private static QueueCard card(String name, String engine, @Nullable StatePill pill, String waiting, int running,
            @Nullable Integer limit, String rate, double load, double bad) {
        return new QueueCard("queue-" + name, name, "queue.html", engine, pill, waiting, running,
                limit == null ? "no limit" : "of " + limit, limit, bad > 0 ? "12 to be retried" : "Nothing scheduled",
                bad > 0 ? "7 failed" : "None failed", rate, spark(name.hashCode(), load, bad));
    }

    static List<Fragment> overview() {
        List<QueueCard> cards = List.of(
                card("audit", "coroutine", null, "0", 1, 2, "0.1", 0.1, 0),
                card("inspect", "coroutine", null, "1\u202f204", 8, 8, "84", 0.9, 0.12),
                card("checksum", "threaded", null, "318", 2, 2, "41", 0.6, 0),
                card("reports", "coroutine", new StatePill("Paused", "paused", Tone.RETRY), "14", 0, null, "0", 0.0, 0));
        List<Fragment> members = new ArrayList<>();
        cards.forEach(card -> members.add(Fragment.leaf(card.id(), "parts/overview :: card", card)));
        return List.of(
                Fragment.leaf("health", "parts/overview :: health", new Overview.Health(
                        "Work is flowing, one queue is paused",
                        List.of("portable mode", "up 3 h 12 min", "4 queues", "1 531 tasks", "jobs kept in memory"),
                        List.of(new Problem(Tone.RETRY, "paused", "Queue reports is paused.",
                                        "14 jobs are waiting; nothing starts there until it is resumed."),
                                new Problem(Tone.WAIT, "info", "Jobs are kept in memory.",
                                        "Whatever has not ended is lost when this process ends.")))),
                Fragment.leaf("figures", "parts/overview :: figures", new Overview.Figures(List.of(
                        new Figure("Running", "11", "of 12 slots", Tone.LINE),
                        new Figure("Waiting", "1\u202f536", "oldest for 18 s", Tone.LINE),
                        new Figure("Ended per second", "125", "over the last 10 s", Tone.LINE),
                        new Figure("Failed", "7", "of 20 412 since the start", Tone.FAIL)))),
                new Fragment("cards", "parts/overview :: cards", new Overview.Cards(cards), "", members),
                Fragment.leaf("failures", "parts/overview :: brief", new Overview.Brief("failures", "Latest failures",
                        List.of(
                                brief("inspect-jar", "9f31c2", FAILED, "commons-broken-1.2.jar is not a zip file: the end of central directory record is missing", null, 12, false),
                                brief("inspect-jar", "77aa02", FAILED, "netty-all-4.1.jar: entry io/netty/Foo.class is truncated after 512 of 2 048 bytes", null, 48, false),
                                brief("checksum", "1b20fe", FAILED, "Permission denied: /srv/m2/org/secret/secret-1.0.jar", null, 340, false)),
                        "No job has failed.", "jobs")),
                Fragment.leaf("longest", "parts/overview :: brief", new Overview.Brief("longest", "Running longest",
                        List.of(
                                brief("audit-folder", "c0ffee", RUNNING, "812 of 2 340 jars inspected", new Bar(812, 2340, "812 of 2 340"), 74, true),
                                brief("inspect-jar", "5e1a90", RUNNING, "scala-library-2.13.14.jar", new Bar(64, 100, "64 %"), 3, true),
                                brief("checksum", "a7d4c1", RUNNING, "in checksum, attempt 1 of 3", null, 1, true)),
                        "Nothing is running.", "jobs")));
    }

    private static BriefJob brief(String name, String id, StatePill pill, String line, @Nullable Bar bar, int ago, boolean elapsing) {
        return new BriefJob(name, "job.html", id, pill, line, bar, NOW.minusSeconds(ago), elapsing);
    }

    static List<Fragment> queue() {
        List<JobRow> rows = new ArrayList<>();
        StatePill[] pills = {READY, READY, RUNNING, RUNNING, RUNNING, RETRY, DONE, DONE, FAILED, DONE, OVER, LATER, DONE, DONE};
        String[] lines = {"Waits for a slot: all 8 of inspect are in use", "Waits for a slot: all 8 of inspect are in use",
            "scala-library-2.13.14.jar", "reading META-INF/versions/21", "spring-core-7.0.1.jar", "Tries again in 4 s, after: Connection reset",
            "", "", "commons-broken-1.2.jar is not a zip file: the end of central directory record is missing", "", "Cancelled from the console", "Starts at 03:00", "", ""};
        for (int i = 0; i < pills.length; i++) {
            boolean running = pills[i] == RUNNING;
            rows.add(new JobRow("job-" + i, "inspect-jar", "job.html", Integer.toHexString(0x9f31c2 + i * 7919), null, pills[i], lines[i],
                    running ? new Bar(20 + i * 13, 100, 20 + i * 13 + " %") : null,
                    pills[i] == READY || pills[i] == LATER ? "" : pills[i] == FAILED ? "3 of 3" : "1 of 3",
                    NOW.minusSeconds(4 + i * 3), running ? NOW.minusMillis(1800 + i * 800) : null,
                    pills[i] == DONE ? 12 + i * 31 + " ms" : ""));
        }
        List<JobList.Filter> filters = List.of(
                new JobList.Filter("All", null, "20\u202f412", "#", true),
                new JobList.Filter("Scheduled", LATER, "3", "#", false),
                new JobList.Filter("Ready", READY, "1\u202f204", "#", false),
                new JobList.Filter("Running", RUNNING, "8", "#", false),
                new JobList.Filter("Retry due", RETRY, "12", "#", false),
                new JobList.Filter("Succeeded", DONE, "19\u202f178", "#", false),
                new JobList.Filter("Failed", FAILED, "7", "#", false),
                new JobList.Filter("Cancelled", OVER, "0", "#", false));
        return List.of(
                Fragment.leaf("list-head", "parts/jobs :: head", new JobList.Head("inspect",
                        card("inspect", "coroutine", null, "1\u202f204", 8, 8, "84", 0.9, 0.12),
                        List.of("coroutine engine", "8 at once", "priority 10"),
                        new Action("Pause", "paused", "#", "Pause this queue", "Nothing new starts in inspect until it is resumed. What runs, ends.", false, null), null)),
                Fragment.leaf("filters", "parts/jobs :: filters", new JobList.Filters(filters)),
                Fragment.leaf("rows", "parts/jobs :: rows", new JobList.Rows(rows, false, null)),
                Fragment.leaf("pager", "parts/jobs :: pager", new JobList.Pager(null, "#", "The newest 25 of 20\u202f412")));
    }

    static List<Fragment> empty() {
        return List.of(
                Fragment.leaf("list-head", "parts/jobs :: head", new JobList.Head("All jobs", null, List.of("in 1 queue"), null, null)),
                Fragment.leaf("filters", "parts/jobs :: filters", new JobList.Filters(List.of(new JobList.Filter("All", null, "0", "#", true)))),
                Fragment.leaf("rows", "parts/jobs :: rows", new JobList.Rows(List.of(), true, new Empty("No job has been submitted yet",
                        "A job is a method of a bean with @MayflyJob on it. Submit one and it appears here at once.",
                        """
                        @MayflyJob(name = "send-welcome")
                        void sendWelcome(Customer customer) { … }

                        mayfly.submit("send-welcome", new Customer("Ada"));"""))),
                Fragment.leaf("pager", "parts/jobs :: pager", new JobList.Pager(null, null, "")));
    }

    static List<Fragment> job() {
        String id = "019537e4-6c1a-7b33-a1d2-9f31c2aa5e10";
        List<JobDetail.Line> lines = new ArrayList<>();
        String[] texts = {"opened /srv/m2/org/example/commons-broken/1.2/commons-broken-1.2.jar", "412 entries in the directory", "reading META-INF/MANIFEST.MF",
            "attempt 1 failed: Connection reset", "opened /srv/m2/org/example/commons-broken/1.2/commons-broken-1.2.jar", "class-file major 65 in org/example/Main.class", "<script>alert('never runs')</script>"};
        for (int i = 0; i < texts.length; i++) {
            lines.add(new JobDetail.Line("line-" + (i + 1), i + 1, NOW.minusMillis(9000 - i * 1234), texts[i]));
        }
        return List.of(
                Fragment.leaf("job-head", "parts/job :: head", new JobDetail.Head("inspect-jar", id, "inspect", "queue.html", FAILED,
                        "All 3 attempts failed, the last one 12 s ago. It stays here until it is retried or its retention ends.", null,
                        List.of(new Action("Retry", "retry", "#", "Retry this job", "The job becomes ready at once, with all its attempts before it again.", false, null),
                                new Action("Cancel", null, "#", "Cancel this job", "", true, "It has ended: there is nothing to cancel.")))),
                Fragment.leaf("failure", "parts/job :: failure", new JobDetail.Failure("dev.mayfly.sample.jarwatch.CorruptJarException",
                        "commons-broken-1.2.jar is not a zip file: the end of central directory record is missing",
                        List.of(new JobDetail.Cause("java.util.zip.ZipException", "zip END header not found")), "java.util.zip.ZipException: zip END header not found\n\tat java.base/java.util.zip.ZipFile$Source.findEND(ZipFile.java:1650)\n\tat java.base/java.util.zip.ZipFile.<init>(ZipFile.java:250)")),
                Fragment.leaf("timeline", "parts/job :: timeline", new JobDetail.Timeline(
                        List.of(new JobDetail.Stretch("r-wait", 0, 180, "Waited 1.9 s"), new JobDetail.Stretch("r-fail", 180, 90, "Attempt 1"),
                                new JobDetail.Stretch("r-retry", 270, 200, "Waited for its retry"), new JobDetail.Stretch("r-fail", 470, 60, "Attempt 2"),
                                new JobDetail.Stretch("r-retry", 530, 390, "Waited for its retry"), new JobDetail.Stretch("r-fail", 920, 80, "Attempt 3")),
                        "14:03:00.104", "14:03:11.880, 11.8 s in all",
                        List.of(step(READY, "Submitted", "by audit-folder on build-7", 12000, ""), step(RUNNING, "Attempt 1 started", null, 10100, "1.9 s later"),
                                step(FAILED, "Attempt 1 failed", "Connection reset", 9000, "1.1 s later"), step(RUNNING, "Attempt 2 started", null, 6600, "2.4 s later"),
                                step(FAILED, "Attempt 2 failed", "Connection reset", 5900, "700 ms later"), step(RUNNING, "Attempt 3 started", null, 1300, "4.6 s later"),
                                step(FAILED, "Attempt 3 failed, no attempt is left", "commons-broken-1.2.jar is not a zip file", 324, "976 ms later")))),
                Fragment.leaf("log", "parts/job :: log", new JobDetail.Log(lines, "120 older lines were dropped: a job keeps its last 1 000.")),
                Fragment.leaf("facts", "parts/job :: facts", new JobDetail.Facts(List.of(
                        new JobDetail.Fact("Queue", "inspect", false, null, "queue.html"), new JobDetail.Fact("Attempts", "3 of 3", false, null, null),
                        new JobDetail.Fact("Submitted", "", false, NOW.minusSeconds(12), null), new JobDetail.Fact("Waited", "8.9 s", false, null, null),
                        new JobDetail.Fact("Ran for", "2.8 s", false, null, null), new JobDetail.Fact("Part of", "audit-folder", false, null, "job.html"),
                        new JobDetail.Fact("Trace", "4bf92f3577b34da6a3ce929d0e0e4736", true, null, null), new JobDetail.Fact("Job id", id, true, null, null)))),
                Fragment.leaf("payload", "parts/job :: value", new JobDetail.Value("payload", "Payload", null, "212 bytes, hidden. mayfly.console.payloads=shown shows it.")),
                Fragment.leaf("result", "parts/job :: value", new JobDetail.Value("result", "Result", null, "None: the job has not succeeded.")));
    }

    private static JobDetail.Step step(StatePill pill, String what, @Nullable String why, long millis, String gap) {
        StatePill shown = pill == RUNNING ? new StatePill("Started", "play", Tone.ALIVE) : pill;
        return new JobDetail.Step(shown, what, why, NOW.minusMillis(millis), gap);
    }

    static List<Fragment> recurring() {
        return List.of(Fragment.leaf("rows", "parts/recurring :: rows", new RecurringList.Rows(List.of(
                new RecurringList.Row("rec-1", "nightly-audit", "audit-folder in audit", "0 0 3 * * *", "Europe/Berlin", NOW.plusSeconds(50000), "", "Succeeded 10 h ago", "job.html", new StatePill("Active", "ready", Tone.LINE)),
                new RecurringList.Row("rec-2", "heartbeat", "ping in default", "every 30 s", "fixed rate", NOW.plusSeconds(12), "", "Succeeded 18 s ago", "job.html", new StatePill("Active", "ready", Tone.LINE)),
                new RecurringList.Row("rec-3", "invoice-run", "invoices in reports", "0 0 6 1 * *", "Europe/Berlin", null, "Paused: waiting for the new tax table", "Never", null, new StatePill("Paused", "paused", Tone.RETRY))), null)));
    }

    static List<Fragment> tasks() {
        StatePill sleeping = new StatePill("Sleeping", "later", Tone.LATER);
        StatePill waiting = new StatePill("Waiting", "waiting", Tone.WAIT);
        List<TaskList.Row> rows = List.of(
                new TaskList.Row("task-1", "1", "mayfly-jobs-timekeeper", "system", waiting, "waits up to 12 s for the next due job or a signal", 0, "412", "38 ms", NOW.minusSeconds(11520)),
                new TaskList.Row("task-8", "8210", "audit-folder", "audit", waiting, "waits for the end of task 9120 (inspect-jar)", 10, "812", "1.9 s", NOW.minusSeconds(74)),
                new TaskList.Row("task-9", "9120", "inspect-jar", "inspect", RUNNING, "runs on its virtual thread", 10, "2", "820 ms", NOW.minusSeconds(3)),
                new TaskList.Row("task-10", "9121", "inspect-jar", "inspect", sleeping, "sleeps for another 4 s", 10, "1", "12 ms", NOW.minusSeconds(3)),
                new TaskList.Row("task-11", "9122", "inspect-jar", "inspect", READY, "waits for a slot: all 8 of inspect are in use", 10, "0", "0 ms", NOW.minusSeconds(2)));
        return List.of(
                Fragment.leaf("task-head", "parts/tasks :: head", new TaskList.Head("1\u202f531 tasks, 11 of them running", List.of("coroutine: 9 running", "threaded: 2 running", "82\u202f114 system calls"))),
                Fragment.leaf("rows", "parts/tasks :: rows", new TaskList.Rows(rows, "1\u202f526 more are not shown.", null)));
    }
}
