package dev.mayfly.jobs;

import dev.mayfly.jobs.batch.BatchHandle;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobListener;
import dev.mayfly.jobs.handler.JobRegistry;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.handler.PayloadException;
import dev.mayfly.jobs.handler.UnknownJobException;
import dev.mayfly.jobs.internal.JobRuntime;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.model.RetryPreview;
import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.model.step.StepRecord;
import dev.mayfly.jobs.policy.Explanation;
import dev.mayfly.jobs.step.SignalOptions;
import dev.mayfly.jobs.step.SignalRejectedException;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.LogPage;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.admission.SubmissionConflictException;
import dev.mayfly.jobs.store.memory.MemoryJobStore;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs named jobs on a {@link Scheduler}.
 *
 * <pre>{@code
 * try (Scheduler scheduler = Scheduler.builder().queue("mail", q -> q.concurrency(4)).build();
 *         Jobs jobs = Jobs.builder(scheduler)
 *                 .define(JobDefinition.of("greet", String.class, String.class,
 *                         (name, job) -> "Hello " + name).withQueue("mail"))
 *                 .build()) {
 *     System.out.println(jobs.<String>submit("greet", "Ada").await());
 * }
 * }</pre>
 *
 * <p>An accepted job reaches a terminal state and starts at least once, for as long as its store
 * lives: the default {@link MemoryJobStore} ends with the process. Waiting jobs (delayed, between
 * attempts, recurring) hold neither thread nor task; one system task, {@value #TIMEKEEPER}, knows
 * the next due time.
 *
 * <p>When the scheduler shuts down, new jobs are refused with a {@link JobRejectedException}, those
 * in its queues are drained until its deadline, and those it then interrupts go back to READY: a
 * store that outlives the process starts them again, the memory store loses them. Their handles
 * complete with a {@link JobRejectedException} that says so.
 *
 * <p>Thread rule: all methods may be called by any thread.
 */
public final class Jobs implements AutoCloseable {

    /** The name of the system task that starts jobs whose time has come. */
    public static final String TIMEKEEPER = JobRuntime.TIMEKEEPER;

    private static final int LOG_PAGE = 1_000;

    private final JobRuntime runtime;
    private final Recurring recurring;
    private final Queues queues;

    Jobs(JobRuntime runtime) {
        this.runtime = runtime;
        this.recurring = new Recurring(runtime.recurring());
        this.queues = new Queues(runtime.rules());
    }

    /**
     * Begins to build.
     *
     * @param scheduler what the jobs run on; stays the caller's to shut down
     * @return a builder with the memory store, the simple codec and no jobs
     */
    public static JobsBuilder builder(Scheduler scheduler) {
        return new JobsBuilder(scheduler);
    }

    /**
     * Submits a job.
     *
     * @param name its name or an alias
     * @param payload the payload; null for none
     * @param <R> the type of the result, taken on trust
     * @return its handle, as soon as the store has accepted it
     * @throws UnknownJobException if there is no job of that name
     * @throws PayloadException if the payload does not fit the job or cannot be encoded
     * @throws JobRejectedException if the process shuts down or holds too many jobs
     */
    public <R extends @Nullable Object> JobHandle<R> submit(String name, @Nullable Object payload) {
        return submit(name, payload, JobOptions.DEFAULTS);
    }

    /**
     * Submits a job with options.
     *
     * @param name its name or an alias
     * @param payload the payload; null for none
     * @param options what is to be otherwise than the definition says
     * @param <R> the type of the result, taken on trust
     * @return its handle, as soon as the store has accepted it
     * @throws UnknownJobException if there is no job of that name
     * @throws PayloadException if the payload does not fit the job or cannot be encoded
     * @throws IllegalArgumentException if the queue in the options does not exist, or the job is to
     *     come after one that the store does not have
     * @throws SubmissionConflictException if it is refused by its idempotency key or rule of
     *     uniqueness
     * @throws JobRejectedException if the process shuts down or holds too many jobs
     */
    @SuppressWarnings("unchecked") // the caller names the type of the result, as documented
    public <R extends @Nullable Object> JobHandle<R> submit(
            String name, @Nullable Object payload, JobOptions options) {
        return (JobHandle<R>) runtime.submitter().submit(name, payload, options);
    }

    /**
     * Submits many jobs, all of them or none.
     *
     * @param requests the jobs
     * @return their handles, in order
     * @throws UnknownJobException if there is no job of one of the names
     * @throws PayloadException if one of the payloads does not fit or cannot be encoded
     * @throws IllegalArgumentException if the queue in one of the options does not exist
     * @throws JobRejectedException if the process shuts down or would hold too many jobs
     */
    public List<JobHandle<?>> submitAll(List<JobRequest> requests) {
        return runtime.submitter()
                .submitAll(
                        requests.size(),
                        i -> requests.get(i).name(),
                        i -> requests.get(i).payload(),
                        i -> requests.get(i).options());
    }

    /**
     * Submits a batch: many jobs, all or none, that are counted together and may have a job that
     * runs after them.
     *
     * <pre>{@code
     * jobs.batch("import", batch -> {
     *     files.forEach(file -> batch.add("read-file", file));
     *     batch.onCompletion(new JobRequest("report", null));
     * });
     * }</pre>
     *
     * <p>What comes after is submitted with the batch and BLOCKED; it becomes ready in the very
     * transaction in which the last job ends, and so exactly once. Jobs of the batch can add to it
     * with {@link JobContext#submitToBatch} while they run. A job that is made ready again by hand
     * counts again, but what came after does not run again.
     *
     * @param name for people, 1 to 200 characters
     * @param jobs adds the jobs
     * @return its handle
     * @throws UnknownJobException if there is no job of one of the names
     * @throws PayloadException if one of the payloads does not fit or cannot be encoded
     * @throws IllegalArgumentException if nothing was added, or a queue does not exist
     * @throws JobRejectedException if the process shuts down or would hold too many jobs
     */
    public BatchHandle batch(String name, Consumer<BatchBuilder> jobs) {
        String id = runtime.submitter().newId().value();
        var builder = new BatchBuilder(id, name);
        jobs.accept(builder);
        submitAll(builder.jobs());
        return runtime.batches().handle(id);
    }

    /**
     * A handle of a batch that was submitted earlier.
     *
     * @param id which
     * @return the handle; empty if there never was such a batch or it was removed since
     */
    public Optional<BatchHandle> batch(String id) {
        return runtime.store().batch(id).map(batch -> runtime.batches().handle(batch.id()));
    }

    /**
     * Looks up a job.
     *
     * @param id which
     * @return its record; empty if there never was one or it was removed since
     */
    public Optional<JobRecord> find(JobId id) {
        return runtime.store().find(id);
    }

    /**
     * Looks up many jobs at once.
     *
     * @param ids which
     * @return the records of those that are there, by id
     */
    public Map<JobId, JobRecord> find(Collection<JobId> ids) {
        return runtime.store().find(ids);
    }

    /**
     * A handle of a job that was submitted earlier. The result of one that has ended is decoded
     * from the store, as its definition says.
     *
     * @param id which
     * @return the handle; empty if there never was such a job or it was removed since
     */
    public Optional<JobHandle<?>> handle(JobId id) {
        return runtime.handle(id);
    }

    /**
     * Searches jobs, those accepted last first.
     *
     * @param query what to look for
     * @return a page of records
     */
    public JobPage query(JobQuery query) {
        return runtime.store().query(query);
    }

    /**
     * How many jobs are where, by queue. Costs nothing that grows with the number of jobs.
     *
     * @return the counters of every queue that ever had a job
     */
    public Map<String, QueueCounters> counters() {
        return runtime.store().counters();
    }

    /**
     * Reads the log of a job, at most 1000 lines at a time.
     *
     * @param id which job
     * @param from the index of the first line wanted, 0 for the beginning, {@link LogPage#next()}
     *     for what came since
     * @return the lines kept from there on
     */
    public LogPage log(JobId id, long from) {
        return runtime.store().log(id, from, LOG_PAGE);
    }

    /**
     * Why a job is where it is, as one sentence for people, from the very facts that decide.
     *
     * @param id which
     * @return for instance {@code waits until 2026-01-01T00:10:00Z, then attempt 3; failure 2 of 5
     *     …}; empty if there is no such job
     */
    public Optional<String> reason(JobId id) {
        return explain(id).map(Explanation::sentence);
    }

    /**
     * Why a job does not run: {@link #reason} with the facts apart.
     *
     * @param id which
     * @return what keeps it; empty if there is no such job
     */
    public Optional<Explanation> explain(JobId id) {
        return runtime.explain(id);
    }

    /**
     * Why jobs do not run, for a list of them: the store is asked about each queue once, and about
     * a job only where its key or other jobs may keep it.
     *
     * @param jobs as they were read
     * @return what keeps each, by id
     */
    public Map<JobId, Explanation> explain(Collection<JobRecord> jobs) {
        return runtime.rules().explain(jobs);
    }

    /** {@return the rules of queues, what they promise and what keeps them from starting jobs} */
    public Queues queues() {
        return queues;
    }

    /**
     * The kernel task of a job.
     *
     * @param id which job
     * @return the task that carries its attempt or stands in the queue for it; empty if there is
     *     none
     */
    public Optional<TaskId> task(JobId id) {
        return runtime.task(id);
    }

    /**
     * Asks a job to end, in whatever state it is. One that waits is CANCELLED at once; one that
     * runs is interrupted, and CANCELLED when its handler has given up. A handler that returns a
     * result all the same has SUCCEEDED.
     *
     * @param id which
     * @return true if the job had not ended and this was the first request
     * @throws dev.mayfly.jobs.handler.JobRejectedException if it is in a state of a later version
     */
    public boolean cancel(JobId id) {
        return runtime.actions().cancel(id);
    }

    /**
     * Makes a job that FAILED or was CANCELLED ready again, with all its attempts before it.
     * Handles given out before stay as they ended; {@link #handle} gives a new one.
     *
     * @param id which
     * @return true if done; false if it is in another state or is not there
     * @throws JobRejectedException if the process shuts down, or if the job is in a state of a
     *     later version, which only a node of that version can judge
     */
    public boolean retry(JobId id) {
        return runtime.actions().redrive(id, false);
    }

    /**
     * Makes a job that FAILED or was CANCELLED ready again, as {@link #retry} does, but forgets its
     * steps: all of them run again, and what it has waited for it waits for again. Signals that it
     * was given before are not given again.
     *
     * @param id which
     * @return true if done; false if it is in another state or is not there
     * @throws JobRejectedException if the process shuts down, or if the job is in a state of a
     *     later version, which only a node of that version can judge
     */
    public boolean retryFromTheStart(JobId id) {
        return runtime.actions().redrive(id, true);
    }

    /** {@return the means to retry or cancel all jobs that a search finds} */
    public Bulk bulk() {
        return new Bulk(runtime.actions().many());
    }

    /**
     * The attempts that a job has before it, with their times: those that come, where it waits for
     * its retry, else those that would come if its present or next attempt failed now. See {@link
     * RetryPolicy#preview} for those of any policy, and for kinds of failures.
     *
     * @param id which
     * @return none if it has ended, or its next failure is the last; empty if there is no such job
     */
    public Optional<RetryPreview> nextAttempts(JobId id) {
        return find(id).map(job -> runtime.plans().preview(job, runtime.now()));
    }

    // ---- steps and signals

    /**
     * Sends a signal to a job, as this node and without an id; see {@link #signal(JobId, String,
     * Object, SignalOptions)}.
     *
     * @param id to which job
     * @param name which signal, at most 200 characters
     * @param payload what comes with it; null for nothing
     * @return true
     */
    public boolean signal(JobId id, String name, @Nullable Object payload) {
        return signal(id, name, payload, SignalOptions.DEFAULTS);
    }

    /**
     * Sends a signal to a job, which may wait for it now or later ({@link JobContext#awaitSignal}).
     * When this returns, the signal is as durable as a job that was acknowledged. Blocks while the
     * store writes.
     *
     * @param id to which job
     * @param name which signal, at most 200 characters
     * @param payload what comes with it, at most 256 KiB of JSON; null for nothing
     * @param options the sender and the signal's id
     * @return true if it is new; false if the job has had one with this id before, which has no
     *     effect
     * @throws SignalRejectedException if there is no such job, it has ended, is in a state of a
     *     later version, or has 100 signals that it has not taken
     * @throws PayloadException if the payload cannot be encoded or is too large
     * @throws IllegalArgumentException if the name is blank, too long or has control characters
     */
    public boolean signal(JobId id, String name, @Nullable Object payload, SignalOptions options) {
        return runtime.signals().send(id, name, payload, options);
    }

    /**
     * Sends a signal whose payload is JSON already; see {@link #signal(JobId, String, Object,
     * SignalOptions)}.
     *
     * @param id to which job
     * @param name which signal, at most 200 characters
     * @param json the payload; blank for nothing
     * @param options the sender and the signal's id
     * @return as there
     * @throws SignalRejectedException as there
     * @throws PayloadException if the text is no JSON or too large
     * @throws IllegalArgumentException as there
     */
    public boolean signalJson(JobId id, String name, String json, SignalOptions options) {
        return runtime.signals().sendJson(id, name, json, options);
    }

    /**
     * The finished steps and waits of a job.
     *
     * @param id which
     * @return in the order in which they were stored; empty if there is no such job
     */
    public List<StepRecord> steps(JobId id) {
        return runtime.store().steps(id);
    }

    /**
     * The signals that were sent to a job, those taken included.
     *
     * @param id which
     * @return in the order of acceptance; empty if there is no such job
     */
    public List<SignalRecord> signals(JobId id) {
        return runtime.store().signals(id);
    }

    /**
     * The job of this runtime that the calling thread runs. ({@link JobContext#current()} finds
     * those of every runtime in the process.)
     *
     * @return its context; empty if it runs none
     */
    public Optional<JobContext> current() {
        return runtime.current();
    }

    /** {@return the means to schedule, list, pause and trigger jobs that recur} */
    public Recurring recurring() {
        return recurring;
    }

    /** {@return the jobs that can be submitted; some may be added at any time} */
    public JobRegistry registry() {
        return runtime.registry();
    }

    /** {@return the store, as given to the builder} */
    public JobStore store() {
        return runtime.store();
    }

    /** {@return the name under which this process accepts and runs jobs} */
    public String node() {
        return runtime.node();
    }

    /** {@return the rules for failed attempts of a job whose definition and options name none} */
    public RetryPolicy defaultRetry() {
        return runtime.defaultRetry();
    }

    /**
     * Adds a listener. Adding it again makes it hear everything twice.
     *
     * @param listener to be told of every change from now on
     */
    public void addListener(JobListener listener) {
        runtime.listeners().add(listener);
    }

    /**
     * Removes a listener; one that was never added is ignored.
     *
     * @param listener not to be told any more
     */
    public void removeListener(JobListener listener) {
        runtime.listeners().remove(listener);
    }

    /** {@return how often a listener threw since the start} */
    public long listenerFailures() {
        return runtime.listeners().failures();
    }

    /**
     * Refuses new jobs and starts none whose time comes; those in the scheduler's queues still run.
     * The scheduler and the store stay open. Closing again does nothing. Called by itself when the
     * scheduler begins to shut down.
     */
    @Override
    public void close() {
        runtime.close();
    }
}
