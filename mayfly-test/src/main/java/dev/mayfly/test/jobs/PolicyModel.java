package dev.mayfly.test.jobs;

import static dev.mayfly.test.jobs.StoreModel.differ;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.PolicyTransition;
import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.store.DuplicateJobException;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.jobs.store.admission.Blocking;
import dev.mayfly.jobs.store.admission.Claim;
import dev.mayfly.jobs.store.admission.Holding;
import dev.mayfly.jobs.store.admission.Ruling;
import dev.mayfly.jobs.store.admission.SubmissionConflictException;
import dev.mayfly.jobs.store.admission.SubmissionOutcome;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The part of {@link StoreModel} about jobs that have to do with others: who holds which key, who
 * waits for whom, how batches stand, and the policies of queues. One thing after the other, in
 * plain maps.
 */
final class PolicyModel {

    private final Map<JobId, JobRecord> jobs;
    private final Consumer<JobRecord> entered;
    private final Map<String, Held> claims = new TreeMap<>();

    /** Whom a job waits for, by the one that waits; an end counts once. */
    private final Map<JobId, TreeSet<JobId>> open = new TreeMap<>();

    private final Map<JobId, TreeSet<JobId>> successors = new TreeMap<>();
    private final Map<String, BatchRecord> batches = new TreeMap<>();
    private final Map<String, QueuePolicy> queues = new TreeMap<>();

    private record Held(JobId job, String payloadHash) {}

    PolicyModel(Map<JobId, JobRecord> jobs, Consumer<JobRecord> entered) {
        this.jobs = jobs;
        this.entered = entered;
    }

    // ---- steps

    @Nullable String take(JobStore store, PolicySteps step) {
        return switch (step) {
            case PolicySteps.Submit(List<JobRecord> wanted) -> submit(store, wanted);
            case PolicySteps.Save(String queue, PolicySteps.Limits limits) ->
                    save(store, limits.next(queues.getOrDefault(queue, QueuePolicy.none(queue))));
        };
    }

    private @Nullable String save(JobStore store, QueuePolicy next) {
        QueuePolicy before = queues.get(next.queue());
        boolean expected = (before == null ? 0 : before.version()) == next.version() - 1;
        if (expected) {
            queues.put(next.queue(), next);
        }
        return differ("whether " + next + " was saved", expected, store.policies().save(next));
    }

    private @Nullable String submit(JobStore store, List<JobRecord> wanted) {
        Optional<List<SubmissionOutcome>> expected =
                isRefused(wanted) ? Optional.empty() : Optional.of(admit(wanted));
        Optional<List<SubmissionOutcome>> found;
        try {
            found = Optional.of(store.admit(wanted, then -> {}));
        } catch (DuplicateJobException
                | SubmissionConflictException
                | IllegalArgumentException
                | IllegalStateException e) {
            found = Optional.empty(); // of several reasons a store may name any
        }
        return differ("what becomes of " + wanted, expected, found);
    }

    private boolean isRefused(List<JobRecord> wanted) {
        var own = new TreeSet<JobId>();
        for (JobRecord job : wanted) {
            if (jobs.containsKey(job.id()) || !own.add(job.id())) {
                return true;
            }
            for (JobId other : Blocking.predecessors(job)) {
                if (!jobs.containsKey(other) && !own.contains(other)) {
                    return true;
                }
            }
            BatchPart part = job.envelope().options().policies().batch();
            BatchRecord batch = part == null ? null : batches.get(part.batch());
            if (batch != null && batch.finishedAt() != null) {
                return true;
            }
        }
        try {
            Ruling.check(wanted, this::holding);
            return false;
        } catch (SubmissionConflictException e) {
            return true;
        }
    }

    private @Nullable Holding holding(String key) {
        Held held = claims.get(key);
        JobRecord job = held == null ? null : jobs.get(held.job);
        return held == null || job == null ? null : new Holding(job, held.payloadHash);
    }

    private List<SubmissionOutcome> admit(List<JobRecord> wanted) {
        var admitted = new ArrayList<SubmissionOutcome>();
        for (JobRecord job : wanted) {
            SubmissionOutcome admission = admit(job);
            admitted.add(admission);
            for (Claim claim : Claim.of(job)) {
                give(claim, admission.job().id());
            }
        }
        wanted.forEach(this::lookBack);
        return admitted.stream().map(this::latest).toList();
    }

    private SubmissionOutcome latest(SubmissionOutcome admission) {
        return admission instanceof SubmissionOutcome.Added(JobRecord job, var from, var to)
                ? new SubmissionOutcome.Added(jobs.getOrDefault(job.id(), job), from, to)
                : admission;
    }

    private SubmissionOutcome admit(JobRecord job) {
        return switch (Ruling.of(job, this::holding)) {
            case Ruling.Add add -> new SubmissionOutcome.Added(added(job));
            case Ruling.Keep(JobRecord holder) -> new SubmissionOutcome.Kept(holder);
            case Ruling.Renew(JobRecord holder, var step) ->
                    new SubmissionOutcome.Renewed(holder, move(holder, step));
            case Ruling.Replace(JobRecord holder, var step) -> {
                JobRecord gone = move(holder, step);
                yield new SubmissionOutcome.Added(added(job), holder, gone);
            }
        };
    }

