package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobInterceptor;
import dev.mayfly.jobs.handler.PayloadCodec;
import dev.mayfly.jobs.internal.step.Attempt;
import dev.mayfly.jobs.internal.step.AttemptSteps;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Progress;
import dev.mayfly.jobs.model.StepTransition;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.jobs.step.ReceivedSignal;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.UnstorableException;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.kernel.task.TaskContext;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * One attempt, as its handler sees it.
 *
 * <p>Progress: a report only replaces a value in memory. The first one after a quiet time writes to
 * the store; the following ones find {@link #unwritten} set, which means that somebody has taken on
 * to write, and return at once. So a million reports cost a million compare-and-sets and a handful
 * of writes.
 *
 * <p>Thread rule: safe for use by any thread, {@link #task()} aside.
 */
final class RunningJob implements JobContext {

    private static final System.Logger LOG = System.getLogger("dev.mayfly.jobs");

    /** Where the reason itself cannot be stored. */
    private static final String SEE_LOG =
            "the store refused what this attempt ended with; the log of its node has the reason";

    /** The shortest time between two writes of progress. */
    static final Duration PROGRESS_PERIOD = Duration.ofMillis(100);

    private final JobRuntime runtime;
    private final JobRecord started;
    private final TaskContext task;
    private final Thread thread = Thread.currentThread();
    private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.NONE);
    private final AtomicBoolean unwritten = new AtomicBoolean();
    private volatile boolean everWritten;
    private volatile long writtenAt;
    private volatile boolean ended;
    private volatile @Nullable AttemptSteps steps;

    /** Why a step of the handler's was not stored. */
    private volatile @Nullable UnstorableException unstorable;

    /** Guarded by {@link #progress}: the job after all steps that were asked for. */
    private JobRecord known;

    RunningJob(JobRuntime runtime, JobRecord started, TaskContext task) {
        this.runtime = runtime;
        this.started = started;
        this.task = task;
        this.known = started;
    }

    /** The attempt whose own thread this is; null on any other thread. */
    static @Nullable RunningJob onThisThread() {
        // A scope of structured concurrency hands the context on to threads that are not the
        // task's.
        return JobContext.current().orElse(null) instanceof RunningJob job
                        && job.thread == Thread.currentThread()
                ? job
                : null;
    }

    /** Takes a step of this attempt; {@code then} hears of the job, or null if it was refused. */
    void apply(Transition step, Consumer<@Nullable JobRecord> then) {
        if (started.incarnation() == 0) {
            then.accept(runtime.apply(step));
            return;
        }
        boolean fits;
        synchronized (progress) { // steps reach the store in the order of what is known
            JobRecord before = known;
            fits = step.accepts(before);
            if (fits) {
                known = step.applyTo(before);
                runtime.apply(step, before, then, reason -> refused(step, before, reason, then));
            }
        }
        if (!fits) {
            then.accept(null);
        }
    }

    /**
     * The store cannot keep what a step of this attempt brings. Where that was the end of the
     * attempt it ends with that as its error: a job that nobody ends would run for ever.
     */
    private void refused(
            Transition step,
            JobRecord before,
            UnstorableException reason,
            Consumer<@Nullable JobRecord> then) {
        LOG.log(System.Logger.Level.WARNING, "job " + id() + ": " + reason.getMessage());
        if (step.to() == JobState.RUNNING) {
            unstorable = step instanceof StepTransition.Decide ? reason : unstorable;
            then.accept(null);
            return;
        }
        String type = reason.getClass().getName();
        synchronized (progress) {
            known = before;
            runtime.apply(
                    failed(new JobError(type, String.valueOf(reason.getMessage()), null)),
                    before,
                    then,
                    again ->
                            runtime.apply(failed(new JobError(type, SEE_LOG, null)), before, then));
        }
    }

    private Transition.Fail failed(JobError error) {
        return new Transition.Fail(
                id(), started.epoch(), runtime.now(), error, false, Progress.NONE);
    }

    /** The job as this attempt began. */
    JobRecord started() {
        return started;
    }

    /** Whether it is an attempt of this very runtime, not of another one in the process. */
    boolean isOf(JobRuntime other) {
        return runtime == other;
    }

    @Override
    public JobId id() {
        return started.id();
    }

    @Override
    public String name() {
        return started.name();
    }

    @Override
    public JobEnvelope envelope() {
        return started.envelope();
    }

    @Override
    public int attempt() {
        return started.attempts();
    }

    @Override
    public TaskContext task() {
        return task;
    }

    @Override
    public void progress(long done, long total, @Nullable String message) {
        var report = new Progress(done, total, message);
        Progress before = progress.get();
        while (report.done() >= before.done()) {
            if (progress.compareAndSet(before, report)) {
                written();
                return;
            }
            before = progress.get();
        }
    }

    private void written() {
        if (ended || !unwritten.compareAndSet(false, true)) {
            return;
        }
        long now = runtime.clock().nanoTime();
        if (writeDue(now)) {
            write(now);
        } else {
            runtime.timekeeper().writeLater(this, nanosToWrite(now));
        }
    }

    /** Whether enough time has passed since the last write. */
    boolean writeDue(long now) {
        return nanosToWrite(now) <= 0;
    }

    /** How long until the next write is allowed; not positive if it is allowed now. */
    long nanosToWrite(long now) {
        return everWritten ? writtenAt + PROGRESS_PERIOD.toNanos() - now : 0;
    }

    /** Writes the latest report; called by whoever has set {@link #unwritten}, or on its behalf. */
    void write(long now) {
        writtenAt = now;
        everWritten = true;
        // Before the report is read: one that comes after this line finds the flag down and sees to
        // its own writing.
        unwritten.set(false);
        if (!ended) {
            apply(new Transition.Report(id(), started.epoch(), progress.get()), job -> {});
        }
    }

    /** The latest report. */
    Progress latest() {
        return progress.get();
    }

    /** The attempt is over: the last report goes to the store together with the end. */
    void end() {
        ended = true;
    }

    @Override
    public void log(String line) {
        if (!ended) {
            runtime.store().appendLog(id(), started.attempts(), runtime.now(), line);
        }
    }

    @Override
    public Optional<BatchRecord> batch() {
        BatchPart part = envelope().options().policies().batch();
        return part == null ? Optional.empty() : runtime.store().batch(part.batch());
    }

    @Override
    public String idempotencyKey() {
        return id().value();
    }

    /** The steps of this attempt; made when somebody asks for the first. */
    private AttemptSteps steps() {
        synchronized (progress) {
            AttemptSteps known = steps;
            if (known == null) {
                known = new AttemptSteps(new StepWrites());
                steps = known;
            }
            return known;
        }
    }

    /** The same, if anybody has asked. */
    @Nullable AttemptSteps stepsIfAny() {
        return steps;
    }

    private final class StepWrites implements Attempt {

        @Override
        public JobRecord started() {
            return started;
        }

        @Override
        public JobStore store() {
            return runtime.store();
        }

        @Override
        public PayloadCodec codec() {
            return runtime.settings().codec();
        }

        @Override
        public Instant now() {
            return runtime.now();
        }

        @Override
        public void apply(Transition step, Consumer<@Nullable JobRecord> then) {
            RunningJob.this.apply(step, then);
        }

        @Override
        public @Nullable UnstorableException unstorable() {
            return unstorable;
        }

        @Override
        public @Nullable Object run(String name, Callable<?> body) throws Exception {
            Callable<?> step = body;
            for (JobInterceptor interceptor : runtime.settings().interceptors().reversed()) {
                Callable<?> inner = step;
                step = () -> interceptor.<@Nullable Object>aroundStep(started, name, inner::call);
            }
            return step.call();
        }
    }

    @Override
    // The caller names the type of the result, as documented, and with it whether it may be null.
    @SuppressWarnings({"unchecked", "NullAway"})
    public <T extends @Nullable Object> T step(String name, Type type, Callable<? extends T> body)
            throws Exception {
        return (T) steps().step(name, type, body);
    }

    @Override
    @SuppressWarnings("unchecked") // it was decoded as this type
    public <T> Optional<ReceivedSignal<T>> awaitSignal(
            String name, Class<T> type, Duration timeout) {
        return (Optional<ReceivedSignal<T>>) (Optional<?>) steps().await(name, type, timeout);
    }

    @Override
    public long fencingToken() {
        return started.epoch();
    }

    @Override
    public boolean isCancelled() {
        return task.isCancelled();
    }

    @Override
    @SuppressWarnings("unchecked") // the caller names the type of the result, as documented
    public <R extends @Nullable Object> JobHandle<R> submit(
            String name, @Nullable Object payload, JobOptions options) {
        return (JobHandle<R>) runtime.submitter().submit(name, payload, options, envelope());
    }

    /** Waits for the end of another job by a system call, so that the wait has a visible reason. */
    void awaitEnd(LiveJob other, @Nullable Duration timeout) {
        var key = new AwaitedJob(other.id(), task.id().value());
        var told = new AtomicBoolean();
        other.end()
                .whenComplete((value, failure) -> {
                    if (told.compareAndSet(false, true)) {
                        runtime.scheduler().signal(key);
                    }
                });
        boolean answered = false;
        try {
            if (timeout == null) {
                task.awaitSignal(key);
                answered = true;
            } else {
                answered = task.awaitSignal(key, timeout);
            }
        } finally {
            // Nobody may signal a key on which nobody will ever wait: the kernel would keep it.
            answered |= told.compareAndSet(false, true);
        }
        if (!answered) {
            // The end came in the moment of giving up: its signal is kept or on its way, and must
            // not
            // be left for a later wait on the same job.
            task.awaitSignal(key);
        }
    }
}
