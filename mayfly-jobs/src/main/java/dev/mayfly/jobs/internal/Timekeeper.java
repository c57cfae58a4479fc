package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskState;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The one system task behind everything that waits for a time: delayed jobs, retries, recurring
 * jobs, progress not yet written, ended jobs to be removed. It sleeps until the earliest of them.
 *
 * <p><b>Why nothing is overslept.</b> While the keeper looks around, {@link #asleep} is false and
 * everyone who adds something signals it; the kernel keeps that signal, so the sleep that follows
 * ends at once. When {@link #asleep} is true, {@link #wakeAt} says until when, and only what is due
 * earlier needs a signal. Whoever adds something does so before reading the two fields, the keeper
 * looks after writing the first.
 *
 * <p>The wall clock may be set while it sleeps, so it never sleeps longer than a minute.
 *
 * <p>Thread rule: everything but the loop is safe for use by any thread.
 */
final class Timekeeper {

    private static final System.Logger LOG = System.getLogger("dev.mayfly.jobs");
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(1);

    /**
     * The kernel does not tell when it has room again, so jobs it refused are offered this often.
     */
    private static final Duration ROOM_PERIOD = Duration.ofMillis(10);

    private static final Duration SWEEP_PERIOD = Duration.ofMillis(100);
    private static final Duration EVICT_PERIOD = Duration.ofMinutes(1);
    private static final int BATCH = 500;

    private final JobRuntime runtime;
    private final Key key = new Key();
    private final ConcurrentLinkedQueue<RunningJob> unwritten = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<LiveJob> refused = new ConcurrentLinkedQueue<>();

    private volatile @Nullable TaskHandle<?> task;

    /** The thread of the loop, which needs no signal from itself. */
    private volatile @Nullable Thread keeper;

    private volatile boolean asleep;
    private volatile long wakeAt;
    private volatile boolean sweepWanted;
    private volatile boolean jobsRefused;

    /** The keeper's own. */
    private long sweptAt;

    /** The keeper's own. */
    private long evictedAt;

    Timekeeper(JobRuntime runtime) {
        this.runtime = runtime;
    }

    /** What the keeper waits on; each runtime has its own. */
    private static final class Key {
        @Override
        public String toString() {
            return "next due job";
        }
    }

    void start() {
        long now = runtime.clock().nanoTime();
        sweptAt = now - SWEEP_PERIOD.toNanos();
        evictedAt = now;
        task = runtime.scheduler().<@Nullable Object>spawnSystem(JobRuntime.TIMEKEEPER, this::keep);
    }

    void stop() {
        TaskHandle<?> running = task;
        if (running != null) {
            running.cancel();
        }
    }

    // ---- what others ask for

    /** Something is due at a time by the wall clock. */
    void wakeBy(Instant due) {
        wakeIn(until(due, runtime.clock().wallTime()).toNanos());
    }

    private void wakeIn(long nanos) {
        if (!asleep || runtime.clock().nanoTime() + nanos - wakeAt < 0) {
            runtime.scheduler().signal(key);
        }
    }

    /** Progress is to be written as soon as it may. */
    void writeLater(RunningJob job, long nanos) {
        unwritten.add(job);
        wakeIn(nanos);
    }

    /** The kernel had no room for a job. */
    void dispatchLater(LiveJob job) {
        refused.add(job);
        jobsRefused = true;
        if (Thread.currentThread() != keeper) {
            wakeIn(ROOM_PERIOD.toNanos());
        }
    }

    /** A kernel task may have been cancelled that stood in line for a job. */
    void sweepSoon() {
        sweepWanted = true;
        wakeIn(0);
    }

    // ---- the loop

    private @Nullable Void keep(TaskContext me) {
        keeper = Thread.currentThread();
        while (true) {
            asleep = false;
            long lookedAt = runtime.clock().nanoTime();
            Duration sleep;
            try {
                sleep = lookAround();
            } catch (TaskCancelledException e) {
                throw e;
            } catch (RuntimeException | Error e) {
                // Every delayed job of the process hangs on this loop: it must survive a fault.
                LOG.log(System.Logger.Level.ERROR, "the job timekeeper goes on after a fault", e);
                sleep = AFTER_A_FAULT;
            }
            // From when it looked, not from now: a clock that moved in between must not add to the
            // sleep.
            wakeAt = lookedAt + sleep.toNanos();
            asleep = true;
            me.awaitSignalUntil(key, wakeAt);
        }
    }

    /** Does what is due; returns how long nothing will be. */
    private Duration lookAround() {
        boolean own = runtime.sharing() == null;
        if (own) {
            promoteDue();
        }
        Duration sleep = LONGEST_SLEEP;
        sleep = shorter(sleep, dispatchRefused());
        sleep = shorter(sleep, untilInstant(runtime.recurring().fireDue()));
        sleep = shorter(sleep, writeProgress());
        sleep = shorter(sleep, sweep());
        evict();
        return own ? shorter(sleep, untilInstant(runtime.store().nextDue())) : sleep;
    }

    private void promoteDue() {
        List<JobRecord> due;
        do {
            due = runtime.store().due(runtime.clock().wallTime(), BATCH);
            due.forEach(runtime::promote);
        } while (due.size() == BATCH && !runtime.closing());
    }

    private @Nullable Duration dispatchRefused() {
        if (!jobsRefused) {
            return null;
        }
        jobsRefused = false;
        // A job that is refused again joins the end of the line, so one round is enough.
        for (int left = refused.size(); left > 0 && !jobsRefused; left--) {
            LiveJob job = refused.poll();
            if (job == null) {
                break;
            }
            JobRecord record = runtime.store().find(job.id()).orElse(null);
            if (record != null && standsInLine(job, record)) {
                runtime.dispatch(job, record);
            } else {
                runtime.live().settle(job, record, null, null);
            }
        }
        if (refused.isEmpty()) {
            return null;
        }
        jobsRefused = true;
        return ROOM_PERIOD;
    }

    private @Nullable Duration writeProgress() {
        long now = runtime.clock().nanoTime();
        long earliest = Long.MAX_VALUE;
        var early = new ArrayList<RunningJob>();
        for (RunningJob job = unwritten.poll(); job != null; job = unwritten.poll()) {
            if (job.writeDue(now)) {
                job.write(now);
            } else {
                early.add(job);
                earliest = Math.min(earliest, job.nanosToWrite(now));
            }
        }
        unwritten.addAll(early);
        return early.isEmpty() ? null : Duration.ofNanos(earliest);
    }

    /**
     * Cancels the jobs whose kernel task was cancelled before it started, which no code of the job
     * could notice. At most ten times a second, because it looks at every live job.
     */
    private @Nullable Duration sweep() {
        if (!sweepWanted) {
            return null;
        }
        long now = runtime.clock().nanoTime();
        long wait = sweptAt + SWEEP_PERIOD.toNanos() - now;
        if (wait > 0) {
            return Duration.ofNanos(wait);
        }
        sweepWanted = false;
        sweptAt = now;
        for (LiveJob job : runtime.live().all()) {
            TaskHandle<?> carrier = job.task();
            if (carrier != null && carrier.state() == TaskState.CANCELLED && !runtime.closing()) {
                cancelOrphan(job);
            }
        }
        return null;
    }

    private void cancelOrphan(LiveJob job) {
        // The record is read after the task was seen cancelled: if it is READY, nobody will start
        // it.
        // An attempt that was cancelled while it ran has moved its job on before its task ended.
        JobRecord record = runtime.store().find(job.id()).orElse(null);
        if (record != null && standsInLine(job, record)) {
            runtime.actions().cancelWaiting(record);
        }
    }

    /** Whether it is this process that is to run a job, and has not begun. */
    private boolean standsInLine(LiveJob job, JobRecord record) {
        JobRecord taken = job.taken();
        return record.state() == JobState.READY && runtime.sharing() == null
                || record.state() == JobState.ASSIGNED
                        && taken != null
                        && taken.epoch() == record.epoch()
                        && job.standsInLine()
                        && runtime.holds(taken);
    }

    private void evict() {
        long now = runtime.clock().nanoTime();
        if (now - evictedAt >= EVICT_PERIOD.toNanos()) {
            evictedAt = now;
            runtime.store().evict(runtime.clock().wallTime());
        }
    }

    // ---- times

    private Duration untilInstant(Optional<Instant> due) {
        return due.map(at -> until(at, runtime.clock().wallTime())).orElse(LONGEST_SLEEP);
    }

    /** From now to a time, never longer than the longest sleep and never negative. */
    private static Duration until(Instant due, Instant now) {
        if (!due.isAfter(now)) {
            return Duration.ZERO;
        }
        return due.isAfter(now.plus(LONGEST_SLEEP)) ? LONGEST_SLEEP : Duration.between(now, due);
    }

    private static Duration shorter(Duration a, @Nullable Duration b) {
        return b != null && b.compareTo(a) < 0 ? b : a;
    }
}
