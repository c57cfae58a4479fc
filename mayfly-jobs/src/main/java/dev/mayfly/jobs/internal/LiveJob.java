package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.handler.JobCancelledException;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.kernel.task.TaskHandle;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A job that has not ended, as far as this process has to do with it: its handle, its future, its
 * kernel task. Safe for use by any thread.
 */
final class LiveJob implements JobHandle<Object> {

    private final JobRuntime runtime;
    private final JobId id;
    private final String name;
    private final CompletableFuture<@Nullable Object> end = new CompletableFuture<>();
    private volatile @Nullable Carrier carrier;
    private volatile @Nullable JobState lastState;

    /** The job as this process took it; null while it has not. */
    private volatile @Nullable JobRecord taken;

    private volatile boolean begun;

    /** Set before it is tracked, and never taken back. */
    private volatile boolean awaited;

    /** The epoch of the attempt that was asked to end; attempts have epochs from 1 on. */
    private volatile long cancelledEpoch;

    /** The kernel task of an attempt, and the epoch that the attempt has or will have. */
    private record Carrier(TaskHandle<?> task, long attemptEpoch) {}

    LiveJob(JobRuntime runtime, JobId id, String name) {
        this.runtime = runtime;
        this.id = id;
        this.name = name;
    }

    @Override
    public JobId id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public JobState state() {
        JobState last = lastState;
        if (last != null) {
            return last;
        }
        var record = runtime.store().find(id);
        if (record.isPresent()) {
            return record.get().state();
        }
        // It ended and was removed between the two looks.
        JobState ended = lastState;
        return ended == null ? JobState.CANCELLED : ended;
    }

    @Override
    @SuppressWarnings("NullAway") // the result may be null, which the type of the future cannot say
    public CompletableFuture<Object> future() {
        // Not copy(): that would wrap the failure, and hide a cancellation.
        var own = new CompletableFuture<Object>();
        end().whenComplete((value, failure) -> {
            if (failure == null) {
                own.complete(value);
            } else {
                own.completeExceptionally(failure);
            }
        });
        return own;
    }

    @Override
    public Object await() throws InterruptedException {
        RunningJob waiter = RunningJob.onThisThread();
        if (waiter != null) {
            waiter.awaitEnd(this, null);
        }
        try {
            return result(end().get());
        } catch (ExecutionException e) {
            throw rethrown(e);
        } catch (CancellationException e) {
            throw cancelled(e);
        }
    }

    @Override
    public Object await(Duration timeout) throws InterruptedException, TimeoutException {
        RunningJob waiter = RunningJob.onThisThread();
        long patience = waiter == null ? Math.max(0, nanos(timeout)) : 0;
        if (waiter != null) {
            waiter.awaitEnd(this, timeout);
        }
        try {
            return result(end().get(patience, TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            throw rethrown(e);
        } catch (CancellationException e) {
            throw cancelled(e);
        } catch (TimeoutException e) {
            throw new TimeoutException(
                    "job \"" + name + "\" (" + id + ") had not ended within " + timeout);
        }
    }

    private static long nanos(Duration timeout) {
        return TimeUnit.NANOSECONDS.convert(timeout);
    }

    @SuppressWarnings("NullAway") // see future()
    private static Object result(@Nullable Object value) {
        return value;
    }

    private static RuntimeException rethrown(ExecutionException e) {
        // Only the runtime completes the future, and always with an unchecked exception.
        return e.getCause() instanceof RuntimeException cause
                ? cause
                : new IllegalStateException(e.getCause());
    }

    /** The future throws a wrapper, with the exception that it was completed with as the cause. */
    private JobCancelledException cancelled(CancellationException e) {
        var cancelled = new JobCancelledException(id, name);
        cancelled.initCause(e);
        return cancelled;
    }

    @Override
    public boolean cancel() {
        return runtime.actions().cancel(id);
    }

    /** Whether somebody waits for its end, or is about to. */
    boolean isAwaited() {
        return awaited;
    }

    /** What completes at the end; from now on somebody sees to it. */
    CompletableFuture<@Nullable Object> end() {
        if (!end.isDone()) {
            awaited = true;
            runtime.live().track(this);
        }
        return end;
    }

    /** Completes the end; whoever waits goes on elsewhere than on a thread of the store's. */
    void end(Consumer<CompletableFuture<@Nullable Object>> how) {
        if (end.getNumberOfDependents() == 0 || runtime.sharing() == null) {
            how.accept(end);
        } else {
            Thread.startVirtualThread(() -> how.accept(end));
        }
    }

    /**
     * This process has it now, and nothing of it has begun; returns as what it was taken before, if
     * nobody has given that up so far: the news of an attempt's end may come later than the next.
     */
    @Nullable JobRecord takenAs(JobRecord record) {
        synchronized (end) {
            JobRecord had = taken;
            begun = false;
            taken = record;
            return had;
        }
    }

    /** Whether it stands in line here and nothing of it has begun. */
    boolean standsInLine() {
        return taken != null && !begun;
    }

    /** Gives it up; returns it as it was taken, once. */
    @Nullable JobRecord giveUp() {
        synchronized (end) {
            JobRecord had = taken;
            taken = null;
            return had;
        }
    }

    /** Gives it up as it was taken once, unless it was taken anew since; returns whether. */
    boolean giveUp(JobRecord expected) {
        synchronized (end) {
            boolean had = taken == expected;
            if (had) {
                taken = null;
            }
            return had;
        }
    }

    /** An attempt has begun. */
    void begins() {
        begun = true;
    }

    /** The job as this process took it. */
    @Nullable JobRecord taken() {
        return taken;
    }

    /** Whether its end is told, or about to be. */
    boolean hasEnded() {
        return lastState != null;
    }

    void ended(JobState state) {
        lastState = state;
    }

    /** The job stands in line, or runs, as the given task. */
    void carriedBy(TaskHandle<?> task, long attemptEpoch) {
        carrier = new Carrier(task, attemptEpoch);
        if (cancelRequested(attemptEpoch)) {
            task.cancel();
        }
    }

    /** The job is ready, and no task stands in line for it. */
    void standsAtTheGate() {
        carrier = null;
    }

    /** The latest task of this job, which may have ended. */
    @Nullable TaskHandle<?> task() {
        Carrier latest = carrier;
        return latest == null ? null : latest.task;
    }

    /** Ends one attempt, and no later one that may have begun since. */
    void requestCancel(long epoch) {
        cancelledEpoch = epoch;
        Carrier latest = carrier;
        if (latest != null && latest.attemptEpoch == epoch) {
            latest.task.cancel();
        }
    }

    boolean cancelRequested(long epoch) {
        return cancelledEpoch == epoch;
    }
}
