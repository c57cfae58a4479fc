package dev.mayfly.sample.jarwatch.web;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.sample.jarwatch.audit.AuditReport;
import dev.mayfly.sample.jarwatch.audit.AuditReport.Evidence;
import dev.mayfly.sample.jarwatch.audit.AuditReport.FailedFile;
import dev.mayfly.sample.jarwatch.audit.AuditReport.JudgedJar;
import dev.mayfly.sample.jarwatch.audit.AuditReport.Totals;
import dev.mayfly.sample.jarwatch.jdk.ApiRisk;
import dev.mayfly.sample.jarwatch.jdk.ApiRisk.Horizon;
import dev.mayfly.sample.jarwatch.job.Audit;
import dev.mayfly.sample.jarwatch.web.AuditPage.ApiRow;
import dev.mayfly.sample.jarwatch.web.AuditPage.Bar;
import dev.mayfly.sample.jarwatch.web.AuditPage.BreakingRow;
import dev.mayfly.sample.jarwatch.web.AuditPage.DuplicateRow;
import dev.mayfly.sample.jarwatch.web.AuditPage.EvidenceRow;
import dev.mayfly.sample.jarwatch.web.AuditPage.FailedRow;
import dev.mayfly.sample.jarwatch.web.AuditPage.Figure;
import dev.mayfly.sample.jarwatch.web.AuditPage.IdenticalRow;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns an audit into its page. Looks jobs up, so it may block on the store. */
final class AuditPages {

    /** Rows of each list unless all are asked for. */
    static final int ROWS = 60;

    private static final int EVIDENCE = 3;
    private static final int APIS = 15;
    private static final int RUNNING_JAVA = Runtime.version().feature();

    private final Jobs jobs;
    private final String console;

    AuditPages(Jobs jobs, String console) {
        this.jobs = jobs;
        this.console = console;
    }

    /** Where an audit is shown. */
    static String href(Audit audit) {
        return "/audits/" + audit.id().value();
    }

    /** Where a jar of it is shown. */
    static String jarHref(Audit audit, String file) {
        return href(audit) + "/jar?file=" + URLEncoder.encode(file, StandardCharsets.UTF_8);
    }

    /** Where a job is shown. */
    String jobHref(JobId job) {
        return console + "/jobs/" + job.value();
    }

    /** The state of an audit; one that the store has let go has long ended. */
    JobState state(Audit audit) {
        return jobs.find(audit.id()).map(JobRecord::state).orElse(JobState.SUCCEEDED);
    }

    AuditPage page(Audit audit, boolean all) {
        AuditReport report = audit.ledger().report();
        JobRecord job = jobs.find(audit.id()).orElse(null);
        JobState state = job == null ? JobState.SUCCEEDED : job.state();
        int rows = all ? Integer.MAX_VALUE : ROWS;
        List<DuplicateRow> duplicates = duplicates(report, rows);
        List<IdenticalRow> identical = identical(audit, report, rows);
        List<BreakingRow> breaking =
                report.breaking().stream().limit(rows).map(jar -> breaking(audit, jar)).toList();
        return new AuditPage(
                audit.id().value(),
                audit.target(),
                Pill.of(state),
                state.isTerminal(),
                headline(audit, report, state),
                facts(audit, report, job),
                trouble(job),
                state.isTerminal() ? null : progress(audit),
                figures(report),
                bars(report),
                breaking,
                report.breaking().size() - breaking.size(),
                apis(report),
                duplicates,
                report.duplicates().size() + report.moreDuplicates() - duplicates.size(),
                report.failed().stream().map(file -> failed(audit, file)).toList(),
                identical,
                report.identical().size() - identical.size(),
                report.skippedFolders(),
                jobHref(audit.id()));
    }

    private static String headline(Audit audit, AuditReport report, JobState state) {
        if (state == JobState.READY || state == JobState.SCHEDULED) {
            return "Waiting for the audit before this one";
        }
        if (!state.isTerminal()) {
            return "Inspecting " + Figures.count(audit.found(), "jar");
        }
        if (report.totals().jars() == 0 && report.failed().isEmpty()) {
            return "There is no jar in " + audit.target();
        }
        long now = breaking(report, Horizon.NOW);
        long later = breaking(report, Horizon.LATER);
        if (now + later == 0) {
            return "Nothing here breaks on a newer Java";
        }
        String broken = Figures.count(now, "jar") + (now == 1 ? " breaks" : " break");
        String breaking =
                later == 1
                        ? "1 will on a newer one"
                        : Figures.count(later) + " will on a newer one";
        if (later == 0) {
            return broken + " on Java " + RUNNING_JAVA;
        }
        return now == 0
                ? Figures.count(later, "jar") + " will break on a newer Java"
                : broken + " on Java " + RUNNING_JAVA + ", " + breaking;
    }

    private static long breaking(AuditReport report, Horizon horizon) {
        return report.breaking().stream().filter(jar -> jar.horizon() == horizon).count();
    }

    private static List<String> facts(Audit audit, AuditReport report, @Nullable JobRecord job) {
        List<String> facts = new ArrayList<>();
        facts.add(Figures.bytes(report.totals().bytes()));
        facts.add("asked for " + Figures.moment(audit.requestedAt()));
        if (job != null && job.startedAt() != null && job.finishedAt() != null) {
            facts.add("took " + Figures.duration(between(job.startedAt(), job.finishedAt())));
        }
        return facts;
    }

