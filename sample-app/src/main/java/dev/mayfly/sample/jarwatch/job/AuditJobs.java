package dev.mayfly.sample.jarwatch.job;

import dev.mayfly.jobs.Jobs;
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
import org.springframework.beans.factory.ObjectProvider;

import java.util.Iterator;

/** Walks what is to be audited, hands each jar to a job of its own, and waits for them all. */
public class AuditJobs {

    /** The name of the job that audits a folder. */
    public static final String AUDIT = "audit-folder";

    private final Audits audits;
    private final AuditTargets targets;
    private final Scheduler scheduler;
    private final ObjectProvider<Jobs> jobs;
    private final JdepsScope jdeps;

    /**
     * Creates the jobs.
     *
     * @param audits where audits are kept
     * @param targets says what is audited by default
     * @param scheduler wakes an audit whose jobs have ended
     * @param jobs finds those of an audit that goes on
     * @param jdeps which jars jdeps is asked about
     */
    public AuditJobs(
            Audits audits,
            AuditTargets targets,
            Scheduler scheduler,
            ObjectProvider<Jobs> jobs,
            JdepsScope jdeps) {
        this.audits = audits;
        this.targets = targets;
        this.scheduler = scheduler;
        this.jobs = jobs;
        this.jdeps = jdeps;
    }

    /**
     * Audits a folder. One attempt only, since the jobs of the jars are retried by themselves. A
     * run that ends with its process is no attempt: the next one follows the jobs that were
     * submitted.
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
        AuditRun run = new AuditRun(audit, root(target), jdeps, job, jobs.getObject(), scheduler);
        boolean complete = false;
        try {
            submitAll(target, audit, run, job);
            run.awaitAll();
            complete = true;
        } finally {
            // Of an application that stops they go on when it starts again, and so does this one.
            if (!complete && scheduler.snapshot().accepting()) {
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
                walk.skipped()
                        .forEach(path -> audit.enter(new AuditEntry.Skipped(path.toString())));
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
