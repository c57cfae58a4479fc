package dev.mayfly.spring.boot.autoconfigure.actuate;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.model.Attempt;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.jobs.policy.Explanation;
import dev.mayfly.jobs.schedule.Cron;
import dev.mayfly.jobs.schedule.FixedRate;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.spring.boot.autoconfigure.actuate.dumped.DumpedJob;
import dev.mayfly.spring.boot.autoconfigure.actuate.dumped.DumpedRecurring;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The jobs' part of a dump, read from the store. */
final class JobDumps {

    /** How many jobs that have failed are listed beside those that have not ended. */
    private static final int MOST_FAILED = 100;

    private static final Set<JobState> LIVE =
            Arrays.stream(JobState.values())
                    .filter(state -> !state.isTerminal())
                    .collect(Collectors.toUnmodifiableSet());

    private final Jobs jobs;

    JobDumps(Jobs jobs) {
        this.jobs = jobs;
    }

    /** What the store knows. */
    record Part(
            @Nullable String failure,
            Map<String, Map<String, Long>> counts,
            Map<String, Map<String, Long>> entered,
            List<DumpedJob> live,
            boolean more,
            List<DumpedJob> ended,
            List<DumpedRecurring> recurring) {}

    /** A store that does not answer must not hide what the kernel can tell without it. */
    Part take() {
        try {
            return read();
        } catch (RuntimeException e) {
            return new Part(
                    e.getClass().getName(),
                    Map.of(),
                    Map.of(),
                    List.of(),
                    false,
                    List.of(),
                    List.of());
        }
    }

    private Part read() {
        Map<String, QueueCounters> counters = jobs.counters();
        JobPage live = jobs.query(JobQuery.ALL.withStates(LIVE).withLimit(StateDumps.MOST));
        List<RecurringJob> recurring = jobs.recurring().list();
        return new Part(
                null,
                counts(counters, QueueCounters::current),
                counts(counters, QueueCounters::entered),
                live(live.jobs()),
                live.next() != null,
                ended(live.jobs(), recurring),
                recurring.stream().map(JobDumps::recurring).toList());
    }

    private static Map<String, Map<String, Long>> counts(
            Map<String, QueueCounters> counters,
            Function<QueueCounters, Map<JobState, Long>> which) {
        Map<String, Map<String, Long>> counts = new TreeMap<>();
        for (QueueCounters queue : counters.values()) {
            Map<String, Long> states = new TreeMap<>();
            which.apply(queue).forEach((state, count) -> states.put(word(state), count));
            counts.put(queue.queue(), states);
        }
        return counts;
    }

    private List<DumpedJob> live(List<JobRecord> records) {
        Map<JobId, Explanation> why =
                why(
                        records.stream()
                                .limit(StateDumps.MOST_EXPLAINED)
                                // Of a retry the sentence quotes the error, which may quote the
                                // payload.
                                .filter(job -> job.state() != JobState.AWAITING_RETRY)
                                .toList());
        List<DumpedJob> dumped = new ArrayList<>();
        for (JobRecord job : records) {
            Explanation explanation = why.get(job.id());
            dumped.add(job(job, explanation == null ? null : explanation.sentence()));
        }
        return dumped;
    }

    private Map<JobId, Explanation> why(List<JobRecord> records) {
        try {
            return jobs.explain(records);
        } catch (RuntimeException e) { // such as a store that has stopped answering
            return Map.of();
        }
    }

    /** The latest that failed, and the last runs of what recurs: pages show both. */
    private List<DumpedJob> ended(List<JobRecord> live, List<RecurringJob> recurring) {
        JobQuery failed = JobQuery.ALL.withStates(Set.of(JobState.FAILED)).withLimit(MOST_FAILED);
        List<JobRecord> ended = new ArrayList<>(jobs.query(failed).jobs());
        Set<JobId> known = new HashSet<>();
        live.forEach(job -> known.add(job.id()));
        ended.forEach(job -> known.add(job.id()));
        var runs = new ArrayList<JobId>();
        for (RecurringJob each : recurring) {
            each.recent().stream()
                    .filter(known::add)
                    .limit(Math.max(0, StateDumps.MOST - ended.size() - runs.size()))
                    .forEach(runs::add);
        }
        ended.addAll(jobs.find(runs).values());
        return ended.stream().map(job -> job(job, null)).toList();
    }

