package dev.mayfly.jobs.lint;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.kernel.lint.Figures;
import dev.mayfly.kernel.lint.Finding;
import dev.mayfly.kernel.lint.LintRule;
import dev.mayfly.kernel.lint.LintSubject;
import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares what each recurring job has left out, and lets wait, with the look before. */
final class CronOverlapRule implements LintRule {

    /** So many runs must begin in time until all is well. */
    private static final int RUNS_IN_TIME = 2;

    /**
     * What was seen of one recurring job.
     *
     * @param skipped how many runs it had left out
     * @param runsAtOverlap how many runs it had when one came too early last; null if none did
     */
    private record Seen(long skipped, @Nullable Long runsAtOverlap) {}

    private final Clock clock;
    private final Jobs jobs;
    private Map<String, Seen> seen = new HashMap<>();

    CronOverlapRule(Clock clock, Jobs jobs) {
        this.clock = clock;
        this.jobs = jobs;
    }

    @Override
    public String name() {
        return "cron-overlap";
    }

    @Override
    public Duration period() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Duration linger() {
        return Duration.ZERO;
    }

    @Override
    public List<Finding> look() {
        Map<String, Seen> now = new HashMap<>();
        List<Finding> findings = new ArrayList<>();
        for (RecurringJob job : jobs.recurring().list()) {
            Seen next = seen(job, seen.get(job.id()));
            now.put(job.id(), next);
            if (next.runsAtOverlap != null && !job.isPaused()) {
                findings.add(finding(job));
            }
        }
        seen = now;
        return findings;
    }

    private static Seen seen(RecurringJob job, @Nullable Seen before) {
        // What was left out before the first look is history.
        boolean skips = before != null && job.skipped() > before.skipped;
        if (skips || !job.waiting().isEmpty()) {
            return new Seen(job.skipped(), job.runs());
        }
        Long last = before == null ? null : before.runsAtOverlap;
        boolean over = last != null && job.runs() >= last + RUNS_IN_TIME;
        return new Seen(job.skipped(), over ? null : last);
    }

    private Finding finding(RecurringJob job) {
        Map<String, String> evidence = new LinkedHashMap<>();
        evidence.put("schedule", job.schedule().describe());
        evidence.put("rule for runs that come too early", job.rules().overlap().name());
        evidence.put("left out in all", Long.toString(job.skipped()));
        evidence.put("waiting now", Integer.toString(job.waiting().size()));
        Duration running = addLastRun(job, evidence);
        return new Finding(
                new LintSubject(LintSubject.Type.RECURRING_JOB, job.id()),
                Finding.Severity.WARNING,
                "Recurring job \""
                        + job.id()
                        + "\" is due ("
                        + job.schedule().describe()
                        + ") before its last run has ended"
                        + (running == null
                                ? "."
                                : ", which has gone on for " + Figures.duration(running) + "."),
                "Give it more time between runs, make the job faster, or bound it by a time-out;"
                        + " where runs may be beside each other, set its overlap to ALLOW_ALL.",
                evidence,
                Duration.ZERO);
    }

    /** Returns for how long the last run has gone on; null if it has ended. */
    private @Nullable Duration addLastRun(RecurringJob job, Map<String, String> evidence) {
        JobId last = job.lastJob();
        return last == null
                ? null
                : jobs.find(last)
                        .map(run -> {
                            evidence.put("last run", run.id().value());
                            evidence.put("its state", run.state().name());
                            Instant started = run.startedAt();
                            return run.state().isTerminal() || started == null
                                    ? null
                                    : Duration.between(started, clock.wallTime());
                        })
                        .orElse(null);
    }
}
