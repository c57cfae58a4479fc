package dev.mayfly.console.dump;

import dev.mayfly.jobs.model.Attempt;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.model.Progress;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.jobs.model.policy.SubmissionRules;
import dev.mayfly.jobs.policy.Explanation;
import dev.mayfly.jobs.policy.Guarantees;
import dev.mayfly.jobs.policy.KeyOrder;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.policy.QueueRouting;
import dev.mayfly.jobs.policy.RateLimit;
import dev.mayfly.jobs.schedule.FixedRate;
import dev.mayfly.jobs.schedule.RecurringRules;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.spring.boot.autoconfigure.actuate.StateDump;
import dev.mayfly.spring.boot.autoconfigure.actuate.dumped.DumpedJob;
import dev.mayfly.spring.boot.autoconfigure.actuate.dumped.DumpedRecurring;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** Makes the records of jobs and queues out of a dump. */
final class DumpRecords {

    /** Stands where a payload or a result was: nothing of it is shown. */
    private static final String LEFT_OUT = "\"left out\"";

    private DumpRecords() {}

    static JobRecord job(DumpedJob j) {
        Instant finished = Places.timeOrNull("finishedAt", j.finishedAt());
        return new JobRecord(
                envelope(j),
                Places.word("state", JobState.class, j.state()),
                j.attempts(),
                j.failures(),
                0,
                0,
                Places.time("submittedAt", j.submittedAt()),
                Places.timeOrNull("startedAt", j.startedAt()),
                finished,
                Places.time("changedAt", j.changedAt()),
                Places.timeOrNull("dueAt", j.dueAt()),
                j.owner(),
                0,
                j.cancelRequested(),
                j.result() == null ? null : LEFT_OUT,
                error(j.error()),
                new Progress(j.progressDone(), j.progressTotal(), null),
                Places.each("history", j.history(), DumpRecords::attempt),
                j.waitingFor(),
                0);
    }

    private static JobEnvelope envelope(DumpedJob j) {
        String batch = j.batch();
        String timeout = j.timeout();
        String trace = j.traceparent();
        JobOptions options =
                new JobOptions(
                        null,
                        null,
                        null,
                        null,
                        Places.one("retry", j.retry(), DumpRecords::retry),
                        timeout == null ? null : Places.duration("timeout", timeout),
                        j.labels(),
                        null,
                        batch == null
                                ? SubmissionRules.NONE
                                : SubmissionRules.NONE.withBatch(
                                        new BatchPart(batch, batch, BatchPart.Role.MEMBER)));
        return new JobEnvelope(
                new JobId(j.id()),
                j.name(),
                j.queue(),
                j.priority(),
                LEFT_OUT,
                options,
                trace == null ? Map.of() : Map.of("traceparent", trace),
                j.origin(),
                Places.each("lineage", j.lineage(), JobId::new));
    }

    private static RetryPolicy retry(DumpedJob.Retry r) {
        return new RetryPolicy(
                r.maxAttempts(),
                Places.duration("initialDelay", r.initialDelay()),
                r.multiplier(),
                Places.duration("maxDelay", r.maxDelay()),
                r.jitter(),
                r.retryOn(),
                r.noRetryOn());
    }

    private static Attempt attempt(DumpedJob.Attempt a) {
        return new Attempt(
                a.number(),
                Places.time("startedAt", a.startedAt()),
                Places.time("finishedAt", a.finishedAt()),
                Places.word("outcome", Attempt.Outcome.class, a.outcome()),
                error(a.error()));
    }

    private static @Nullable JobError error(@Nullable String type) {
        return type == null ? null : new JobError(type, "", null);
    }