    private static Duration between(Instant start, Instant end) {
        return Duration.between(start, end);
    }

    private static @Nullable String trouble(@Nullable JobRecord job) {
        if (job == null || !job.state().isTerminal() || job.state() == JobState.SUCCEEDED) {
            return null;
        }
        return job.error() == null
                ? "The audit was cancelled. What had been inspected by then is shown."
                : "The audit failed: " + job.error().message();
    }

    private static Bar progress(Audit audit) {
        int done = audit.ledger().inspectedCount();
        int failed = audit.ledger().failedCount();
        String text =
                Figures.count(done)
                        + " of "
                        + Figures.count(audit.found())
                        + (failed == 0 ? "" : ", " + failed + " with errors");
        return new Bar("Jars inspected", done, Math.max(1, audit.found()), text, failed > 0);
    }

    private static List<Figure> figures(AuditReport report) {
        Totals totals = report.totals();
        long now = breaking(report, Horizon.NOW);
        return List.of(
                new Figure(
                        "Jars inspected",
                        Figures.count(totals.jars()),
                        Figures.classes(totals.classes()),
                        false),
                new Figure(
                        "Break on Java " + RUNNING_JAVA,
                        Figures.count(now),
                        "where that code is reached",
                        now > 0),
                new Figure(
                        "Will break on a newer Java",
                        Figures.count(breaking(report, Horizon.LATER)),
                        "they use what is to be removed",
                        false),
                new Figure(
                        "Could not be inspected",
                        Figures.count(report.failed().size()),
                        "corrupt or unreadable",
                        !report.failed().isEmpty()));
    }

    private static List<Bar> bars(AuditReport report) {
        int most = report.jarsByRequiredJava().values().stream().max(Integer::compare).orElse(0);
        List<Bar> bars = new ArrayList<>();
        for (Map.Entry<Integer, Integer> entry : report.jarsByRequiredJava().entrySet()) {
            int release = entry.getKey();
            String label = Figures.java(release);
            String text = Figures.count(entry.getValue());
            bars.add(new Bar(label, entry.getValue(), most, text, release > RUNNING_JAVA));
        }
        return bars;
    }

    private static BreakingRow breaking(Audit audit, JudgedJar jar) {
        List<Evidence> breaking = jar.evidence().stream().filter(Evidence::breaking).toList();
        return new BreakingRow(
                Pill.of(jar.horizon()),
                jar.jar().artifact().coordinates(),
                place(audit, jar.jar().file()),
                jarHref(audit, jar.jar().file()),
                breaking.stream().limit(EVIDENCE).map(AuditPages::evidence).toList(),
                Math.max(0, breaking.size() - EVIDENCE) + jar.jar().moreUses());
    }

    static EvidenceRow evidence(Evidence evidence) {
        ApiRisk risk = evidence.use().risk();
        String supplied =
                evidence.suppliedBy() == null ? "" : "; " + evidence.suppliedBy() + " supplies it";
        return new EvidenceRow(
                evidence.suppliedBy() == null
                        ? Pill.of(risk.horizon())
                        : new Pill("supplied", "done", "t-done", false),
                evidence.use().api(),
                evidence.use().explanation() + supplied,
                evidence.use().replacement(),
                Figures.classes(evidence.use().classCount()),
                evidence.use().classCount() > evidence.use().examples().size(),
                evidence.use().examples());
    }

    /** The path below the audited folder, which every path here begins with. */
    private static String place(Audit audit, String file) {
        String folder = audit.target() + File.separator;
        return file.startsWith(folder) ? file.substring(folder.length()) : file;
    }

    private static List<ApiRow> apis(AuditReport report) {
        return report.apis().stream()
                .filter(api -> api.risk().breaking())
                .limit(APIS)
                .map(api ->
                        new ApiRow(
                                Pill.of(api.risk().horizon()),
                                api.className(),
                                Figures.count(api.jars(), "jar"),
                                api.replacement()))
                .toList();
    }

    private static List<DuplicateRow> duplicates(AuditReport report, int rows) {
        return report.duplicates().stream()
                .limit(rows)
                .map(group ->
                        new DuplicateRow(
                                group.artifacts(),
                                Figures.count(group.classes()),
                                group.differing() == 0
                                        ? "all copies are equal"
                                        : Figures.count(group.differing()) + " differ",
                                group.examples()))
                .toList();
    }

    private FailedRow failed(Audit audit, FailedFile file) {
        JobId id = audit.inspectionOf(file.file()).orElse(null);
        JobRecord job = id == null ? null : jobs.find(id).orElse(null);
        JobState state = job == null ? JobState.FAILED : job.state();
        return new FailedRow(
                file.file(),
                file.reason(),
                Pill.of(state),
                job == null ? "" : Figures.count(job.attempts(), "attempt"),
                id == null ? null : jobHref(id));
    }

    private static List<IdenticalRow> identical(Audit audit, AuditReport report, int rows) {
        return report.identical().stream()
                .limit(rows)
                .map(same ->
                        new IdenticalRow(
                                Figures.bytes(same.sizeBytes()),
                                Figures.bytes(same.wastedBytes()),
                                same.files().stream().map(file -> place(audit, file)).toList()))
                .toList();
    }
}
