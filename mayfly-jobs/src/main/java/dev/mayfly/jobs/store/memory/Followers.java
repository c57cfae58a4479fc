package dev.mayfly.jobs.store.memory;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.PolicyTransition;
import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.TransitionResult;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.jobs.store.admission.Blocking;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Jobs that wait for others, and batches. A job that nobody waits for and that belongs to no batch
 * pays one look into a map at its end.
 *
 * <p><b>Why no end is missed.</b> A job that waits is written down first, and the others are looked
 * at after that; a job ends first, and who waits for it is looked up after that. So one of the two
 * sees the other. Both may, and then the job goes on once, since a step is a compare-and-set.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class Followers {

    private final JobStore store;

    /** Who comes after a job that is kept; the sets are concurrent. */
    private final ConcurrentHashMap<JobId, Set<JobId>> successors = new ConcurrentHashMap<>();

    /** For whom a job waits; by the one that waits. */
    private final ConcurrentHashMap<JobId, Waiting> waiting = new ConcurrentHashMap<>();

    /** The records are replaced under the map's own lock. */
    private final ConcurrentHashMap<String, Group> batches = new ConcurrentHashMap<>();

    /** The ends that the calling thread is at; null while it is at none. */
    @SuppressWarnings("ThreadLocalUsage") // of each store its own: one may be called by another
    private final ThreadLocal<@Nullable ArrayDeque<JobRecord>> underWay = new ThreadLocal<>();

    private volatile BiConsumer<JobRecord, JobRecord> listener = (before, after) -> {};

    /**
     * What a job waits for still, and how the others have ended. An end counts once: one that runs
     * again later is not waited for again.
     */
    private static final class Waiting {

        /** Guarded by this. */
        private final Set<JobId> open;

        /** Guarded by this. */
        private final List<Blocking.Ended> ended = new ArrayList<>();

        Waiting(List<JobId> all) {
            open = new LinkedHashSet<>(all);
        }

        /** One that has ended, or is null since it is not kept any longer; false if known. */
        synchronized boolean settle(JobId id, @Nullable JobRecord end) {
            if (!open.remove(id)) {
                return false;
            }
            if (end != null) {
                ended.add(Blocking.Ended.of(end));
            }
            return true;
        }

        synchronized List<JobId> open() {
            return List.copyOf(open);
        }

        synchronized @Nullable PolicyTransition step(JobRecord job, Instant at) {
            return Blocking.step(job, ended, !open.isEmpty(), at);
        }
    }

    /** A batch, and how many of its jobs are kept, those that come after it included. */
    private record Group(BatchRecord batch, int kept) {}

    Followers(JobStore store) {
        this.store = store;
    }

    void listener(BiConsumer<JobRecord, JobRecord> next) {
        listener = next;
    }

    // ---- coming

    /** Checks that everything is there that new jobs want to come after or belong to. */
    void check(List<JobRecord> jobs) {
        var own = new HashSet<JobId>();
        for (JobRecord job : jobs) {
            own.add(job.id());
            var missing = new ArrayList<JobId>();
            for (JobId other : Blocking.predecessors(job)) {
                if (!own.contains(other) && store.find(other).isEmpty()) {
                    missing.add(other);
                }
            }
            Blocking.refuseUnknown(job, missing);
            BatchPart part = job.envelope().options().policies().batch();
            Group group = part == null ? null : batches.get(part.batch());
            if (group != null) {
                Blocking.refuseEnded(job, group.batch);
            }
        }
    }

    /** Jobs are about to be added: a batch must know of all before the first can end. */
    void adding(List<JobRecord> jobs) {
        jobs.forEach(this::join);
    }

    /** Jobs were added; returns them as they are after that. */
    List<JobRecord> added(List<JobRecord> jobs) {
        for (JobRecord job : jobs) {
            List<JobId> others = Blocking.predecessors(job);
            if (!others.isEmpty()) {
                waiting.put(job.id(), new Waiting(others));
            }
            for (JobId other : others) {
                successors
                        .computeIfAbsent(other, id -> ConcurrentHashMap.newKeySet())
                        .add(job.id());
            }
        }
        var now = new ArrayList<JobRecord>();
        for (JobRecord job : jobs) {
            lookBack(job);
            String batch = batchOf(job);
            if (batch != null && Blocking.closes(job)) {
                close(batch, job.submittedAt(), false);
            }
            now.add(store.find(job.id()).orElse(job));
        }
        return now;
    }

    /** Those before it may have ended already. */
    private void lookBack(JobRecord job) {
        Waiting waits = waiting.get(job.id());
        if (waits == null) {
            return;
        }
        for (JobId other : Blocking.predecessors(job)) {
            JobRecord now = store.find(other).orElse(null);
            if (now == null || now.state().isTerminal()) {
                waits.settle(other, now);
            }
        }
        goOn(job.id(), waits, job.submittedAt(), false);
    }

    private static @Nullable String batchOf(JobRecord job) {
        BatchPart part = job.envelope().options().policies().batch();
        return part == null ? null : part.batch();
    }

    private void join(JobRecord job) {
        BatchPart part = job.envelope().options().policies().batch();
        if (part == null) {
            return;
        }
        batches.compute(
                part.batch(),
                (id, known) -> {
                    Group group =
                            known == null ? new Group(begun(part, job.submittedAt()), 0) : known;
                    return new Group(with(group.batch, job, part.role()), group.kept + 1);
                });
    }

    private static BatchRecord begun(BatchPart part, Instant at) {
        return new BatchRecord(part.batch(), part.name(), at, null, 0, 0, 0, 0, null, null);
    }

    private static BatchRecord with(BatchRecord batch, JobRecord job, BatchPart.Role role) {
        return new BatchRecord(
                batch.id(),
                batch.name(),
                batch.createdAt(),
                batch.finishedAt(),
                batch.total() + (role == BatchPart.Role.MEMBER ? 1 : 0),
                batch.succeeded(),
                batch.failed(),
                batch.cancelled(),
                role == BatchPart.Role.ON_COMPLETION ? job.id() : batch.onCompletion(),
                role == BatchPart.Role.ON_SUCCESS ? job.id() : batch.onSuccess());
    }

    // ---- ending

    /**
     * A member of a batch moves on: counted after it has ended, and before it runs again, so that a
     * batch may for a moment seem to have fewer ended members but never more.
     */
    void count(JobRecord before, JobRecord after) {
        String batch = Blocking.memberOf(after);
        if (batch != null) {
            batches.computeIfPresent(
                    batch,
                    (id, group) ->
                            new Group(
                                    Blocking.counted(group.batch, before.state(), after.state()),
                                    group.kept));
        }
    }

    /** A job has ended; where its end brings about others, they come after it and not within. */
    void ended(JobRecord after) {
        if (isAlone(after)) {
            return;
        }
        ArrayDeque<JobRecord> before = underWay.get();
        if (before != null) {
            before.add(after);
            return;
        }
        var ends = new ArrayDeque<JobRecord>();
        ends.add(after);
        underWay.set(ends);
        try {
            for (JobRecord next = ends.poll(); next != null; next = ends.poll()) {
                follow(next);
            }
        } finally {
            underWay.remove();
        }
    }

    private boolean isAlone(JobRecord job) {
        return Blocking.memberOf(job) == null && !successors.containsKey(job.id());
    }

    private void follow(JobRecord after) {
        String batch = Blocking.memberOf(after);
        for (JobId successor : successors.getOrDefault(after.id(), Set.of())) {
            Waiting waits = waiting.get(successor);
            if (waits != null && waits.settle(after.id(), after)) {
                goOn(successor, waits, after.changedAt(), true);
            }
        }
        if (batch != null) {
            close(batch, after.changedAt(), true);
        }
    }

    private void goOn(JobId id, Waiting waits, Instant at, boolean tell) {
        while (true) {
            JobRecord job = store.find(id).orElse(null);
            if (job == null || job.state() != JobState.BLOCKED) {
                return;
            }
            PolicyTransition step = waits.step(job, at);
            if (step == null || take(step, tell)) {
                return;
            }
        }
    }

    private void close(String id, Instant at, boolean tell) {
        Group group =
                batches.computeIfPresent(
                        id,
                        (key, known) ->
                                known.batch.isDone() && known.batch.finishedAt() == null
                                        ? new Group(Blocking.finished(known.batch, at), known.kept)
                                        : known);
        if (group == null || group.batch.finishedAt() == null) {
            return;
        }
        for (JobId closer : Blocking.closers(group.batch)) {
            JobRecord job = store.find(closer).orElse(null);
            PolicyTransition step = job == null ? null : Blocking.step(job, group.batch, at);
            if (step != null) {
                take(step, tell);
            }
        }
    }

    private boolean take(PolicyTransition step, boolean tell) {
        if (store.apply(step)
                instanceof TransitionResult.Applied(JobRecord before, JobRecord after)) {
            if (tell) {
                listener.accept(before, after);
            }
            return true;
        }
        return false;
    }

    // ---- going

    /** Whether somebody waits for a job that has ended, so that it must be kept. */
    boolean isAwaited(JobId id) {
        for (JobId successor : successors.getOrDefault(id, Set.of())) {
            if (isBlocked(successor)) {
                return true;
            }
        }
        return false;
    }

    private boolean isBlocked(JobId id) {
        return store.find(id).filter(job -> job.state() == JobState.BLOCKED).isPresent();
    }

    /** A job is not kept any longer. */
    void forget(JobRecord job) {
        waiting.remove(job.id());
        successors.remove(job.id());
        for (JobId other : Blocking.predecessors(job)) {
            successors.computeIfPresent(
                    other,
                    (id, followers) -> {
                        followers.remove(job.id());
                        return followers.isEmpty() ? null : followers;
                    });
        }
        String batch = batchOf(job);
        if (batch != null) {
            batches.computeIfPresent(
                    batch,
                    (id, group) -> group.kept == 1 ? null : new Group(group.batch, group.kept - 1));
        }
    }

    // ---- looking

    Optional<BatchRecord> batch(String id) {
        return Optional.ofNullable(batches.get(id)).map(Group::batch);
    }

    List<JobRecord> predecessors(JobId id, int limit) {
        Waiting waits = waiting.get(id);
        return waits == null || !isBlocked(id) ? List.of() : found(waits.open(), limit);
    }

    List<JobRecord> successors(JobId id, int limit) {
        return found(successors.getOrDefault(id, Set.of()), limit);
    }

    private List<JobRecord> found(Collection<JobId> ids, int limit) {
        return ids.stream()
                .map(id -> store.find(id).orElse(null))
                .filter(Objects::nonNull)
                .limit(limit)
                .toList();
    }
}
