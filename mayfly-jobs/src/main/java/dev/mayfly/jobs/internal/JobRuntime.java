package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobRegistry;
import dev.mayfly.jobs.internal.batch.Batches;
import dev.mayfly.jobs.internal.plan.Plans;
import dev.mayfly.jobs.internal.share.Sharing;
import dev.mayfly.jobs.internal.step.SignalSender;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.policy.Explanation;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.TransitionResult;
import dev.mayfly.jobs.store.UnstorableException;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskRejectedException;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The parts of one job runtime and what they share: steps of a job's life are written to the store,
 * told to the listeners, and acted upon, in this order.
 *
 * <p>The store is the truth. What is kept here (who waits for which job, which kernel task carries
 * it) follows from it: whoever finds that the store refused a step reads the record again and
 * settles by it.
 *
 * <p>Thread rule: safe for use by any thread; holds no lock.
 */
public final class JobRuntime {

    /** The name of the system task that starts jobs whose time has come. */
    public static final String TIMEKEEPER = "mayfly-jobs-timekeeper";

    private final Settings settings;
    private final Clock clock;
    private final JobListeners listeners;
    private final LiveJobs live;
    private final Payloads payloads;
    private final Plans plans;
    private final Timekeeper timekeeper;
    private final Submitter submitter;
    private final RecurringRuns recurring;
    private final KernelWatch watch;
    private final SignalSender signals;
    private final QueueRules rules;
    private final Batches batches;
    private final Onwards onwards = new Onwards(this);
    private final JobActions actions = new JobActions(this);

    /** Null where all jobs of the store are this process's. */
    private final @Nullable Sharing sharing;

    /** No new jobs, and none started whose time comes. */
    private volatile boolean closing;

    private JobRuntime(Settings settings) {
        this.settings = settings;
        this.clock = settings.scheduler().clock();
        this.listeners = new JobListeners(settings.listeners());
        this.live = new LiveJobs(this, settings.maxLiveJobs());
        this.payloads = new Payloads(settings.codec());
        this.plans = new Plans(settings.registry(), settings.defaults());
        this.timekeeper = new Timekeeper(this);
        this.submitter = new Submitter(this, settings, payloads);
        this.recurring = new RecurringRuns(this, settings.registry(), payloads);
        this.watch = new KernelWatch(this, timekeeper);
        this.signals = new SignalSender(new LocalSender(this), settings.codec());
        this.rules = new QueueRules(this, settings);
        this.batches = new Batches(settings.store(), actions::cancel);
        listeners.add((before, after) -> batches.ended(after));
        listeners.add((before, after) -> recurring.moved(after));
        this.sharing =
                settings.store()
                        .runners()
                        .map(runners -> new Sharing(new LocalHost(this), settings.store(), runners))
                        .orElse(null);
    }

    /**
     * The job of this runtime that the calling thread runs.
     *
     * @return its context; empty if there is none
     */
    public Optional<JobContext> current() {
        return JobContext.current()
                .filter(job -> job instanceof RunningJob running && running.isOf(this));
    }

    /**
     * Starts a runtime.
     *
     * @param settings what it is built from
     * @return the runtime
     * @throws IllegalArgumentException if a job's queue does not exist
     */
    public static JobRuntime start(Settings settings) {
        var runtime = new JobRuntime(settings);
        runtime.submitter.checkQueues();
        settings.scheduler().addListener(runtime.watch);
        settings.store().onMoved(runtime.onwards::moved);
        runtime.rules.start();
        runtime.timekeeper.start();
        if (runtime.sharing != null) {
            runtime.sharing.start();
        }
        return runtime;
    }

    // ---- steps of a job's life

    /**
     * Takes a step and tells the listeners.
     *
     * @return the job now; null if the store refused, since somebody else was faster
     */
    @Nullable JobRecord apply(Transition step) {
        return switch (store().apply(step)) {
            case TransitionResult.Applied(JobRecord before, JobRecord after) -> {
                listeners.tell(before, after);
                yield after;
            }
            case TransitionResult.Rejected rejected -> null;
            case TransitionResult.Refused(UnstorableException reason) -> throw reason;
        };
    }