    private void give(Claim claim, JobId holder) {
        Held before = claims.get(claim.key());
        if (before == null || !before.job.equals(holder) || !claim.repeatable()) {
            claims.put(claim.key(), new Held(holder, claim.payloadHash()));
        }
    }

    private JobRecord added(JobRecord job) {
        JobRecord first = Blocking.atFirst(job);
        jobs.put(first.id(), first);
        entered.accept(first);
        List<JobId> others = Blocking.predecessors(first);
        if (!others.isEmpty()) {
            open.put(first.id(), new TreeSet<>(others));
            others.forEach(other ->
                    successors.computeIfAbsent(other, id -> new TreeSet<>()).add(first.id()));
        }
        BatchPart part = first.envelope().options().policies().batch();
        if (part != null) {
            batches.put(part.batch(), joined(batches.get(part.batch()), first, part));
        }
        return first;
    }

    private static BatchRecord joined(@Nullable BatchRecord known, JobRecord job, BatchPart part) {
        BatchRecord batch =
                known != null
                        ? known
                        : new BatchRecord(
                                part.batch(),
                                part.name(),
                                job.submittedAt(),
                                null,
                                0,
                                0,
                                0,
                                0,
                                null,
                                null);
        return new BatchRecord(
                batch.id(),
                batch.name(),
                batch.createdAt(),
                null,
                batch.total() + (part.role() == BatchPart.Role.MEMBER ? 1 : 0),
                batch.succeeded(),
                batch.failed(),
                batch.cancelled(),
                part.role() == BatchPart.Role.ON_COMPLETION ? job.id() : batch.onCompletion(),
                part.role() == BatchPart.Role.ON_SUCCESS ? job.id() : batch.onSuccess());
    }

    /** What a new job waits for may be over. */
    private void lookBack(JobRecord job) {
        for (JobId other : Blocking.predecessors(job)) {
            JobRecord now = jobs.get(other);
            if (now != null && now.state().isTerminal()) {
                settle(job.id(), now, job.submittedAt());
            }
        }
        BatchPart part = job.envelope().options().policies().batch();
        if (part != null && Blocking.closes(job)) {
            finish(part.batch(), job.submittedAt());
        }
    }

    // ---- ends

    private JobRecord move(JobRecord before, PolicyTransition step) {
        JobRecord after = step.applyTo(before);
        jobs.put(after.id(), after);
        if (after.state() != before.state()) {
            entered.accept(after);
            moved(before, after);
        }
        return after;
    }

    /** A job has another state than before. */
    void moved(JobRecord before, JobRecord after) {
        String batch = Blocking.memberOf(after);
        if (batch != null) {
            batches.computeIfPresent(
                    batch, (id, known) -> Blocking.counted(known, before.state(), after.state()));
        }
        if (!after.state().isTerminal()) {
            return;
        }
        for (JobId child : successors.getOrDefault(after.id(), new TreeSet<>())) {
            settle(child, after, after.changedAt());
        }
        if (batch != null) {
            finish(batch, after.changedAt());
        }
    }

    private void settle(JobId child, JobRecord ended, Instant at) {
        TreeSet<JobId> left = open.getOrDefault(child, new TreeSet<>());
        JobRecord job = jobs.get(child);
        if (!left.remove(ended.id()) || job == null) {
            return;
        }
        PolicyTransition step =
                Blocking.step(job, List.of(Blocking.Ended.of(ended)), !left.isEmpty(), at);
        if (step != null) {
            move(job, step);
        }
    }

    private void finish(String id, Instant at) {
        BatchRecord batch = batches.get(id);
        if (batch == null || !batch.isDone() || batch.finishedAt() != null) {
            return;
        }
        BatchRecord finished = Blocking.finished(batch, at);
        batches.put(id, finished);
        for (JobId closer : Blocking.closers(finished)) {
            JobRecord job = jobs.get(closer);
            PolicyTransition step = job == null ? null : Blocking.step(job, finished, at);
            if (job != null && step != null) {
                move(job, step);
            }
        }
    }

    // ---- comparing

    @Nullable String compare(JobStore store) {
        for (BatchRecord batch : batches.values()) {
            String difference =
                    differ("batch " + batch.id(), Optional.of(batch), store.batch(batch.id()));
            if (difference != null) {
                return difference;
            }
        }
        for (JobRecord job : jobs.values()) {
            String difference = compare(store, job);
            if (difference != null) {
                return difference;
            }
        }
        return differ(
                "policies", List.copyOf(queues.values()), List.copyOf(store.policies().all()));
    }

    private @Nullable String compare(JobStore store, JobRecord job) {
        if (job.state() == JobState.BLOCKED) {
            String difference =
                    differ(
                            "what " + job.id() + " waits for",
                            open.getOrDefault(job.id(), new TreeSet<>()),
                            ids(store.predecessors(job.id())));
            if (difference != null) {
                return difference;
            }
        }
        return differ(
                "what comes after " + job.id(),
                successors.getOrDefault(job.id(), new TreeSet<>()),
                ids(store.successors(job.id())));
    }

    private static Set<JobId> ids(List<JobRecord> jobs) {
        var ids = new TreeSet<JobId>();
        jobs.forEach(job -> ids.add(job.id()));
        return ids;
    }
}
