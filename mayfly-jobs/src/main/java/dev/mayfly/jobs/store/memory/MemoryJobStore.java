package dev.mayfly.jobs.store.memory;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.model.step.StepRecord;
import dev.mayfly.jobs.store.Acceptance;
import dev.mayfly.jobs.store.DuplicateJobException;
import dev.mayfly.jobs.store.JobCursor;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.LogPage;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.QueuePolicyStore;
import dev.mayfly.jobs.store.Retention;
import dev.mayfly.jobs.store.StoreInfo;
import dev.mayfly.jobs.store.TransitionResult;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.jobs.store.admission.SubmissionOutcome;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Keeps jobs in memory: everything is lost with the process. Ended jobs are removed by {@link
 * Retention}.
 *
 * <p>One job is one {@link Entry}, whose record changes by compare-and-set. Beside it stand
 * counters, a timeline for searches, an index of due times and lines of ended jobs; each is brought
 * up to date by the thread whose change won, so none needs a common lock.
 *
 * <p>Thread rule: safe for use by any thread. Only recurring jobs, which change seldom, share a
 * lock.
 */
public final class MemoryJobStore implements JobStore {

    private static final StoreInfo INFO =
            new StoreInfo(
                    "memory",
                    false,
                    "Jobs are kept in memory: all of them are lost when this process ends.");

    private static final int MOST_SHOWN = 100;

    private final ConcurrentHashMap<JobId, Entry> jobs = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, QueueTally> queues = new ConcurrentHashMap<>();
    private final AtomicInteger queueCount = new AtomicInteger();
    private final Timeline timeline = new Timeline();
    private final DueIndex dueIndex = new DueIndex();
    private final LogBook logs;
    private final Followers followers = new Followers(this);
    private final Admissions admissions = new Admissions(this, followers);
    private final EnumMap<JobState, Retired> retired = new EnumMap<>(JobState.class);
    private final MemoryPolicies policies = new MemoryPolicies();
    private final Object recurringGuard = new Object();

    /** Guarded by {@link #recurringGuard}. */
    private final TreeMap<String, RecurringJob> recurring = new TreeMap<>();

    /** Creates an empty store with {@link Retention#DEFAULT}. */
    public MemoryJobStore() {
        this(Retention.DEFAULT);
    }

    /**
     * Creates an empty store.
     *
     * @param retention how long ended jobs and log lines are kept
     */
    public MemoryJobStore(Retention retention) {
        logs = new LogBook(retention, timeline);
        retired.put(
                JobState.SUCCEEDED,
                new Retired(retention.succeeded(), this::removeEnded, this::isAwaited));
        retired.put(
                JobState.FAILED,
                new Retired(retention.failed(), this::removeEnded, this::isAwaited));
        retired.put(
                JobState.CANCELLED,
                new Retired(retention.cancelled(), this::removeEnded, this::isAwaited));
    }

    @Override
    public StoreInfo info() {
        return INFO;
    }

    // ---- changes

    @Override
    public void insert(Collection<JobRecord> records) {
        var added = new ArrayList<Entry>(records.size());
        for (JobRecord record : records) {
            Entry entry = new Entry(record, tally(record.queue()));
            entry.tally().entering(record.state());
            timeline.add(entry, record.state());
            if (jobs.putIfAbsent(record.id(), entry) != null) {
                undo(entry);
                added.forEach(before -> {
                    jobs.remove(idOf(before), before);
                    undo(before);
                });
                throw new DuplicateJobException(record.id());
            }
            added.add(entry);
        }
        for (Entry entry : added) {
            JobRecord record = entry.get();
            if (record != null) {
                dueIndex.add(entry, record);
            }
        }
    }

    @Override
    public List<SubmissionOutcome> admit(List<JobRecord> records, Consumer<Acceptance> then) {
        List<SubmissionOutcome> admitted = admissions.admit(records);
        then.accept(Acceptance.ACCEPTED);
        return admitted;
    }

    @Override
    public void onMoved(BiConsumer<JobRecord, JobRecord> listener) {
        followers.listener(listener);
    }

    @Override
    public Optional<BatchRecord> batch(String id) {
        return followers.batch(id);
    }

