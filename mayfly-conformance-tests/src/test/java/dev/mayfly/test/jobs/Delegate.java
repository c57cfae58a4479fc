package dev.mayfly.test.jobs;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.model.step.StepRecord;
import dev.mayfly.jobs.store.Acceptance;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.LogPage;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.QueuePolicyStore;
import dev.mayfly.jobs.store.Runners;
import dev.mayfly.jobs.store.StoreInfo;
import dev.mayfly.jobs.store.TransitionResult;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.jobs.store.admission.SubmissionOutcome;
import dev.mayfly.jobs.store.memory.MemoryJobStore;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A right store, to be made wrong in one place. */
public class Delegate implements JobStore {

    private final JobStore store;

    protected Delegate() {
        this(new MemoryJobStore());
    }

    protected Delegate(JobStore store) {
        this.store = store;
    }

    @Override
    public StoreInfo info() {
        return store.info();
    }

    @Override
    public void insert(Collection<JobRecord> jobs) {
        store.insert(jobs);
    }

    @Override
    public List<SubmissionOutcome> admit(List<JobRecord> jobs, Consumer<Acceptance> then) {
        return store.admit(jobs, then);
    }

    @Override
    public void onMoved(BiConsumer<JobRecord, JobRecord> listener) {
        store.onMoved(listener);
    }

    @Override
    public Optional<BatchRecord> batch(String id) {
        return store.batch(id);
    }

    @Override
    public List<JobRecord> predecessors(JobId id) {
        return store.predecessors(id);
    }

    @Override
    public List<JobRecord> successors(JobId id) {
        return store.successors(id);
    }

    @Override
    public void flush() {
        store.flush();
    }

    @Override
    public TransitionResult apply(Transition transition) {
        return store.apply(transition);
    }

    @Override
    public Optional<JobRecord> find(JobId id) {
        return store.find(id);
    }

    @Override
    public Map<JobId, JobRecord> find(Collection<JobId> ids) {
        return store.find(ids);
    }

    @Override
    public JobPage query(JobQuery query) {
        return store.query(query);
    }

    @Override
    public Map<String, QueueCounters> counters() {
        return store.counters();
    }

    @Override
    public List<JobRecord> due(Instant now, int limit) {
        return store.due(now, limit);
    }

    @Override
    public Optional<Instant> nextDue() {
        return store.nextDue();
    }

    @Override
    public void appendLog(JobId id, int attempt, Instant at, String text) {
        store.appendLog(id, attempt, at, text);
    }

    @Override
    public List<StepRecord> steps(JobId id) {
        return store.steps(id);
    }

    @Override
    public List<SignalRecord> signals(JobId id) {
        return store.signals(id);
    }

    @Override
    public LogPage log(JobId id, long from, int limit) {
        return store.log(id, from, limit);
    }

    @Override
    public int evict(Instant now) {
        return store.evict(now);
    }

    @Override
    public List<RecurringJob> recurring() {
        return store.recurring();
    }

    @Override
    public boolean saveRecurring(RecurringJob next) {
        return store.saveRecurring(next);
    }

    @Override
    public boolean fireRecurring(RecurringJob next, JobRecord run) {
        return store.fireRecurring(next, run);
    }

    @Override
    public boolean removeRecurring(String id) {
        return store.removeRecurring(id);
    }

    @Override
    public Optional<Runners> runners() {
        return store.runners();
    }

    @Override
    public QueuePolicyStore policies() {
        return store.policies();
    }

    @Override
    public void close() {
        store.close();
    }
}
