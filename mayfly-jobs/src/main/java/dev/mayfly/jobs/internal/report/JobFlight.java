package dev.mayfly.jobs.internal.report;

import dev.mayfly.jobs.internal.report.JobFlightEvents.JobAttempt;
import dev.mayfly.jobs.internal.report.JobFlightEvents.JobEnded;
import dev.mayfly.jobs.model.Attempt;
import dev.mayfly.jobs.model.JobRecord;

import jdk.jfr.FlightRecorder;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * The JDK Flight Recorder events of jobs: the end of each attempt on this node, and of each job.
 * Without a recording they cost one branch, and none of their classes is loaded. Neither payloads
 * nor results nor messages of errors are recorded.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class JobFlight {

    private JobFlight() {}

    /**
     * A job has changed.
     *
     * @param before the job before; null if it was just accepted
     * @param after the job now
     */
    public static void changed(@Nullable JobRecord before, JobRecord after) {
        if (!FlightRecorder.isInitialized() || before == null || before.state() == after.state()) {
            return;
        }
        // A history of greatest length stays as long: its last entry tells whether there is
        // another.
        if (!after.history().isEmpty()
                && (before.history().isEmpty()
                        || !before.history().getLast().equals(after.history().getLast()))) {
            attempt(after, after.history().getLast());
        }
        if (after.state().isTerminal()) {
            ended(after);
        }
    }

    private static void attempt(JobRecord job, Attempt attempt) {
        var event = new JobAttempt();
        if (event.shouldCommit()) {
            event.jobId = job.id().value();
            event.jobName = job.name();
            event.queue = job.queue();
            event.attempt = attempt.number();
            event.outcome = attempt.outcome().name();
            event.error = attempt.error() == null ? "" : attempt.error().type();
            event.runTime = attempt.duration().toNanos();
            event.traceId = traceId(job);
            event.commit();
        }
    }

    private static void ended(JobRecord job) {
        var event = new JobEnded();
        if (event.shouldCommit()) {
            event.jobId = job.id().value();
            event.jobName = job.name();
            event.queue = job.queue();
            event.state = job.state().name();
            event.attempts = job.attempts();
            event.age =
                    Math.max(0, Duration.between(job.submittedAt(), job.changedAt()).toMillis());
            event.traceId = traceId(job);
            event.commit();
        }
    }

    /** As W3C writes it: version, trace, span and flags, with a dash between. */
    private static String traceId(JobRecord job) {
        String parent = job.envelope().traceContext().get("traceparent");
        String[] parts = parent == null ? new String[0] : parent.split("-", 4);
        return parts.length == 4 ? parts[1] : "";
    }
}
