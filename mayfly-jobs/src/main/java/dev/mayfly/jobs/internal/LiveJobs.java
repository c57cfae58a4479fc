package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.handler.JobCancelledException;
import dev.mayfly.jobs.handler.JobFailedException;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.handler.PayloadException;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Progress;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.kernel.task.TaskHandle;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The jobs of this process that have not ended, and the completion of their handles. Safe for use
 * by any thread.
 */
final class LiveJobs {

    private static final int MOST_LOOKED_AFTER = 500;

    private final JobRuntime runtime;
    private final int limit;
    private final ConcurrentHashMap<JobId, LiveJob> jobs = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    /** The claimer's own: where the round of those that run elsewhere stands. */
    private Iterator<LiveJob> remote = Collections.emptyIterator();

    /** Set once the scheduler has stopped; read after adding, so that no job slips through. */
    private volatile boolean stopped;

    LiveJobs(JobRuntime runtime, int limit) {
        this.runtime = runtime;
        this.limit = limit;
    }

    /** Takes places for new jobs. */
    void admit(int more) {
        if (count.addAndGet(more) > limit) {
            count.addAndGet(-more);
            throw new JobRejectedException(
                    "this process holds "
                            + count.get()
                            + " jobs that have not ended, and "
                            + more
                            + " more would exceed the limit of "
                            + limit
                            + "; submit more slowly or raise maxLiveJobs");
        }
    }

    /** Gives places back that were not used. */
    void dismiss(int fewer) {
        count.addAndGet(-fewer);
    }

    /** Adds a job for which a place was taken. */
    void add(LiveJob job) {
        jobs.put(job.id(), job);
    }

    /** Forgets a job that was not accepted after all. */
    void remove(LiveJob job) {
        jobs.remove(job.id(), job);
    }

    @Nullable LiveJob find(JobId id) {
        return jobs.get(id);
    }

    Collection<LiveJob> all() {
        return jobs.values();
    }

    /** The live job of a record; made where this process has not had to do with the job so far. */
    LiveJob adopt(JobRecord record) {
        return jobs.computeIfAbsent(
                record.id(),
                id -> {
                    count.incrementAndGet();
                    return new LiveJob(runtime, id, record.name());
                });
    }

    /**
     * The live job of a record that begins a new life; handles of the former one stay as they are.
     */
    LiveJob renew(JobRecord record) {
        var job = new LiveJob(runtime, record.id(), record.name());
        if (jobs.put(job.id(), job) == null) {
            count.incrementAndGet();
        }
        return job;
    }

    /** A handle for a record just read. */
    LiveJob handle(JobRecord record) {
        if (record.state().isTerminal()) {
            var handle = new LiveJob(runtime, record.id(), record.name());
            completeFromStore(handle, record);
            return handle;
        }
        LiveJob job = adopt(record);
        abandonIfStopped(job);
        // It may have ended since the record was read, and then nobody else would ever settle it.
        JobRecord now = runtime.store().find(job.id()).orElse(null);
        if (now != null && now.state().isTerminal()) {
            forget(job);
            completeFromStore(job, now);
        }
        return job;
    }

    /** Completes the handle of a job if its record says that it has ended. */
    void settle(
            LiveJob job,
            @Nullable JobRecord record,
            @Nullable Object result,
            @Nullable Throwable cause) {
        if (record == null || !record.state().isTerminal()) {
            return;
        }
        // In this order: whoever comes to wait in between finds an end that is about to be told,
        // with the cause that only this process knows.
        job.ended(record.state());
        forget(job);
        job.end(end -> {
            switch (record.state()) {
                case SUCCEEDED -> end.complete(result);
                case FAILED -> end.completeExceptionally(failed(record, cause));
                default ->
                        end.completeExceptionally(new JobCancelledException(job.id(), job.name()));
            }
        });
    }

    private boolean forget(LiveJob job) {
        runtime.gaveUp(job);
        boolean removed = jobs.remove(job.id(), job);
        if (removed) {
            count.decrementAndGet();
        }
        return removed;
    }

    private static JobFailedException failed(JobRecord record, @Nullable Throwable cause) {
        JobError error = record.error();
        return new JobFailedException(
                record.id(),
                record.name(),
                error == null ? new JobError("unknown", "", null) : error,
                cause);
    }

    /** Completes a handle that was never live from what the store knows. */
    void completeFromStore(LiveJob handle, JobRecord record) {
        handle.ended(record.state());
        handle.end(end -> {
            switch (record.state()) {
                case SUCCEEDED -> completeWithResult(end, record);
                case FAILED -> end.completeExceptionally(failed(record, null));
                default ->
                        end.completeExceptionally(
                                new JobCancelledException(handle.id(), handle.name()));
            }
        });
    }

    private void completeWithResult(CompletableFuture<@Nullable Object> end, JobRecord record) {
        try {
            end.complete(
                    runtime.payloads()
                            .decodeResult(
                                    record.name(),
                                    runtime.registry().find(record.name()).orElse(null),
                                    record.result()));
        } catch (PayloadException e) {
            end.completeExceptionally(e);
        }
    }

