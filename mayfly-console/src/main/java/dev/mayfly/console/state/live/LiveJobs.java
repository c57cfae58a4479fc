package dev.mayfly.console.state.live;

import dev.mayfly.console.state.JobsState;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.model.RetryPreview;
import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.model.step.StepRecord;
import dev.mayfly.jobs.policy.Explanation;
import dev.mayfly.jobs.policy.Guarantees;
import dev.mayfly.jobs.policy.Hold;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.LogPage;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.RunnerInfo;
import dev.mayfly.jobs.store.Runners;
import dev.mayfly.jobs.store.StoreInfo;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.kernel.task.TaskId;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The jobs of the running application.
 *
 * @param jobs the jobs
 */
public record LiveJobs(Jobs jobs) implements JobsState {

    @Override
    public Map<String, QueueCounters> counters() {
        return jobs.counters();
    }

    @Override
    public JobPage query(JobQuery query) {
        return jobs.query(query);
    }

    @Override
    public int count(JobQuery query, int most) {
        return jobs.bulk().count(query, most);
    }

    @Override
    public Optional<JobRecord> find(JobId id) {
        return jobs.find(id);
    }

    @Override
    public Map<JobId, JobRecord> find(Collection<JobId> ids) {
        return jobs.find(ids);
    }

    @Override
    public Optional<TaskId> task(JobId id) {
        return jobs.task(id);
    }

    @Override
    public Optional<Redacted> redacted(JobId id) {
        return Optional.empty();
    }

    @Override
    public LogPage log(JobId id, long from) {
        return jobs.log(id, from);
    }

    @Override
    public Map<JobId, String> reasons(Collection<JobRecord> found) {
        return jobs.explain(found).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, why -> why.getValue().sentence()));
    }

    @Override
    public Explanation explainQueue(String queue) {
        return jobs.queues().explain(queue);
    }

    @Override
    public Guarantees guarantees(String queue) {
        return jobs.queues().guarantees(queue);
    }

    @Override
    public QueuePolicy policy(String queue) {
        return jobs.queues().policy(queue);
    }

    @Override
    public List<RecurringJob> recurring() {
        return jobs.recurring().list();
    }

    @Override
    public StoreInfo store() {
        return jobs.store().info();
    }

    @Override
    public Optional<BatchRecord> batch(String id) {
        return jobs.store().batch(id);
    }

    @Override
    public List<JobRecord> successors(JobId id) {
        return jobs.store().successors(id);
    }

    @Override
    public List<StepRecord> steps(JobId id) {
        return jobs.steps(id);
    }

    @Override
    public List<SignalRecord> signals(JobId id) {
        return jobs.signals(id);
    }

    @Override
    public Optional<RetryPreview> nextAttempts(JobId id) {
        return jobs.nextAttempts(id);
    }

    @Override
    public RetryPolicy retryOf(JobRecord job) {
        RetryPolicy own = job.envelope().options().retry();
        if (own != null) {
            return own;
        }
        RetryPolicy defined =
                jobs.registry()
                        .find(job.name())
                        .map(JobDefinition::settings)
                        .map(settings -> settings.retry())
                        .orElse(null);
        return defined != null ? defined : jobs.defaultRetry();
    }

    @Override
    public List<String> names() {
        return jobs.registry().names();
    }

    @Override
    public String node() {
        return jobs.node();
    }

    @Override
    public List<RunnerInfo> runners() {
        return jobs.store().runners().map(Runners::list).orElse(List.of());
    }

    @Override
    public boolean isShared() {
        return jobs.store().runners().isPresent();
    }

    @Override
    public boolean isHeld(String queue) {
        Runners runners = jobs.store().runners().orElse(null);
        if (runners != null) {
            Runners.Held held = runners.held(queue);
            return held != null && (held.hold() == Hold.GLOBAL || held.hold() == Hold.RATE);
        }
        Explanation.Kind kind = jobs.queues().explain(queue).kind();
        return kind == Explanation.Kind.GLOBAL || kind == Explanation.Kind.RATE;
    }
}
