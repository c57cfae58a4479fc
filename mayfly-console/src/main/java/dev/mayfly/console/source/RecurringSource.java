package dev.mayfly.console.source;

import dev.mayfly.console.filter.JobFilter;
import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.security.Operation;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.source.chart.RunBars;
import dev.mayfly.console.source.part.Pills;
import dev.mayfly.console.source.part.RecurringRuleParts;
import dev.mayfly.console.view.Action;
import dev.mayfly.console.view.Empty;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.RecurringList;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.schedule.Cron;
import dev.mayfly.jobs.schedule.Schedule;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The recurring jobs. */
final class RecurringSource implements PageSource {
    private final ConsoleSources sources;
    private final Links links;
    private final Rights rights;

    RecurringSource(ConsoleSources sources, Links links, Rights rights) {
        this.sources = sources;
        this.links = links;
        this.rights = rights;
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
        List<RecurringJob> jobs = sources.jobs().recurring();
        Set<JobId> runs = new HashSet<>();
        jobs.forEach(job -> runs.addAll(job.recent()));
        Map<JobId, JobRecord> found = sources.jobs().find(runs);
        List<RecurringList.Row> rows = jobs.stream().map(job -> row(job, found)).toList();
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

    private RecurringList.Row row(RecurringJob job, Map<JobId, JobRecord> runs) {
        Schedule schedule = job.schedule();
        JobId last = job.lastJob();
        Pause pause = job.pause();
        JobRecord lastRun = last == null ? null : runs.get(last);
        return new RecurringList.Row(
                QueueCards.elementId("recurring", job.id()),
                job.id(),
                job.id().equals(job.jobName())
                        ? HealthReport.count(job.runs(), "run")
                        : "submits " + job.jobName(),
                schedule instanceof Cron cron ? cron.expression() : schedule.describe(),
                schedule instanceof Cron cron ? cron.zone().getId() : "fixed rate",
                RecurringRuleParts.words(job.rules()),
                pause == null ? job.nextStart() : null,
                pause == null ? RecurringRuleParts.then(job) : List.of(),
                note(job),
                pause,
                resumed(job),
                lastRun == null ? null : Pills.of(lastRun.state()),
                last == null ? "Never ran" : lastRun == null ? "No longer kept" : "",
                job.lastRun(),
                lastRun == null ? null : links.job(lastRun.id()),
                RunBars.of(job, runs, runsOf(job)),
                pause == null ? Pills.ACTIVE : Pills.PAUSED,
                actions(job));
    }

    /** It is news until the next run. */
    private static Pause.@Nullable End resumed(RecurringJob job) {
        Pause.End end = job.resumed();
        Instant ran = job.lastRun();
        return end == null || (ran != null && ran.isAfter(end.at())) ? null : end;
    }

    private String runsOf(RecurringJob job) {
        JobFilter filter = JobFilter.ALL.withLabel(RecurringJob.LABEL, job.id());
        return links.to(PageRequest.JobList.ALL.withFilter(filter));
    }

    private List<Action> actions(RecurringJob job) {
        return job.isReadable() ? List.of(runNow(job), switchOver(job)) : List.of(switchOver(job));
    }

    private Action runNow(RecurringJob job) {
        return new Action(
                "Run now",
                null,
                links.recurringAction(job.id(), "run"),
                "Submit a run",
                "One run is submitted at once, also beside one that still runs. The schedule"
                        + " stays as it is"
                        + (job.isPaused() ? ", paused." : "."),
                false,
                rights.refusal(Operation.RUN_RECURRING));
    }

    private Action switchOver(RecurringJob job) {
        return job.isPaused()
                ? new Action(
                        "Resume",
                        "play",
                        links.recurringAction(job.id(), "resume"),
                        "Resume this job",
                        "It runs again from its next time on. What fell into the pause is not made"
                                + " up for.",
                        false,
                        rights.refusal(Operation.RESUME_RECURRING))
                : new Action(
                        "Pause",
                        "paused",
                        links.recurringAction(job.id(), "pause"),
                        "Pause this job",
                        "No run comes until it is resumed, and none is made up for. A run that has"
                                + " begun goes on.",
                        "Why? Others will read it here.",
                        false,
                        rights.refusal(Operation.PAUSE_RECURRING));
    }

    private static String note(RecurringJob job) {
        String left =
                job.skipped() == 0 ? "" : job.skipped() + " left out: the run before had not ended";
        String missed = job.missed() == 0 ? "" : job.missed() + " missed";
        return job.nextRun() == null && !job.isPaused()
                ? "No further run"
                : left + (left.isEmpty() || missed.isEmpty() ? "" : ", ") + missed;
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