    /**
     * Takes a step of a job that this process has, and tells the listeners.
     *
     * @param known the job, which accepts the step
     * @param then hears of the job afterwards, or null if the store refused
     */
    void apply(Transition step, JobRecord known, Consumer<@Nullable JobRecord> then) {
        apply(step, known, then, refused -> then.accept(null));
    }

    /** The same; {@code refused} hears instead that the store cannot keep what the step brings. */
    void apply(
            Transition step,
            JobRecord known,
            Consumer<@Nullable JobRecord> then,
            Consumer<UnstorableException> refused) {
        Consumer<TransitionResult> told =
                result -> {
                    if (result instanceof TransitionResult.Refused(UnstorableException reason)) {
                        refused.accept(reason);
                    } else if (result instanceof TransitionResult.Applied(var before, var after)) {
                        listeners.tell(before, after);
                        then.accept(after);
                    } else {
                        then.accept(null);
                    }
                };
        store().apply(step, known, told);
    }

    /** Hands a job to the kernel that is READY, or ASSIGNED to this process. */
    void dispatch(@Nullable LiveJob known, JobRecord ready) {
        if (sharing != null && ready.state() == JobState.READY) {
            sharing.look(ready.queue()); // whoever has room may take it
            return;
        }
        LiveJob job = known == null ? live.adopt(ready) : known;
        if (rules.admits(job, ready)) {
            handOver(job, ready);
        }
    }

    /** Hands a job to the kernel that nothing keeps any more. */
    void handOver(LiveJob job, JobRecord ready) {
        takes(job, ready);
        try {
            TaskHandle<?> task =
                    scheduler()
                            .<@Nullable Object>submit(
                                    ready.queue(),
                                    plans.of(ready.envelope()).task(),
                                    new AttemptRun(this, job, ready));
            job.carriedBy(task, attemptEpoch(ready));
            if (task.state() == TaskState.CANCELLED) {
                timekeeper.sweepSoon();
            }
        } catch (TaskRejectedException e) {
            if (closing) {
                live.abandon(job);
            } else {
                timekeeper.dispatchLater(job);
            }
        }
    }

    /** A job is this process's from now on. */
    void takes(LiveJob job, JobRecord record) {
        JobRecord had = job.takenAs(record);
        if (had != null && had != record && sharing != null) {
            sharing.give(had.queue());
        }
    }

    /** An attempt is over, and its job this process's only if it was taken anew since. */
    void gaveUp(LiveJob job, JobRecord taken) {
        if (job.giveUp(taken) && sharing != null) {
            sharing.give(taken.queue());
        }
    }

    /** A job is not this process's any more: another may take its place. */
    void gaveUp(LiveJob job) {
        rules.ended(job);
        JobRecord had = job.giveUp();
        if (had != null && sharing != null) {
            sharing.give(had.queue());
        }
    }

    /** Whether an owner may go on; a job of a store that is not shared has no other. */
    boolean holds(JobRecord job) {
        return job.incarnation() == 0 || sharing == null || sharing.holds(job.incarnation());
    }

    /** A start from READY is an assignment too. */
    private static long attemptEpoch(JobRecord job) {
        return job.state() == JobState.ASSIGNED ? job.epoch() : job.epoch() + 1;
    }

    /** A job waits for its time: tells the timekeeper, or its handle that nobody will come. */
    void waitsForItsTime(@Nullable LiveJob job, JobRecord waiting) {
        if (waiting.dueAt() != null) {
            if (sharing == null) {
                timekeeper.wakeBy(waiting.dueAt());
            } else {
                sharing.lookBy(waiting.dueAt());
            }
        }
        if (closing && job != null) {
            live.abandon(job);
        }
    }

    /** A job's time has come. */
    void promote(JobRecord due) {
        JobRecord ready = apply(new Transition.Promote(due.id(), due.epoch(), due.state(), now()));
        if (ready != null) {
            dispatch(live.adopt(ready), ready);
        }
    }

    // ---- looking

