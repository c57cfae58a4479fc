package dev.mayfly.console.state.live;

import dev.mayfly.console.state.JobsState;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.model.RetryPreview;
import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.model.step.StepRecord;
import dev.mayfly.jobs.policy.Explanation;
import dev.mayfly.jobs.policy.Guarantees;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.LogPage;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.RunnerInfo;
import dev.mayfly.jobs.store.StoreInfo;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.kernel.task.TaskId;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Jobs in a store that may be gone: what only the store knows is asked for through the guard.
 *
 * @param jobs the jobs
 * @param guard of their store
 */
record GuardedJobs(JobsState jobs, StoreGuard guard) implements JobsState {

    @Override
    public Map<String, QueueCounters> counters() {
        return guard.ask(jobs::counters);
    }

    @Override
    public JobPage query(JobQuery query) {
        return guard.ask(() -> jobs.query(query));
    }

    @Override
    public int count(JobQuery query, int most) {
        return guard.ask(() -> jobs.count(query, most));
    }

    @Override
    public Optional<JobRecord> find(JobId id) {
        return guard.ask(() -> jobs.find(id));
    }

    @Override
    public Map<JobId, JobRecord> find(Collection<JobId> ids) {
        return guard.ask(() -> jobs.find(ids));
    }

    /** Asks no store. */
    @Override
    public Optional<TaskId> task(JobId id) {
        return jobs.task(id);
    }

    @Override
    public LogPage log(JobId id, long from) {
        return guard.ask(() -> jobs.log(id, from));
    }

    @Override
    public Map<JobId, String> reasons(Collection<JobRecord> found) {
        return guard.ask(() -> jobs.reasons(found));
    }

    @Override
    public Explanation explainQueue(String queue) {
        return guard.ask(() -> jobs.explainQueue(queue));
    }

    @Override
    public List<RecurringJob> recurring() {
        return guard.ask(jobs::recurring);
    }

    @Override
    public Optional<BatchRecord> batch(String id) {
        return guard.ask(() -> jobs.batch(id));
    }

    @Override
    public List<JobRecord> successors(JobId id) {
        return guard.ask(() -> jobs.successors(id));
    }

    @Override
    public List<StepRecord> steps(JobId id) {
        return guard.ask(() -> jobs.steps(id));
    }

    @Override
    public List<SignalRecord> signals(JobId id) {
        return guard.ask(() -> jobs.signals(id));
    }

    @Override
    public Optional<RetryPreview> nextAttempts(JobId id) {
        return guard.ask(() -> jobs.nextAttempts(id));
    }

    @Override
    public List<RunnerInfo> runners() {
        return guard.ask(jobs::runners);
    }

    @Override
    public Optional<Redacted> redacted(JobId id) {
        return jobs.redacted(id);
    }

    @Override
    public Guarantees guarantees(String queue) {
        return jobs.guarantees(queue);
    }

    @Override
    public QueuePolicy policy(String queue) {
        return jobs.policy(queue);
    }

    @Override
    public StoreInfo store() {
        return jobs.store();
    }

    @Override
    public RetryPolicy retryOf(JobRecord job) {
        return jobs.retryOf(job);
    }

    @Override
    public List<String> names() {
        return jobs.names();
    }

    @Override
    public String node() {
        return jobs.node();
    }

    @Override
    public boolean isShared() {
        return jobs.isShared();
    }

    @Override
    public boolean isHeld(String queue) {
        return jobs.isHeld(queue);
    }
}
