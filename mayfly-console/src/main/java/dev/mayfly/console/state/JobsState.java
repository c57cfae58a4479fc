package dev.mayfly.console.state;

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

/** The jobs of one process, as the pages ask for them. Nothing can be changed through it. */
public interface JobsState {

    /**
     * How many jobs are in each state.
     *
     * @return by queue
     */
    Map<String, QueueCounters> counters();

    /**
     * Finds jobs.
     *
     * @param query which
     * @return those that match, the newest first
     * @throws IllegalArgumentException if the query goes on after a page of another store
     */
    JobPage query(JobQuery query);

    /**
     * Counts jobs, one by one.
     *
     * @param query which
     * @param most the count is given up beyond this many
     * @return how many match, at most one more than {@code most}
     */
    int count(JobQuery query, int most);

    /**
     * Finds a job.
     *
     * @param id which
     * @return the job as it is now
     */
    Optional<JobRecord> find(JobId id);

    /**
     * Finds many jobs at once.
     *
     * @param ids which
     * @return those that are there, as they are now, by id
     */
    Map<JobId, JobRecord> find(Collection<JobId> ids);

    /**
     * The kernel task of a job, where this is the process that has it.
     *
     * @param id which
     * @return the task that runs its attempt or stands in line for it; empty for none here, and
     *     where that is not known
     */
    default Optional<TaskId> task(JobId id) {
        return Optional.empty();
    }

    /**
     * How long a job's payload and result are.
     *
     * @param id which
     * @return in words, where they are not at hand themselves; empty where they are
     */
    Optional<Redacted> redacted(JobId id);

    /**
     * What stands in the place of what was left out.
     *
     * @param payload of a payload
     * @param result of a result; empty if there was none
     */
    record Redacted(String payload, String result) {}

    /**
     * Reads the log of a job.
     *
     * @param id which job
     * @param from the index of the first line wanted
     * @return some lines from there on
     */
    LogPage log(JobId id, long from);

    /**
     * Why jobs are where they are.
     *
     * @param jobs as they were found
     * @return sentences without a full stop, by id; none for a job of which none is known
     */
    Map<JobId, String> reasons(Collection<JobRecord> jobs);

    /**
     * Why a queue starts no more jobs.
     *
     * @param queue its name
     * @return what keeps it
     * @throws IllegalArgumentException if there is no such queue
     */
    Explanation explainQueue(String queue);

    /**
     * What a queue promises.
     *
     * @param queue its name
     * @return its promises
     * @throws IllegalArgumentException if there is no such queue
     */
    Guarantees guarantees(String queue);

    /**
     * The rules of a queue.
     *
     * @param queue its name
     * @return its limits and its pause
     */
    QueuePolicy policy(String queue);

    /**
     * The jobs that recur.
     *
     * @return by id
     */
    List<RecurringJob> recurring();

    /**
     * Where jobs are kept.
     *
     * @return the store's description
     */
    StoreInfo store();

    /**
     * Finds a batch.
     *
     * @param id which
     * @return how it stands; empty if it is not known
     */
    Optional<BatchRecord> batch(String id);

    /**
     * The jobs that come after another.
     *
     * @param id that other
     * @return those that wait for it
     */
    List<JobRecord> successors(JobId id);

    /**
     * What a job has decided.
     *
     * @param id which
     * @return its finished steps, the first at the front
     */
    List<StepRecord> steps(JobId id);

    /**
     * What a job was told.
     *
     * @param id which
     * @return its signals, the first at the front
     */
    List<SignalRecord> signals(JobId id);

    /**
     * The attempts that a job still has.
     *
     * @param id which
     * @return empty unless it waits for one
     */
    Optional<RetryPreview> nextAttempts(JobId id);

    /**
     * When a job is tried again.
     *
     * @param job the job
     * @return its own policy, or that of its definition, or the default
     */
    RetryPolicy retryOf(JobRecord job);

    /**
     * The names of all jobs that are known.
     *
     * @return in alphabetical order
     */
    List<String> names();

    /**
     * Which process it is.
     *
     * @return the node's name
     */
    String node();

    /**
     * The nodes that share the store.
     *
     * @return none where it belongs to one process, or nobody has looked
     */
    List<RunnerInfo> runners();

    /**
     * Whether nodes share the store, so that jobs may run elsewhere.
     *
     * @return false for a store of one process
     */
    boolean isShared();

    /**
     * Whether the last that was heard of a queue is that it is held by a limit over all nodes or by
     * its rate. To know costs nothing: no decision is made.
     *
     * @param queue the queue's name
     * @return true if jobs wait for that
     */
    boolean isHeld(String queue);
}
