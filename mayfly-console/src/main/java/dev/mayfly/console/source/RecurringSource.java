package dev.mayfly.console.source;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.view.Empty;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.RecurringList;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.schedule.Cron;
import dev.mayfly.jobs.schedule.Schedule;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The recurring jobs. */
final class RecurringSource implements PageSource {
    private final ConsoleSources sources;
    private final Links links;

    RecurringSource(ConsoleSources sources, Links links) {
        this.sources = sources;
        this.links = links;
    }

    @Override
    public String template() {
        return "recurring";
    }

    @Override
    public String title() {
        return "Recurring jobs";
    }

    @Override
    public String nav() {
        return "recurring";
    }

    @Override
    public List<Fragment> fragments() {
        List<RecurringList.Row> rows =
                sources.jobs().recurring().list().stream().map(this::row).toList();
        Empty empty = rows.isEmpty() ? empty() : null;
        List<Fragment> members =
                rows.stream()
                        .map(row -> Fragment.leaf(row.id(), "parts/recurring :: row", row))
                        .toList();
        return List.of(
                new Fragment(
                        "rows",
                        "parts/recurring :: rows",
                        new RecurringList.Rows(rows, empty),
                        empty == null ? "" : empty,
                        members));
    }

    private RecurringList.Row row(RecurringJob job) {
        Schedule schedule = job.schedule();
        JobId last = job.lastJob();
        String paused = job.pausedReason();
        return new RecurringList.Row(
                QueueCards.elementId("recurring", job.id()),
                job.id(),
                job.id().equals(job.jobName())
                        ? HealthReport.count(job.runs(), "run")
                        : "submits " + job.jobName(),
                schedule instanceof Cron cron ? cron.expression() : schedule.describe(),
                schedule instanceof Cron cron ? cron.zone().getId() : "fixed rate",
                paused == null ? job.nextRun() : null,
                note(job, paused),
                last == null ? "Never ran" : lastState(last),
                last == null ? null : links.job(last),
                paused == null ? Pills.ACTIVE : Pills.PAUSED);
    }

    private static String note(RecurringJob job, @Nullable String paused) {
        if (paused != null) {
            return "Paused: " + paused;
        }
        String left =
                job.skipped() == 0 ? "" : job.skipped() + " left out: the run before had not ended";
        String missed = job.missed() == 0 ? "" : job.missed() + " missed";
        return job.nextRun() == null
                ? "No further run"
                : left + (left.isEmpty() || missed.isEmpty() ? "" : ", ") + missed;
    }

    private String lastState(JobId id) {
        return sources.find(id).map(job -> Pills.of(job.state()).label()).orElse("No longer kept");
    }

    private static Empty empty() {
        return new Empty(
                "No job recurs",
                "Give a job a cron rule with its zone, or a fixed rate, and its next run appears"
                        + " here.",
                """
                @MayflyJob(name = "nightly-report", cron = "0 3 * * *", zone = "Europe/Berlin")
                void nightlyReport() { … }\
                """);
    }
}