    static RecurringJob recurring(DumpedRecurring r) {
        RecurringJob job =
                new RecurringJob(
                        r.id(),
                        r.job(),
                        schedule(r),
                        LEFT_OUT,
                        JobOptions.DEFAULTS,
                        new RecurringRules(
                                Places.word("overlap", RecurringRules.Overlap.class, r.overlap()),
                                Places.word("catchUp", RecurringRules.CatchUp.class, r.catchUp()),
                                Places.duration("catchUpWindow", r.catchUpWindow()),
                                Places.duration("spread", r.spread())),
                        Instant.EPOCH,
                        Places.timeOrNull("nextRun", r.nextRun()),
                        Places.timeOrNull("lastRun", r.lastRun()),
                        recent(r),
                        List.of(),
                        r.runs(),
                        r.skipped(),
                        r.missed(),
                        pause(r),
                        resumed(r),
                        0);
        // What the page will ask for is asked here, where a refusal has a place.
        Instant next = job.nextStart();
        if (next != null) {
            job.schedule().next(next, 2).forEach(run -> job.rules().start(job.id(), run));
        }
        return job;
    }

    private static List<JobId> recent(DumpedRecurring r) {
        List<String> recent = r.recent();
        if (recent == null) {
            String last = r.lastJob();
            recent = last == null ? List.of() : List.of(last);
        }
        return recent.stream().map(JobId::new).toList();
    }

    private static @Nullable Pause pause(DumpedRecurring r) {
        String reason = r.pausedReason();
        String by = r.pausedBy();
        String since = r.pausedSince();
        return reason == null || by == null || since == null
                ? null
                : new Pause(reason, by, Places.time("pausedSince", since));
    }

    private static Pause.@Nullable End resumed(DumpedRecurring r) {
        String by = r.resumedBy();
        String at = r.resumedAt();
        return by == null || at == null ? null : new Pause.End(by, Places.time("resumedAt", at));
    }

    private static Schedule schedule(DumpedRecurring r) {
        String cron = r.cron();
        String period = r.period();
        if (cron != null) {
            String zone = r.zone();
            return Schedule.cron(cron, ZoneId.of(zone == null ? "Z" : zone));
        }
        if (period == null) {
            throw new DumpException("period is missing, and so is cron");
        }
        Instant anchor = Places.timeOrNull("anchor", r.anchor());
        return new FixedRate(
                Places.duration("period", period), anchor == null ? Instant.EPOCH : anchor);
    }

    static QueuePolicy policy(StateDump.Queue q) {
        StateDump.QueueRules rules = q.rules();
        if (rules == null) {
            return QueuePolicy.none(q.name());
        }
        StateDump.Paused pause = rules.pause();
        return new QueuePolicy(
                q.name(),
                limits(rules),
                new QueueRouting(rules.engine(), rules.priority()),
                pause == null
                        ? null
                        : new Pause(
                                pause.reason(), pause.by(), Places.time("since", pause.since())),
                rules.declared(),
                rules.changedBy(),
                Places.time("changedAt", rules.changedAt()),
                0);
    }

    private static QueueLimits limits(StateDump.QueueRules rules) {
        Integer permits = rules.ratePermits();
        String period = rules.ratePeriod();
        Integer burst = rules.rateBurst();
        return new QueueLimits(
                rules.perNode(),
                rules.global(),
                rules.perKey(),
                permits == null || period == null
                        ? null
                        : new RateLimit(
                                permits,
                                Places.duration("ratePeriod", period),
                                burst == null ? 1 : burst),
                Places.word("order", KeyOrder.class, rules.order()));
    }

    static Explanation why(StateDump.Queue q) {
        StateDump.Why why = q.why();
        return why == null
                ? new Explanation(Explanation.Kind.NOTHING, "nothing is known", Map.of())
                : new Explanation(
                        Places.word("kind", Explanation.Kind.class, why.kind()),
                        why.sentence(),
                        Map.of());
    }

    static Guarantees promises(StateDump.Queue q) {
        return new Guarantees(
                q.name(),
                Places.each(
                        "promises",
                        q.promises(),
                        promise ->
                                new Guarantees.Promise(
                                        Places.word(
                                                "what", Guarantees.Subject.class, promise.what()),
                                        promise.value(),
                                        promise.because())));
    }
}
