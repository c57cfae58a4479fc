package dev.mayfly.sample.jarwatch.job;

import dev.mayfly.jobs.model.JobId;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The audits of this process, the newest {@link #KEPT} of them. */
public final class Audits {

    /** How many audits are kept; the oldest goes first. */
    public static final int KEPT = 10;

    private final InstantSource clock;
    private final Map<String, Audit> audits = new ConcurrentHashMap<>();

    /**
     * Starts without any.
     *
     * @param clock tells when an audit was asked for
     */
    public Audits(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Opens an audit, unless it is open: the request and its job both do, whichever comes first.
     *
     * @param id the id of its job
     * @param target what is audited, in words
     * @return the audit
     */
    public Audit open(JobId id, String target) {
        Instant now = clock.instant();
        Audit audit = audits.computeIfAbsent(id.value(), key -> new Audit(id, target, now));
        newestFirst().stream().skip(KEPT).forEach(old -> audits.remove(old.id().value()));
        return audit;
    }

    /**
     * Finds an audit.
     *
     * @param id the id of its job
     * @return the audit, empty when there is none of that id or it has been let go
     */
    public Optional<Audit> find(String id) {
        return Optional.ofNullable(audits.get(id));
    }

    /**
     * All audits that are kept.
     *
     * @return the newest first
     */
    public List<Audit> newestFirst() {
        List<Audit> sorted = new ArrayList<>(audits.values());
        // The ids sort by time, and so do audits of the same instant.
        sorted.sort(Comparator.comparing((Audit audit) -> audit.id().value()).reversed());
        return sorted;
    }
}
