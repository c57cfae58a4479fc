package dev.mayfly.sample.jarwatch.job;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.PermanentFailureException;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.sample.jarwatch.audit.AuditReport;
import dev.mayfly.sample.jarwatch.audit.AuditTarget;
import dev.mayfly.sample.jarwatch.audit.AuditTargetException;
import dev.mayfly.sample.jarwatch.audit.AuditTargets;
import dev.mayfly.sample.jarwatch.audit.JarLocation;
import dev.mayfly.sample.jarwatch.audit.JarWalk;
import dev.mayfly.spring.MayflyJob;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;

/** Walks what is to be audited, hands each jar to a job of its own, and waits for them all. */
public class AuditJobs {

    /** The name of the job that audits a folder. */
    public static final String AUDIT = "audit-folder";

    private final Audits audits;
    private final AuditTargets targets;
    private final Scheduler scheduler;
    private final JdepsScope jdeps;

    /**
     * Creates the jobs.
     *
     * @param audits where audits are kept
     * @param targets says what is audited by default
     * @param scheduler wakes an audit whose jobs have ended
     * @param jdeps which jars jdeps is asked about
     */
    public AuditJobs(Audits audits, AuditTargets targets, Scheduler scheduler, JdepsScope jdeps) {
        this.audits = audits;
        this.targets = targets;
        this.scheduler = scheduler;
        this.jdeps = jdeps;
    }

    /**
     * Audits a folder. One attempt only: a second one would submit every jar's jobs once more, and
     * each of these is retried by itself.
     *
     * @param request what to audit
     * @param job the run
     * @return the figures
     */
    @MayflyJob(name = AUDIT, queue = "audits", maxAttempts = 1, timeout = "12h")
    public AuditSummary audit(AuditRequest request, JobContext job) {
        AuditTarget target = target(request);
        Audit audit = audits.open(job.id(), target.description());
        job.log("auditing " + target.description());
        AuditRun run = new AuditRun(audit, root(target), jdeps, job, scheduler);
        boolean complete = false;
        try {
            submitAll(target, audit, run, job);
            run.awaitAll();
            complete = true;
        } finally {
            if (!complete) {
                run.cancel();
            }
        }
        AuditReport report = audit.ledger().report();
        return new AuditSummary(
                target.description(),
                report.totals().jars(),
                report.failed().size(),
                report.breaking().size(),
                report.duplicates().size() + report.moreDuplicates());
    }

    /**
     * Starts the nightly audit of what is audited by default.
     *
     * @param job the run
     */
    @MayflyJob(
            name = "nightly-audit",
            queue = "audits",
            cron = "${jarwatch.nightly.cron}",
            zone = "${jarwatch.nightly.zone}")
    public void auditNightly(JobContext job) {
        job.log("submitted " + job.submit(AUDIT, new AuditRequest(null)).id());
    }

    private AuditTarget target(AuditRequest request) {
        try {
            return targets.resolve(request.folder());
        } catch (AuditTargetException e) {
            // It was there when it was asked for; another attempt will not bring it back.
            throw new PermanentFailureException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void submitAll(AuditTarget target, Audit audit, AuditRun run, JobContext job) {
        switch (target) {
            case AuditTarget.Folder folder -> {
                JarWalk walk = new JarWalk(folder.root());
                submitEach(walk, run);
                walk.skipped().forEach(path -> audit.ledger().skipped(path.toString()));
                walk.skipped().forEach(path -> job.log("cannot list " + path));
            }
            case AuditTarget.ClassPath classPath -> submitEach(classPath.jars().iterator(), run);
        }
        job.log("found " + audit.found() + " jars");
    }

    private static void submitEach(Iterator<JarLocation> jars, AuditRun run) {
        jars.forEachRemaining(run::submit);
    }

    private static @Nullable String root(AuditTarget target) {
        return target instanceof AuditTarget.Folder folder ? folder.root().toString() : null;
    }
}