    /**
     * A handle of a job submitted earlier.
     *
     * @param id which
     * @return the handle; empty if there is no such job
     */
    public Optional<JobHandle<?>> handle(JobId id) {
        LiveJob known = live.find(id);
        return known != null ? Optional.of(known) : store().find(id).map(live::handle);
    }

    /**
     * Why a job is where it is.
     *
     * @param id which
     * @return what keeps it; empty if there is no such job
     */
    public Optional<Explanation> explain(JobId id) {
        return store().find(id).map(rules::explain);
    }

    /**
     * The kernel task of a job.
     *
     * @param id which
     * @return the task; empty if there is none
     */
    public Optional<TaskId> task(JobId id) {
        return carrier(id).map(TaskHandle::id);
    }

    /**
     * Where a job stands.
     *
     * @param id which
     * @return the stack of its task; empty if there is none
     */
    public Optional<TaskHandle.Stack> stack(JobId id) {
        return carrier(id).map(TaskHandle::stack);
    }

    private Optional<TaskHandle<?>> carrier(JobId id) {
        LiveJob job = live.find(id);
        TaskHandle<?> task = job == null ? null : job.task();
        return task == null || task.isDone() ? Optional.empty() : Optional.of(task);
    }

    // ---- the end

    /** Refuses new jobs and starts none whose time comes. Closing again does nothing. */
    public void close() {
        closing = true;
        timekeeper.stop();
        rules.close();
        if (sharing != null) {
            sharing.stop();
            live.release();
        }
        live.abandonWaiting();
    }

    /** The scheduler has stopped: what has not ended will not end in this process. */
    void schedulerStopped() {
        close();
        settings.scheduler().removeListener(watch);
        store().flush();
        live.abandonAll();
        if (sharing != null) {
            sharing.leave();
        }
    }

    boolean closing() {
        return closing;
    }

    // ---- parts

    /**
     * The store.
     *
     * @return as built
     */
    public JobStore store() {
        return settings.store();
    }

    /**
     * The registry.
     *
     * @return as built
     */
    public JobRegistry registry() {
        return settings.registry();
    }

    /**
     * The name of this process.
     *
     * @return as built
     */
    public String node() {
        return settings.node();
    }

    /**
     * The rules for failed attempts where nothing else says.
     *
     * @return the default
     */
    public RetryPolicy defaultRetry() {
        RetryPolicy retry = settings.defaults().retry();
        return retry == null ? RetryPolicy.DEFAULT : retry;
    }

    /**
     * The listeners.
     *
     * @return those there are now
     */
    public JobListeners listeners() {
        return listeners;
    }

    /**
     * Where jobs come in.
     *
     * @return the submitter
     */
    public Submitter submitter() {
        return submitter;
    }

    /**
     * The jobs that recur.
     *
     * @return their runs
     */
    public RecurringRuns recurring() {
        return recurring;
    }

    /** {@return who sends signals} */
    public SignalSender signals() {
        return signals;
    }

    /** {@return the rules of queues, as they act here} */
    public QueueRules rules() {
        return rules;
    }

    /** {@return the batches that somebody waits for} */
    public Batches batches() {
        return batches;
    }

    /** {@return who retries and cancels jobs} */
    public JobActions actions() {
        return actions;
    }

    /** Where jobs go that others move on. */
    Onwards onwards() {
        return onwards;
    }

    Settings settings() {
        return settings;
    }

    /** How the store is shared; null where it is not. */
    @Nullable Sharing sharing() {
        return sharing;
    }

    Scheduler scheduler() {
        return settings.scheduler();
    }

    Clock clock() {
        return clock;
    }

    /**
     * {@return the time in whole microseconds, which every store keeps exactly: a record that was
     * written and read again equals the one in memory}
     */
    public Instant now() {
        return exactly(clock.wallTime());
    }

    /** A time as stores keep it. */
    static Instant exactly(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    LiveJobs live() {
        return live;
    }

    Payloads payloads() {
        return payloads;
    }

    /** {@return how the attempts of jobs are run} */
    public Plans plans() {
        return plans;
    }

    Timekeeper timekeeper() {
        return timekeeper;
    }
}