    private DumpedJob job(JobRecord j, @Nullable String why) {
        JobEnvelope envelope = j.envelope();
        JobOptions options = envelope.options();
        BatchPart batch = options.policies().batch();
        Duration timeout = options.timeout();
        JobError error = j.error();
        return new DumpedJob(
                j.id().value(),
                j.name(),
                j.queue(),
                envelope.priority(),
                word(j.state()),
                j.attempts(),
                j.failures(),
                retry(retryOf(j)),
                j.submittedAt().toString(),
                text(j.startedAt()),
                text(j.finishedAt()),
                j.changedAt().toString(),
                text(j.dueAt()),
                j.owner(),
                j.cancelRequested(),
                why,
                j.progress().done(),
                j.progress().total(),
                j.waitingFor(),
                new TreeMap<>(options.labels()),
                envelope.origin(),
                envelope.lineage().stream().map(JobId::value).toList(),
                batch == null ? null : batch.batch(),
                timeout == null ? null : timeout.toString(),
                redacted(envelope.payload()),
                j.result() == null ? null : redacted(j.result()),
                error == null ? null : error.type(),
                j.history().stream().map(JobDumps::attempt).toList(),
                envelope.traceContext().get("traceparent"));
    }

    private static String redacted(String json) {
        return "redacted, " + json.length() + " characters";
    }

    private RetryPolicy retryOf(JobRecord job) {
        RetryPolicy own = job.envelope().options().retry();
        if (own != null) {
            return own;
        }
        RetryPolicy defined =
                jobs.registry()
                        .find(job.name())
                        .map(JobDefinition::settings)
                        .map(settings -> settings.retry())
                        .orElse(null);
        return defined != null ? defined : jobs.defaultRetry();
    }

    private static DumpedJob.Retry retry(RetryPolicy policy) {
        return new DumpedJob.Retry(
                policy.maxAttempts(),
                policy.initialDelay().toString(),
                policy.multiplier(),
                policy.maxDelay().toString(),
                policy.jitter(),
                new TreeSet<>(policy.retryOn()),
                new TreeSet<>(policy.noRetryOn()));
    }

    private static DumpedJob.Attempt attempt(Attempt a) {
        JobError error = a.error();
        return new DumpedJob.Attempt(
                a.number(),
                a.startedAt().toString(),
                a.finishedAt().toString(),
                word(a.outcome()),
                error == null ? null : error.type());
    }

    private static DumpedRecurring recurring(RecurringJob r) {
        Pause pause = r.pause();
        Pause.End resumed = r.resumed();
        JobId last = r.lastJob();
        Schedule schedule = r.schedule();
        Cron cron = schedule instanceof Cron each ? each : null;
        FixedRate rate = schedule instanceof FixedRate each ? each : null;
        return new DumpedRecurring(
                r.id(),
                r.jobName(),
                schedule.describe(),
                cron == null ? null : cron.expression(),
                cron == null ? null : cron.zone().getId(),
                rate == null ? null : rate.period().toString(),
                rate == null ? null : rate.anchor().toString(),
                word(r.rules().overlap()),
                word(r.rules().catchUp()),
                r.rules().catchUpWindow().toString(),
                r.rules().spread().toString(),
                text(r.nextRun()),
                text(r.lastRun()),
                last == null ? null : last.value(),
                r.recent().stream().map(JobId::value).toList(),
                r.runs(),
                r.skipped(),
                r.missed(),
                pause == null ? null : pause.reason(),
                pause == null ? null : pause.by(),
                pause == null ? null : pause.since().toString(),
                resumed == null ? null : resumed.by(),
                resumed == null ? null : resumed.at().toString());
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