    /** Tells the handle of a job that this process will not see its end. */
    void abandon(LiveJob job) {
        if (forget(job)) {
            JobState state = job.state();
            boolean durable = runtime.store().info().durable();
            var rejection =
                    new JobRejectedException(
                            "the process stops before job \""
                                    + job.name()
                                    + "\" ("
                                    + job.id()
                                    + ") has ended; it is "
                                    + state
                                    + (durable
                                            ? " and goes on when a process starts again"
                                            : " and is lost with the memory store"));
            job.end(end -> end.completeExceptionally(rejection));
        }
    }

    /** Abandons the jobs that wait for a time that will not come any more. */
    void abandonWaiting() {
        for (LiveJob job : jobs.values()) {
            JobState state = job.state();
            if (state == JobState.SCHEDULED
                    || state == JobState.AWAITING_RETRY
                    || state == JobState.AWAITING_SIGNAL
                    || state == JobState.BLOCKED) {
                abandon(job);
            }
        }
    }

    // ---- jobs of a store that others share

    /** A job that this process has taken with its submission. */
    void adopt(LiveJob job) {
        LiveJob known = jobs.putIfAbsent(job.id(), job);
        if (known == null) {
            count.incrementAndGet();
        }
    }

    /** The transaction of a submission was rolled back: whoever waits would wait for ever. */
    void rolledBack(LiveJob job) {
        forget(job);
        job.end(end ->
                end.completeExceptionally(
                        new JobRejectedException(
                                "job \""
                                        + job.name()
                                        + "\" ("
                                        + job.id()
                                        + ") was submitted in a transaction that was rolled"
                                        + " back")));
    }

    /** Somebody wants to hear of the end of a job that this process may not have taken. */
    void track(LiveJob job) {
        LiveJob known = jobs.putIfAbsent(job.id(), job);
        if (known == job) {
            return;
        }
        if (known == null) {
            count.incrementAndGet();
            if (job.hasEnded()) {
                forget(job);
                return;
            }
            abandonIfStopped(job);
            settleFromStore(job);
        } else {
            known.end()
                    .whenComplete((result, failure) -> {
                        if (failure == null) {
                            job.end(end -> end.complete(result));
                        } else {
                            job.end(end -> end.completeExceptionally(failure));
                        }
                    });
        }
    }

    /** Completes the handle of a job that has ended elsewhere, as far as the store can tell now. */
    void settleFromStore(LiveJob job) {
        JobRecord record;
        try {
            record = runtime.store().find(job.id()).orElse(null);
        } catch (StoreUnavailableException e) {
            return; // the next round asks again
        }
        if (record != null && record.state().isTerminal()) {
            forget(job);
            completeFromStore(job, record);
        }
    }

    /** Looks whether jobs have ended that run elsewhere: some hundreds, going round. */
    void lookAfterRemote() {
        int looked = 0;
        Iterator<LiveJob> round = remote.hasNext() ? remote : jobs.values().iterator();
        while (round.hasNext() && looked < MOST_LOOKED_AFTER) {
            LiveJob job = round.next();
            if (job.taken() == null) {
                looked++;
                settleFromStore(job);
            }
        }
        remote = round;
    }

    /** Gives up what was taken under an incarnation, which others may have by now. */
    int fence(long incarnation) {
        int fenced = 0;
        for (LiveJob job : jobs.values()) {
            JobRecord taken = job.taken();
            if (taken != null && taken.incarnation() == incarnation) {
                fenced++;
                runtime.gaveUp(job, taken);
                job.requestCancel(taken.epoch());
                forgetIfNobodyWaits(job);
            }
        }
        return fenced;
    }

    /** Somebody else has it now, or it waits; unless this process has taken it anew. */
    void forgetIfNobodyWaits(LiveJob job) {
        jobs.computeIfPresent(
                job.id(),
                (id, known) -> { // whoever comes to wait after this look puts it in again
                    if (known != job || job.taken() != null || job.isAwaited()) {
                        return known;
                    }
                    count.decrementAndGet();
                    return null;
                });
    }

    /** This process has taken a job from the store. */
    LiveJob take(JobRecord record) {
        return jobs.compute(
                record.id(),
                (id, known) -> {
                    LiveJob job = known;
                    if (job == null) {
                        count.incrementAndGet();
                        job = new LiveJob(runtime, id, record.name());
                    }
                    runtime.takes(job, record);
                    return job;
                });
    }

    /** Gives back what stands in line here and has not begun. */
    void release() {
        for (LiveJob job : jobs.values()) {
            JobRecord taken = job.taken();
            if (taken != null && job.standsInLine() && taken.state() == JobState.ASSIGNED) {
                TaskHandle<?> task = job.task();
                if (task != null) {
                    task.cancel();
                }
                var step =
                        new Transition.Release(
                                job.id(),
                                taken.epoch(),
                                JobState.ASSIGNED,
                                runtime.now(),
                                Progress.NONE);
                runtime.apply(
                        step,
                        taken,
                        released -> {
                            if (released != null) {
                                abandon(job);
                            }
                        });
            }
        }
    }

    /** Abandons all jobs, also those yet to come. */
    void abandonAll() {
        stopped = true;
        jobs.values().forEach(this::abandon);
    }

    /** Abandons a job that came in while the scheduler was stopping. */
    void abandonIfStopped(LiveJob job) {
        if (stopped) {
            abandon(job);
        }
    }
}
