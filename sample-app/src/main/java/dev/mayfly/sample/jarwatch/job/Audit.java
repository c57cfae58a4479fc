package dev.mayfly.sample.jarwatch.job;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.sample.jarwatch.audit.AuditLedger;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One audit while it runs and after: what its jobs have found, and which job works on which jar.
 */
public final class Audit {

    private final JobId id;
    private final String target;
    private final Instant requestedAt;
    private final AuditLedger ledger = new AuditLedger();
    private final Map<String, JobId> inspections = new ConcurrentHashMap<>();
    private final Map<String, SecondOpinion> opinions = new ConcurrentHashMap<>();
    private final AtomicInteger found = new AtomicInteger();

    Audit(JobId id, String target, Instant requestedAt) {
        this.id = id;
        this.target = target;
        this.requestedAt = requestedAt;
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
        return found.get();
    }

    /**
     * The job that inspects a jar.
     *
     * @param jar the jar's location
     * @return its id, empty when none was submitted
     */
    public Optional<JobId> inspectionOf(String jar) {
        return Optional.ofNullable(inspections.get(jar));
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

    /** Adds to what is known of a jar; the two opinions may come one by one, in any order. */
    void opinion(String jar, SecondOpinion opinion) {
        opinions.merge(jar, opinion, SecondOpinion::and);
    }

    void submitted(String jar, JobId job) {
        inspections.put(jar, job);
        found.incrementAndGet();
    }
}
