package dev.mayfly.sample.jarwatch.job;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.sample.jarwatch.audit.JarLocation;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The jobs that {@code audit-folder} has submitted, in this run or in one that ended with its
 * process: keeps their number in bounds, waits for them, and cancels them when the audit itself is
 * cancelled.
 *
 * <p>Its methods belong to the thread of the audit; its jobs end on threads of their own.
 */
final class AuditRun {

    /**
     * How many jobs wait or run at once for one audit. A folder may hold a million jars; jobs that
     * would wait for hours are better not submitted yet.
     */
    static final int MOST_IN_FLIGHT = 2_000;

    /** One key for all audits: a signal that comes too late is kept for the next to look up. */
    private static final String NEWS = "a job of an audit has ended";

    /** A wake-up shows progress at once; without one, the audit looks up four times a second. */
    private static final Duration LOOK_UP = Duration.ofMillis(250);

    private final Audit audit;
    private final @Nullable String root;
    private final JobContext job;
    private final Jobs jobs;
    private final Scheduler scheduler;
    private final Set<JobHandle<?>> inFlight = ConcurrentHashMap.newKeySet();
    private final AtomicInteger inspected = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger uncounted = new AtomicInteger();
    private final JdepsScope jdeps;
    private boolean walking = true;

    AuditRun(
            Audit audit,
            @Nullable String root,
            JdepsScope jdeps,
            JobContext job,
            Jobs jobs,
            Scheduler scheduler) {
        this.audit = audit;
        this.root = root;
        this.jdeps = jdeps;
        this.job = job;
        this.jobs = jobs;
        this.scheduler = scheduler;
    }

    /**
     * Submits the jobs of one jar, unless a run before this one has; waits while too many are in
     * flight.
     */
    void submit(JarLocation jar) {
        while (inFlight.size() >= MOST_IN_FLIGHT) {
            awaitNews();
        }
        if (!takesUp(jar.toString())) {
            submitNew(jar);
        }
        report();
    }

    /** Follows the jobs that were submitted before the process ended; they have gone on. */
    private boolean takesUp(String jar) {
        AuditEntry.Submitted before = audit.jobsOf(jar).orElse(null);
        JobHandle<?> inspection = before == null ? null : handle(before.inspection());
        if (before == null || inspection == null) {
            return false;
        }
        track(inspection, inspected);
        for (String other : before.others()) {
            JobHandle<?> handle = handle(other);
            if (handle != null) {
                track(handle, handle.name().equals(OpinionJobs.JDEPS) ? answered : uncounted);
            }
        }
        return true;
    }

    private @Nullable JobHandle<?> handle(String id) {
        return jobs.handle(new JobId(id)).orElse(null);
    }

    private void submitNew(JarLocation jar) {
        JarJob payload = new JarJob(audit.id().value(), jar.toString(), root);
        JobOptions labelled =
                JobOptions.DEFAULTS.withLabel("jar", jar.file().getFileName().toString());
        JobHandle<?> inspection = job.submit(JarJobs.INSPECT, payload, labelled);
        track(inspection, inspected);
        List<JobHandle<?>> others = new ArrayList<>();
        others.add(track(job.submit(JarJobs.CHECKSUM, payload, labelled), uncounted));
        if (jdeps == JdepsScope.EVERY) {
            others.add(track(job.submit(OpinionJobs.JDEPS, payload, labelled), answered));
        }
        audit.enter(
                new AuditEntry.Submitted(
                        jar.toString(),
                        inspection.id().value(),
                        others.stream().map(other -> other.id().value()).toList()));
    }

    private JobHandle<?> track(JobHandle<?> handle, AtomicInteger counter) {
        inFlight.add(handle);
        handle.future()
                .whenComplete((result, failure) -> {
                    counter.incrementAndGet();
                    inFlight.remove(handle);
                    scheduler.signal(NEWS);
                });
        return handle;
    }

    /** Waits until every job has ended, one way or the other. */
    void awaitAll() {
        walking = false;
        report();
        while (!inFlight.isEmpty()) {
            awaitNews();
        }
        report();
    }

    private void awaitNews() {
        job.task().awaitSignal(NEWS, LOOK_UP);
        report();
    }

    private void report() {
        int done = inspected.get();
        int failed = audit.ledger().failedCount();
        String message =
                (walking ? "looking for jars, " : "")
                        + done
                        + " of "
                        + audit.found()
                        + " inspected"
                        + (jdeps == JdepsScope.EVERY ? ", " + answered + " asked of jdeps" : "")
                        + (failed == 0 ? "" : ", " + failed + " with errors");
        job.progress(done, audit.found(), message);
    }

    /** Cancels what has not ended. */
    void cancel() {
        inFlight.forEach(JobHandle::cancel);
    }
}
