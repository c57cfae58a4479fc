package dev.mayfly.sample.jarwatch.job;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.sample.jarwatch.audit.AuditLedger;
import dev.mayfly.sample.jarwatch.audit.FileChecksum;
import dev.mayfly.sample.jarwatch.inspect.JarInspection;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One audit while it runs and after: what its jobs have found, and which job works on which jar.
 */
public final class Audit {

    private final JobId id;
    private final String target;
    private final Instant requestedAt;
    private final AuditLedger ledger = new AuditLedger();
    private final AuditJournal journal;
    private final Map<String, AuditEntry.Submitted> submitted = new ConcurrentHashMap<>();
    private final Map<String, SecondOpinion> opinions = new ConcurrentHashMap<>();

    private Audit(JobId id, AuditEntry.Opened opened, AuditJournal journal) {
        this.id = id;
        this.target = opened.target();
        this.requestedAt = opened.requestedAt();
        this.journal = journal;
    }

    /** A new audit. */
    static Audit begin(JobId id, AuditEntry.Opened opened, Path file) {
        Audit audit = new Audit(id, opened, AuditJournal.open(file));
        audit.journal.add(opened);
        return audit;
    }

    /** An audit as it was left; empty if it was left before it had begun. */
    static Optional<Audit> resume(JobId id, Path file) {
        List<AuditEntry> entries = AuditJournal.read(file);
        if (entries.isEmpty() || !(entries.getFirst() instanceof AuditEntry.Opened opened)) {
            return Optional.empty();
        }
        Audit audit = new Audit(id, opened, AuditJournal.open(file));
        entries.forEach(audit::take);
        return Optional.of(audit);
    }

    /** Something has become known: keeps it, then shows it. */
    void enter(AuditEntry entry) {
        journal.add(entry);
        take(entry);
    }

    private void take(AuditEntry entry) {
        switch (entry) {
            case AuditEntry.Opened opened -> {}
            case AuditEntry.Submitted jobs -> submitted.put(jobs.jar(), jobs);
            case AuditEntry.Inspected(JarInspection inspection) -> ledger.inspected(inspection);
            case AuditEntry.Failed(String jar, String reason) -> ledger.failed(jar, reason);
            case AuditEntry.Summed(String jar, FileChecksum sum) -> ledger.summed(jar, sum);
            case AuditEntry.Judged judged ->
                    opinions.merge(
                            judged.jar(),
                            new SecondOpinion(judged.score(), judged.jdeps()),
                            SecondOpinion::and);
            case AuditEntry.Skipped(String folder) -> ledger.skipped(folder);
        }
    }

    /** Lets go of its file. */
    void close() {
        journal.close();
    }

    /**
     * The audit's identity.
     *
     * @return the id of its {@code audit-folder} job
     */
    public JobId id() {
        return id;
    }

    /**
     * What is audited.
     *
     * @return the folder, or words for the class path
     */
    public String target() {
        return target;
    }

    /**
     * When it was asked for.
     *
     * @return the moment
     */
    public Instant requestedAt() {
        return requestedAt;
    }

    /**
     * What has been found.
     *
     * @return the ledger
     */
    public AuditLedger ledger() {
        return ledger;
    }

    /**
     * How many jars have been found so far.
     *
     * @return the number of {@code inspect-jar} jobs that were submitted
     */
    public int found() {
        return submitted.size();
    }

    /**
     * The job that inspects a jar.
     *
     * @param jar the jar's location
     * @return its id, empty when none was submitted
     */
    public Optional<JobId> inspectionOf(String jar) {
        return jobsOf(jar).map(jobs -> new JobId(jobs.inspection()));
    }

    /**
     * What others say about a jar.
     *
     * @param jar the jar's location
     * @return their opinion, empty while they have not been heard
     */
    public Optional<SecondOpinion> opinionOn(String jar) {
        return Optional.ofNullable(opinions.get(jar));
    }

    /** The jobs of a jar; empty when none were submitted. */
    Optional<AuditEntry.Submitted> jobsOf(String jar) {
        return Optional.ofNullable(submitted.get(jar));
    }
}