    @Override
    public List<JobRecord> predecessors(JobId id) {
        return followers.predecessors(id, MOST_SHOWN);
    }

    @Override
    public List<JobRecord> successors(JobId id) {
        return followers.successors(id, MOST_SHOWN);
    }

    private static JobId idOf(Entry entry) {
        JobRecord record = entry.get();
        assert record != null : "nobody knows the id yet, so nobody can have removed the job";
        return record.id();
    }

    private void undo(Entry entry) {
        JobRecord record = entry.getAndSet(null);
        if (record != null) {
            timeline.remove(entry, record.state());
            entry.tally().notEntered(record.state());
        }
    }

    private QueueTally tally(String queue) {
        QueueTally known = queues.get(queue);
        return known != null
                ? known
                : queues.computeIfAbsent(
                        queue, name -> new QueueTally(name, queueCount.getAndIncrement()));
    }

    @Override
    public TransitionResult apply(Transition transition) {
        Entry entry = jobs.get(transition.id());
        if (entry == null || !Notebook.concerns(transition)) {
            return change(entry, transition);
        }
        Notebook notes = entry.notebookForWriting();
        synchronized (notes) {
            TransitionResult result = change(entry, transition);
            if (result instanceof TransitionResult.Applied) {
                notes.write(transition);
            }
            return result;
        }
    }

    private TransitionResult change(@Nullable Entry entry, Transition transition) {
        while (entry != null) {
            JobRecord before = entry.get();
            if (before == null) {
                break;
            }
            if (!transition.accepts(before)) {
                return new TransitionResult.Rejected(before);
            }
            JobRecord after = transition.applyTo(before);
            if (replace(entry, before, after)) {
                return new TransitionResult.Applied(before, after);
            }
        }
        return new TransitionResult.Rejected(null);
    }

    /** The state stays, but the time that it waits for may be another. */
    private boolean replaceInPlace(Entry entry, JobRecord before, JobRecord after) {
        boolean done = entry.compareAndSet(before, after);
        if (done && after.dueAt() != null && !after.dueAt().equals(before.dueAt())) {
            dueIndex.remove(entry, before);
            dueIndex.add(entry, after);
        }
        return done;
    }

    private boolean replace(Entry entry, JobRecord before, JobRecord after) {
        JobState from = before.state();
        JobState to = after.state();
        if (from == to) {
            return replaceInPlace(entry, before, after);
        }
        // Counted before it is true and until after: a search must not pass over this job.
        entry.tally().entering(to);
        entry.place().chunk().count(entry.tally(), to, 1);
        if (from.isTerminal()) {
            followers.count(before, after);
        }
        if (!entry.compareAndSet(before, after)) {
            if (from.isTerminal()) {
                followers.count(after, before);
            }
            entry.tally().notEntered(to);
            entry.place().chunk().count(entry.tally(), to, -1);
            return false;
        }
        entry.tally().left(from);
        entry.place().chunk().count(entry.tally(), from, -1);
        dueIndex.remove(entry, before);
        dueIndex.add(entry, after);
        Retired leaves = from.isTerminal() ? retired.get(from) : null;
        if (leaves != null) {
            leaves.revived();
        }
        Retired joins = to.isTerminal() ? retired.get(to) : null;
        if (joins != null) {
            joins.add(entry, after);
        }
        if (joins != null) {
            followers.count(before, after);
            followers.ended(after);
        }
        return true;
    }

    private boolean isAwaited(JobRecord ended) {
        return followers.isAwaited(ended.id());
    }

    private boolean removeEnded(Entry entry, JobRecord record) {
        if (!entry.compareAndSet(record, null)) {
            return false;
        }
        jobs.remove(record.id(), entry);
        timeline.remove(entry, record.state());
        entry.tally().left(record.state());
        logs.forget(entry);
        if (record.envelope().options().policies().any()) {
            admissions.forget(record.id());
        }
        followers.forget(record); // others may have come after it though it has no policies
        return true;
    }

    @Override
    public int evict(Instant now) {
        int removed = 0;
        for (Retired ended : retired.values()) {
            removed += ended.removeOld(now);
        }
        return removed;
    }

