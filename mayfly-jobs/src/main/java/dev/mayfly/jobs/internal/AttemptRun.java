package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.handler.AsyncJobHandler;
import dev.mayfly.jobs.handler.CurrentJob;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandler;
import dev.mayfly.jobs.handler.JobInterceptor;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.handler.PayloadException;
import dev.mayfly.jobs.handler.PermanentFailureException;
import dev.mayfly.jobs.handler.UnknownJobException;
import dev.mayfly.jobs.internal.step.AttemptSteps;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.model.policy.Uniqueness;
import dev.mayfly.jobs.step.StepException;
import dev.mayfly.kernel.task.AsyncJob;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskTimeoutException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * One attempt of a job, as the body of a kernel task: start, decode, run, encode, and write down
 * what came of it. What the handler threw is thrown on, so that the kernel counts the task for what
 * it was.
 *
 * <p>What an attempt ends as: a handler that returned has succeeded, whatever was asked of it
 * meanwhile; for one that threw, a cancel asked for by somebody makes the job CANCELLED, a shutdown
 * puts it back to READY, and everything else is a failure, that of a time-out first.
 *
 * <p>On an engine that gives its tasks stacks, {@link #run} is the attempt. On a stackless one it
 * is {@link #start} and, when the handler's stage has ended, {@link #finish}.
 *
 * <p>Thread rule: run once, by the thread of its task, or by those that have its turn one after the
 * other.
 */
final class AttemptRun implements AsyncJob<@Nullable Object> {

    /** Chains of causes may be circular. */
    private static final int DEEPEST_CAUSE = 16;

    /** Why the kernel interrupted the attempt. */
    private enum Stop {
        NONE,
        CANCELLED,
        TIMED_OUT
    }

    private final JobRuntime runtime;
    private final LiveJob job;
    private final JobEnvelope envelope;

    /** The job as it was put in line: READY or ASSIGNED. */
    private final JobRecord inLine;

    /** Tells interceptors of the end of an attempt that went on without a thread. */
    private final CompletableFuture<@Nullable Object> end = new CompletableFuture<>();

    /** The attempt while its stage goes on; the engine orders the turns. */
    private @Nullable RunningJob suspended;

    AttemptRun(JobRuntime runtime, LiveJob job, JobRecord inLine) {
        this.runtime = runtime;
        this.job = job;
        this.envelope = inLine.envelope();
        this.inLine = inLine;
    }

    /** The envelope's, whoever hands it to the kernel. */
    @Override
    public boolean hasOwnContext() {
        return true;
    }

    @Override
    public @Nullable Object run(TaskContext task) throws Exception {
        RunningJob running = begin(task);
        if (running == null) {
            return null;
        }
        try {
            done(running, around(running, () -> handle(running)));
        } catch (
                Throwable t) { // also errors: a stack overflow is this job's failure, nobody else's
            if (!suspended(running, t)) {
                failed(running, task, t);
                throw t;
            }
        }
        return null;
    }

    @Override
    public CompletionStage<@Nullable Object> start(TaskContext task) throws Exception {
        RunningJob running = begin(task);
        if (running == null) {
            return CompletableFuture.completedStage(null);
        }
        try {
            CompletionStage<@Nullable Object> stage =
                    handler() instanceof AsyncJobHandler<?, ?> async
                            ? aroundStart(running, () -> begun(async, running))
                            : CompletableFuture.completedStage(
                                    around(running, () -> handle(running)));
            suspended = running;
            return stage;
        } catch (Throwable t) { // as in run()
            if (suspended(running, t)) {
                return CompletableFuture.completedStage(null);
            }
            failed(running, task, t);
            throw t;
        }
    }

    @Override
    public @Nullable Object finish(TaskContext task, JoinResult<@Nullable Object> outcome)
            throws Exception {
        RunningJob running = suspended;
        if (running == null) {
            return null;
        }
        try {
            Object result = ended(task, outcome);
            done(running, result);
        } catch (Throwable t) { // as in run()
            if (!suspended(running, t)) {
                failed(running, task, t);
                throw t;
            }
        }
        return null;
    }

    /** What the stage came to, once the interceptors have heard of it. */
    private @Nullable Object ended(TaskContext task, JoinResult<@Nullable Object> outcome)
            throws Exception {
        try {
            Object result = AsyncJob.super.finish(task, outcome);
            end.complete(null);
            return result;
        } catch (Throwable t) { // handed on as it is
            end.completeExceptionally(t);
            throw t;
        }
    }

    /** Starts the attempt; null if it is not to be. */
    private @Nullable RunningJob begin(TaskContext task) {
        job.begins();
        var step =
                new Transition.Start(
                        job.id(), inLine.epoch(), inLine.state(), now(), runtime.node());
        if (inLine.state() == JobState.ASSIGNED && !isMine()) {
            return null;
        }
        if (inLine.state() == JobState.ASSIGNED && !mayBeChanged()) {
            return beginOwned(task, step);
        }
        if (!runtime.rules().mayStart(job, inLine)) {
            return null; // its queue has got rules since; it is handed over again when they allow
        }
        JobRecord started = runtime.apply(step);
        if (started == null) {
            runtime.gaveUp(job, inLine);
            // Cancelled, or started elsewhere, since it was put in line.
            runtime.rules().ended(job);
            runtime.live().settle(job, runtime.store().find(job.id()).orElse(null), null, null);
            if (runtime.sharing() != null) {
                runtime.live().forgetIfNobodyWaits(job);
            }
            return null;
        }
        runtime.rules().started(job, started);
        return new RunningJob(runtime, started, task);
    }

    /**
     * Starts an attempt of a job that this process owns already, and so may run: the store is told
     * and not waited for. If it refuses, since somebody has cancelled the job or taken it away, the
     * attempt is cancelled.
     */
    private RunningJob beginOwned(TaskContext task, Transition.Start step) {
        var running = new RunningJob(runtime, step.applyTo(inLine), task);
        runtime.apply(
                step,
                inLine,
                started -> {
                    if (started == null) {
                        job.requestCancel(inLine.epoch());
                    }
                });
        return running;
    }

    /** Whether this process owns it still; gives it up otherwise. */
    private boolean isMine() {
        if (runtime.holds(inLine) && job.taken() == inLine) {
            return true;
        }
        runtime.gaveUp(job, inLine);
        runtime.live().forgetIfNobodyWaits(job);
        return false;
    }

    /** A later submission may have changed or cancelled it, which only the store can tell. */
    private boolean mayBeChanged() {
        Uniqueness rule = envelope.options().policies().unique();
        return rule != null && rule.changesWhatWaits();
    }

    private void done(RunningJob running, @Nullable Object result) {
        AttemptSteps steps = running.stepsIfAny();
        if (steps != null) {
            steps.returned();
        }
        String json = runtime.payloads().encodeResult(running.name(), result);
        running.end();
        // A handler that returned in spite of an interrupt has succeeded; the store must not
        // suffer.
        Thread.interrupted();
        succeed(running.started(), running, json, result);
    }

    private void failed(RunningJob running, TaskContext task, Throwable thrown) {
        running.end();
        AttemptSteps steps = running.stepsIfAny();
        Throwable failure = steps == null ? thrown : steps.failure(thrown);
        end(running.started(), running, task, failure);
    }

    /** Whether the handler ended in order to wait; then its job waits from now on. */
    private boolean suspended(RunningJob running, Throwable thrown) {
        AttemptSteps steps = running.stepsIfAny();
        var wait = steps == null ? null : steps.waiting(thrown, running.latest());
        if (wait == null) {
            return false;
        }
        running.end();
        Thread.interrupted(); // as in end(); whoever asked for the end finds a job that waits
        running.apply(wait, this::goesToWait);
        return true;
    }

    private void goesToWait(@Nullable JobRecord after) {
        if (after != null && after.state() == JobState.READY) {
            runtime.gaveUp(job, inLine);
            runtime.dispatch(job, after); // a signal has come meanwhile
            if (runtime.sharing() != null) {
                runtime.live().forgetIfNobodyWaits(job);
            }
        } else if (after != null && after.state().isTerminal()) {
            settle(after, null, null);
        } else {
            waits(after);
        }
    }

    /** The interceptors, the first outermost, around the handler. */
    private @Nullable Object around(RunningJob running, Callable<@Nullable Object> handler)
            throws Exception {
        Callable<@Nullable Object> body = handler;
        for (JobInterceptor interceptor : runtime.settings().interceptors().reversed()) {
            Callable<@Nullable Object> inner = body;
            body = () -> interceptor.around(running.started(), inner);
        }
        return CurrentJob.call(running, dequeued(running, body));
    }

    /** The same around the start of what goes on without a thread. */
    private CompletionStage<@Nullable Object> aroundStart(
            RunningJob running, Callable<CompletionStage<@Nullable Object>> starter)
            throws Exception {
        Callable<CompletionStage<@Nullable Object>> body = starter;
        for (JobInterceptor interceptor : runtime.settings().interceptors().reversed()) {
            Callable<CompletionStage<@Nullable Object>> inner = body;
            body = () -> interceptor.aroundStart(running.started(), end, inner);
        }
        return CurrentJob.call(running, dequeued(running, body));
    }

    /** The interceptors hear of the wait that is over before they are called. */
    private <R extends @Nullable Object> Callable<R> dequeued(
            RunningJob running, Callable<R> intercepted) {
        return () -> {
            for (JobInterceptor interceptor : runtime.settings().interceptors()) {
                interceptor.dequeued(inLine, running.started());
            }
            return intercepted.call();
        };
    }

    private JobHandler<?, ?> handler() {
        return runtime.registry().get(envelope.name()).handler();
    }

    @SuppressWarnings("unchecked") // the payload was decoded to the type that the definition names
    private @Nullable Object handle(RunningJob running) throws Exception {
        JobDefinition<?, ?> definition = runtime.registry().get(envelope.name());
        Object payload = decoded(definition, running);
        return ((JobHandler<@Nullable Object, @Nullable Object>) definition.handler())
                .run(payload, running);
    }

    @SuppressWarnings("unchecked") // as in handle()
    private CompletionStage<@Nullable Object> begun(
            AsyncJobHandler<?, ?> handler, RunningJob running) throws Exception {
        Object payload = decoded(runtime.registry().get(envelope.name()), running);
        return Objects.requireNonNull(
                ((AsyncJobHandler<@Nullable Object, @Nullable Object>) handler)
                        .start(payload, running),
                () -> "the handler of job \"" + envelope.name() + "\" returned null for its stage");
    }

    /** The payload of the job as it started, which may be later than that of the job in line. */
    private @Nullable Object decoded(JobDefinition<?, ?> definition, RunningJob running) {
        return runtime.payloads().decodePayload(definition, running.envelope().payload());
    }

    private void succeed(
            JobRecord started, RunningJob running, String json, @Nullable Object result) {
        running.apply(
                new Transition.Succeed(job.id(), started.epoch(), now(), json, running.latest()),
                done -> settle(done, result, null));
    }

    private void end(JobRecord started, RunningJob running, TaskContext task, Throwable failure) {
        Stop stop = stop(task);
        // What follows may block in the store, which must not fail because of this interrupt.
        Thread.interrupted();
        if (stop == Stop.CANCELLED) {
            giveUp(started, running);
        } else if (runtime.closing() && isRefusal(failure)) {
            release(started, running);
        } else {
            fail(started, running, stop == Stop.TIMED_OUT ? late(failure) : failure);
        }
    }

    /** Asks the kernel the only way there is: a system call of a stopped task throws the reason. */
    private static Stop stop(TaskContext task) {
        if (!task.isCancelled()) {
            return Stop.NONE;
        }
        try {
            task.now();
            return Stop.NONE;
        } catch (TaskTimeoutException e) {
            return Stop.TIMED_OUT;
        } catch (TaskCancelledException e) {
            return Stop.CANCELLED;
        }
    }

    /** A failure by interrupt tells little; the time-out is what people need to read. */
    private Throwable late(Throwable failure) {
        if (failure instanceof TaskTimeoutException) {
            return failure;
        }
        Duration limit = runtime.plans().of(envelope).task().timeout();
        var late =
                new TaskTimeoutException(
                        "attempt of job \""
                                + envelope.name()
                                + "\" took longer than its time-out of "
                                + limit);
        late.initCause(failure);
        return late;
    }

    /** A job that could not submit its children because the process stops has not failed. */
    private static boolean isRefusal(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause instanceof JobRejectedException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private void giveUp(JobRecord started, RunningJob running) {
        if (runtime.closing() && !job.cancelRequested(started.epoch())) {
            release(started, running);
            return;
        }
        running.apply(
                new Transition.Cancel(
                        job.id(), started.epoch(), JobState.RUNNING, now(), running.latest()),
                ended -> settle(ended, null, null));
    }

    private void release(JobRecord started, RunningJob running) {
        running.apply(
                new Transition.Release(job.id(), started.epoch(), now(), running.latest()),
                released -> {
                    if (released != null && released.state().isTerminal()) {
                        settle(released, null, null); // the store could not keep its progress
                    } else {
                        runtime.live().abandon(job);
                    }
                });
    }

    private void fail(JobRecord started, RunningJob running, Throwable failure) {
        RetryPolicy retry = runtime.plans().of(envelope).retry();
        int failures = started.failures() + 1;
        boolean timedOut = failure instanceof TaskTimeoutException;
        JobError error = JobError.of(failure);
        Instant now = now();
        if (failures < retry.maxAttempts() && !isPermanent(failure) && retry.retries(failure)) {
            Instant due = JobRuntime.exactly(now.plus(retry.delayAfter(failures, jitter())));
            running.apply(
                    new Transition.Retry(
                            job.id(), started.epoch(), now, due, error, timedOut, running.latest()),
                    this::waits);
        } else {
            running.apply(
                    new Transition.Fail(
                            job.id(), started.epoch(), now, error, timedOut, running.latest()),
                    failed -> settle(failed, null, failure));
        }
    }

    private void waits(@Nullable JobRecord waiting) {
        if (waiting == null || waiting.state().isTerminal()) {
            settle(waiting, null, null); // refused, or ended since its error could not be kept
            return;
        }
        runtime.rules().retrying(job, waiting);
        runtime.gaveUp(job, inLine);
        runtime.waitsForItsTime(job, waiting);
        if (runtime.sharing() != null) {
            runtime.live().forgetIfNobodyWaits(job); // the next attempt is anybody's
        }
    }

    private static boolean isPermanent(Throwable failure) {
        return failure instanceof PermanentFailureException
                || failure instanceof PayloadException
                || failure instanceof StepException
                || failure instanceof UnknownJobException;
    }

    /** A generator that is not made for many threads is used by one at a time. */
    private RandomGenerator jitter() {
        RandomGenerator random = runtime.settings().random();
        return () -> {
            synchronized (random) {
                return random.nextLong();
            }
        };
    }

    /**
     * Completes the handle; where the store refused the last step, from what the store says
     * instead.
     */
    private void settle(
            @Nullable JobRecord ended, @Nullable Object result, @Nullable Throwable failure) {
        if (ended != null || runtime.sharing() == null) {
            JobRecord record = ended != null ? ended : runtime.store().find(job.id()).orElse(null);
            runtime.live().settle(job, record, result, failure);
            return;
        }
        // Given up first: a job that nobody here has is looked after, also where the store does not
        // answer now.
        runtime.gaveUp(job, inLine);
        runtime.live().settleFromStore(job);
        runtime.live().forgetIfNobodyWaits(job); // somebody else has it
    }

    private Instant now() {
        return runtime.now();
    }
}
