package dev.mayfly.test.jobs;

import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Progress;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.store.JobCursor;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.TransitionResult;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Records, steps and readings that the suites share. */
final class Samples {

    /** Whole milliseconds, which every database can hold. */
    static final Instant T0 = Instant.parse("2026-01-01T00:00:00.123Z");

    static final JobError ERROR = new JobError("java.io.IOException", "Broken pipe", "trace");

    private Samples() {}

    static Instant at(long seconds) {
        return T0.plusSeconds(seconds);
    }

    static JobId id(long number) {
        return new JobId("job-%06d".formatted(number));
    }

    static JobRecord job(long number, String queue, @Nullable Instant dueAt) {
        return JobRecord.submitted(
                new JobEnvelope(
                        id(number),
                        "name-" + number % 3,
                        queue,
                        (int) (1 + number % 3),
                        "{\"n\":" + number + "}",
                        JobOptions.DEFAULTS.withLabel("parity", number % 2 == 0 ? "even" : "odd"),
                        Map.of("traceparent", "00-" + number),
                        "node",
                        number == 0 ? List.of() : List.of(id(number - 1))),
                at(0),
                dueAt);
    }

    static JobRecord job(long number) {
        return job(number, "q", null);
    }

    /** A job as it is submitted with policies, at the beginning of time. */
    static JobRecord submission(long number, String name, String payload, JobOptions options) {
        return submission(number, name, payload, options, at(0));
    }

    /** A job as it is submitted with policies. */
    static JobRecord submission(
            long number, String name, String payload, JobOptions options, Instant at) {
        return submission(number, name, payload, options, at, null);
    }

    /** A job as it is submitted with policies and for later. */
    static JobRecord submission(
            long number,
            String name,
            String payload,
            JobOptions options,
            Instant at,
            @Nullable Instant dueAt) {
        return JobRecord.submitted(
                new JobEnvelope(
                        id(number), name, "q", 5, payload, options, Map.of(), "node", List.of()),
                at,
                dueAt);
    }

    /** Takes a step that must succeed. */
    static JobRecord applied(JobStore store, Transition step) {
        if (store.apply(step) instanceof TransitionResult.Applied done) {
            return done.after();
        }
        throw new AssertionError(step + " was rejected; the job is " + store.find(step.id()));
    }

    /** The message of a job's error. */
    static String error(JobRecord job) {
        return Objects.requireNonNull(job.error()).message();
    }

    static Transition start(JobRecord job) {
        return new Transition.Start(job.id(), job.epoch(), at(1), "node");
    }

    static Transition assign(JobRecord job, long incarnation) {
        return new Transition.Assign(
                job.id(), job.epoch(), job.state(), at(1), "other", incarnation);
    }

    static Transition succeed(JobRecord job) {
        return new Transition.Succeed(
                job.id(), job.epoch(), at(2), "{\"ok\":true}", new Progress(3, 3, "all"));
    }

    static Transition fail(JobRecord job) {
        return new Transition.Fail(job.id(), job.epoch(), at(2), ERROR, false, Progress.NONE);
    }

    static Transition retry(JobRecord job, Instant dueAt) {
        return new Transition.Retry(
                job.id(), job.epoch(), at(2), dueAt, ERROR, true, Progress.NONE);
    }

    static Transition cancel(JobRecord job) {
        return new Transition.Cancel(job.id(), job.epoch(), job.state(), at(2), null);
    }

    /** Every page of a query, in order. */
    static List<JobRecord> all(JobStore store, JobQuery query) {
        var found = new ArrayList<JobRecord>();
        JobCursor after = null;
        do {
            JobPage page = store.query(query.withAfter(after));
            found.addAll(page.jobs());
            after = page.next();
            if (after != null && page.jobs().isEmpty()) {
                throw new AssertionError("an empty page that says there are more");
            }
        } while (after != null);
        return found;
    }

    /** The counters of a queue, all zero if it never had a job. */
    static QueueCounters counters(JobStore store, String queue) {
        QueueCounters counters = store.counters().get(queue);
        return counters == null ? new QueueCounters(queue, Map.of(), Map.of()) : counters;
    }

    /** What the counters should say, by looking at every job. */
    static Map<String, Map<JobState, Long>> recount(JobStore store) {
        var counts = new TreeMap<String, Map<JobState, Long>>();
        for (JobRecord job : all(store, JobQuery.ALL.withLimit(1_000))) {
            counts.computeIfAbsent(job.queue(), queue -> new EnumMap<>(JobState.class))
                    .merge(job.state(), 1L, Long::sum);
        }
        return counts;
    }

    /** What the counters do say, zeros left out. */
    static Map<String, Map<JobState, Long>> counted(JobStore store) {
        var counts = new TreeMap<String, Map<JobState, Long>>();
        store.counters()
                .forEach((queue, counters) -> {
                    var some = new EnumMap<JobState, Long>(JobState.class);
                    counters.current()
                            .forEach((state, count) -> {
                                if (count != 0) {
                                    some.put(state, count);
                                }
                            });
                    if (!some.isEmpty()) {
                        counts.put(queue, some);
                    }
                });
        return counts;
    }
}