    // ---- looking

    @Override
    public Optional<JobRecord> find(JobId id) {
        Entry entry = jobs.get(id);
        return entry == null ? Optional.empty() : Optional.ofNullable(entry.get());
    }

    @Override
    public JobPage query(JobQuery query) {
        long below = below(query.after());
        QueueTally queue = null;
        if (query.queue() != null) {
            queue = queues.get(query.queue());
            if (queue == null) {
                return new JobPage(List.of(), null);
            }
        }
        JobState[] states = query.states().toArray(JobState[]::new);
        var wanted = new Timeline.Wanted(queue, states, Matcher.of(query));
        var page = new ArrayList<JobRecord>();
        long[] last = {0};
        boolean[] more = {false};
        timeline.search(
                below,
                wanted,
                (number, record) -> {
                    if (page.size() == query.limit()) {
                        more[0] = true;
                        return false;
                    }
                    page.add(record);
                    last[0] = number;
                    return true;
                });
        return new JobPage(page, more[0] ? new JobCursor(Long.toString(last[0])) : null);
    }

    private static long below(@Nullable JobCursor cursor) {
        if (cursor == null) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseUnsignedLong(cursor.value());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "cursor \"" + cursor.value() + "\" was not made by this store; start anew", e);
        }
    }

    @Override
    public Map<String, QueueCounters> counters() {
        var counters = new TreeMap<String, QueueCounters>();
        queues.forEach((name, tally) -> counters.put(name, tally.counters()));
        return counters;
    }

    @Override
    public List<JobRecord> due(Instant now, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit + " is below 1");
        }
        return dueIndex.due(now, limit);
    }

    @Override
    public Optional<Instant> nextDue() {
        return dueIndex.next();
    }

    // ---- steps and signals

    @Override
    public List<StepRecord> steps(JobId id) {
        Notebook notes = notebook(id);
        return notes == null ? List.of() : notes.steps();
    }

    @Override
    public List<SignalRecord> signals(JobId id) {
        Notebook notes = notebook(id);
        return notes == null ? List.of() : notes.signals();
    }

    private @Nullable Notebook notebook(JobId id) {
        Entry entry = jobs.get(id);
        return entry == null ? null : entry.notebook();
    }

    // ---- logs

    @Override
    public void appendLog(JobId id, int attempt, Instant at, String text) {
        Entry entry = jobs.get(id);
        if (entry != null) {
            logs.append(entry, attempt, at, text);
        }
    }

    @Override
    public LogPage log(JobId id, long from, int limit) {
        if (from < 0 || limit < 1) {
            throw new IllegalArgumentException(
                    "lines from " + from + ", at most " + limit + ": from 0 on, at least 1");
        }
        Entry entry = jobs.get(id);
        JobLog log = entry == null ? null : entry.log();
        return log == null ? new LogPage(List.of(), 0, 0) : log.read(from, limit);
    }

    @Override
    public QueuePolicyStore policies() {
        return policies;
    }

    // ---- recurring jobs

    @Override
    public List<RecurringJob> recurring() {
        synchronized (recurringGuard) {
            return List.copyOf(recurring.values());
        }
    }

    @Override
    public boolean saveRecurring(RecurringJob next) {
        synchronized (recurringGuard) {
            if (!follows(next)) {
                return false;
            }
            recurring.put(next.id(), next);
            return true;
        }
    }

    private boolean follows(RecurringJob next) {
        RecurringJob before = recurring.get(next.id());
        return (before == null ? 0 : before.version()) == next.version() - 1;
    }

    @Override
    public boolean fireRecurring(RecurringJob next, JobRecord run) {
        synchronized (recurringGuard) {
            if (!follows(next)) {
                return false;
            }
            insert(List.of(run));
            recurring.put(next.id(), next);
            return true;
        }
    }

    @Override
    public boolean removeRecurring(String id) {
        synchronized (recurringGuard) {
            return recurring.remove(id) != null;
        }
    }

    /** Does nothing: what this store holds goes with it. */
    @Override
    public void close() {
        // Nothing outside the heap is held.
    }
}
