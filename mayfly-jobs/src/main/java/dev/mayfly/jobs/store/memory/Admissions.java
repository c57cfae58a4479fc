package dev.mayfly.jobs.store.memory;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.store.DuplicateJobException;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.TransitionResult;
import dev.mayfly.jobs.store.admission.Blocking;
import dev.mayfly.jobs.store.admission.Claim;
import dev.mayfly.jobs.store.admission.Holding;
import dev.mayfly.jobs.store.admission.Ruling;
import dev.mayfly.jobs.store.admission.SubmissionOutcome;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who holds which claim. Only submissions with claims, and the removal of their jobs, come here and
 * share a lock.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class Admissions {

    private record Held(JobId job, String payloadHash) {}

    private final JobStore store;
    private final Followers followers;

    /** Guarded by this. */
    private final Map<String, Held> claims = new HashMap<>();

    /** Guarded by this: the keys of a job, which go with it. */
    private final Map<JobId, Set<String>> keys = new HashMap<>();

    Admissions(JobStore store, Followers followers) {
        this.store = store;
        this.followers = followers;
    }

    /** Adds jobs by their claims, all or none. */
    synchronized List<SubmissionOutcome> admit(List<JobRecord> jobs) {
        Ruling.check(jobs, this::holding); // so that no refusal finds half of them done
        var ids = new HashSet<JobId>();
        for (JobRecord job : jobs) {
            if (!ids.add(job.id()) || store.find(job.id()).isPresent()) {
                throw new DuplicateJobException(job.id());
            }
        }
        followers.check(jobs);
        var plain = jobs.stream().filter(job -> Claim.of(job).isEmpty()).toList();
        var now = new HashMap<JobId, JobRecord>();
        add(plain).forEach(job -> now.put(job.id(), job));
        var admissions = new ArrayList<SubmissionOutcome>(jobs.size());
        for (JobRecord job : jobs) {
            List<Claim> mine = Claim.of(job);
            SubmissionOutcome admission =
                    mine.isEmpty()
                            ? new SubmissionOutcome.Added(now.getOrDefault(job.id(), job))
                            : admit(job);
            admissions.add(admission);
            mine.forEach(claim -> give(claim, admission.job().id()));
        }
        return admissions;
    }

    /** The holder may move on meanwhile, and is looked at again then. */
    private SubmissionOutcome admit(JobRecord job) {
        while (true) {
            SubmissionOutcome admission =
                    switch (Ruling.of(job, this::holding)) {
                        case Ruling.Add add -> added(job, null);
                        case Ruling.Keep(JobRecord holder) -> new SubmissionOutcome.Kept(holder);
                        case Ruling.Renew(JobRecord holder, var step) ->
                                applied(step) instanceof TransitionResult.Applied done
                                        ? new SubmissionOutcome.Renewed(done.before(), done.after())
                                        : null;
                        case Ruling.Replace(JobRecord holder, var step) ->
                                applied(step) instanceof TransitionResult.Applied done
                                        ? added(job, done)
                                        : null;
                    };
            if (admission != null) {
                return admission;
            }
        }
    }

    private TransitionResult applied(Transition step) {
        return store.apply(step);
    }

    private SubmissionOutcome added(JobRecord job, TransitionResult.@Nullable Applied replaced) {
        JobRecord now = add(List.of(job)).getFirst();
        return replaced == null
                ? new SubmissionOutcome.Added(now)
                : new SubmissionOutcome.Added(now, replaced.before(), replaced.after());
    }

    private List<JobRecord> add(List<JobRecord> jobs) {
        List<JobRecord> first = jobs.stream().map(Blocking::atFirst).toList();
        followers.adding(first);
        store.insert(first);
        return followers.added(first);
    }

    private @Nullable Holding holding(String key) {
        Held held = claims.get(key);
        if (held == null) {
            return null;
        }
        return store.find(held.job).map(job -> new Holding(job, held.payloadHash)).orElse(null);
    }

    private void give(Claim claim, JobId holder) {
        // What repeats a job with its key leaves the hash of the first.
        Held before = claims.get(claim.key());
        if (before != null && before.job.equals(holder) && claim.repeatable()) {
            return;
        }
        if (before != null) {
            Set<String> former = keys.get(before.job);
            if (former != null) {
                former.remove(claim.key());
            }
        }
        claims.put(claim.key(), new Held(holder, claim.payloadHash()));
        keys.computeIfAbsent(holder, id -> new HashSet<>()).add(claim.key());
    }

    /** A job is not kept any longer. */
    synchronized void forget(JobId job) {
        Set<String> held = keys.remove(job);
        if (held != null) {
            held.forEach(claims::remove);
        }
    }
}
