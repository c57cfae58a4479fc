package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.handler.JobCancelledException;
import dev.mayfly.jobs.handler.JobFailedException;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.handler.PayloadException;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The jobs of this process that have not ended, and the completion of their handles. Safe for use
 * by any thread.
 */
final class LiveJobs {

    private final JobRuntime runtime;
    private final int limit;
    private final ConcurrentHashMap<JobId, LiveJob> jobs = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

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
            if (jobs.remove(job.id(), job)) {
                count.decrementAndGet();
            }
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
        if (jobs.remove(job.id(), job)) {
            count.decrementAndGet();
        }
        job.ended(record.state());
        switch (record.state()) {
            case SUCCEEDED -> job.end().complete(result);
            case FAILED -> job.end().completeExceptionally(failed(record, cause));
            default ->
                    job.end()
                            .completeExceptionally(new JobCancelledException(job.id(), job.name()));
        }
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
        switch (record.state()) {
            case SUCCEEDED -> completeWithResult(handle, record);
            case FAILED -> handle.end().completeExceptionally(failed(record, null));
            default ->
                    handle.end()
                            .completeExceptionally(
                                    new JobCancelledException(handle.id(), handle.name()));
        }
    }

    private void completeWithResult(LiveJob handle, JobRecord record) {
        try {
            handle.end()
                    .complete(
                            runtime.payloads()
                                    .decodeResult(
                                            record.name(),
                                            runtime.registry().find(record.name()).orElse(null),
                                            record.result()));
        } catch (PayloadException e) {
            handle.end().completeExceptionally(e);
        }
    }

    /** Tells the handle of a job that this process will not see its end. */
    void abandon(LiveJob job) {
        if (jobs.remove(job.id(), job)) {
            count.decrementAndGet();
            JobState state = job.state();
            boolean durable = runtime.store().info().durable();
            job.end()
                    .completeExceptionally(
                            new JobRejectedException(
                                    "the process stops before job \""
                                            + job.name()
                                            + "\" ("
                                            + job.id()
                                            + ") has ended; it is "
                                            + state
                                            + (durable
                                                    ? " and goes on when a process starts again"
                                                    : " and is lost with the memory store")));
        }
    }

    /** Abandons the jobs that wait for a time that will not come any more. */
    void abandonWaiting() {
        for (LiveJob job : jobs.values()) {
            JobState state = job.state();
            if (state == JobState.SCHEDULED || state == JobState.AWAITING_RETRY) {
                abandon(job);
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
