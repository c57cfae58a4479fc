package dev.mayfly.sample.jarwatch.job;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.sample.jarwatch.audit.AuditTarget;
import dev.mayfly.sample.jarwatch.audit.AuditTargetException;
import dev.mayfly.sample.jarwatch.audit.AuditTargets;
import dev.mayfly.spring.Mayfly;

import org.jspecify.annotations.Nullable;

/** Starts audits for people. */
public final class AuditService {

    private final Mayfly mayfly;
    private final AuditJobs jobs;
    private final Audits audits;
    private final AuditTargets targets;

    /**
     * Creates the service.
     *
     * @param mayfly takes the jobs
     * @param jobs the job that audits
     * @param audits where audits are kept
     * @param targets checks what is asked for
     */
    public AuditService(Mayfly mayfly, AuditJobs jobs, Audits audits, AuditTargets targets) {
        this.mayfly = mayfly;
        this.jobs = jobs;
        this.audits = audits;
        this.targets = targets;
    }

    /**
     * Starts an audit. Returns as soon as its job is accepted; looks at the folder, so it may block
     * on the disk.
     *
     * @param folder the folder; null or blank for the default
     * @return the audit
     * @throws AuditTargetException when it is no readable folder
     * @throws dev.mayfly.jobs.handler.JobRejectedException when the application is shutting down
     */
    public Audit start(@Nullable String folder) throws AuditTargetException {
        AuditTarget target = targets.resolve(folder);
        String root = target instanceof AuditTarget.Folder found ? found.root().toString() : null;
        JobHandle<AuditSummary> job = mayfly.submit(jobs::audit, new AuditRequest(root));
        return audits.open(job.id(), target.description());
    }
}
