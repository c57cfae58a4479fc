package dev.mayfly.jobs.lint;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.kernel.lint.Figures;
import dev.mayfly.kernel.lint.Finding;
import dev.mayfly.kernel.lint.LintRule;
import dev.mayfly.kernel.lint.LintSubject;
import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares the counters of each queue with those of a minute ago. */
final class RetryStormRule implements LintRule {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int SAMPLE = 20;
    private static final int IDS = 3;

    /** The counters at one look. */
    private record Counted(long at, long retries, long attempts) {}

    private final Clock clock;
    private final Jobs jobs;
    private final int limit;
    private final Map<String, ArrayDeque<Counted>> counted = new HashMap<>();

    /** When it looked last; null before the first look, for which all that was is history. */
    private @Nullable Long looked;

    RetryStormRule(Clock clock, Jobs jobs, int limit) {
        this.clock = clock;
        this.jobs = jobs;
        this.limit = limit;
    }

    @Override
    public String name() {
        return "retry-storm";
    }

    @Override
    public Duration period() {
        return Duration.ofSeconds(5);
    }

    @Override
    public Duration linger() {
        return Duration.ZERO;
    }

    @Override
    public List<Finding> look() {
        long now = clock.nanoTime();
        List<Finding> findings = new ArrayList<>();
        for (QueueCounters queue : jobs.counters().values()) {
            var latest =
                    new Counted(
                            now,
                            queue.entered(JobState.AWAITING_RETRY),
                            queue.entered(JobState.RUNNING));
            ArrayDeque<Counted> before =
                    counted.computeIfAbsent(queue.queue(), any -> began(looked));
            before.addLast(latest);
            while (now - before.getFirst().at > WINDOW.toNanos()) {
                before.removeFirst();
            }
            long retries = latest.retries - before.getFirst().retries;
            long attempts = latest.attempts - before.getFirst().attempts;
            if (retries >= limit && 2 * retries >= attempts) {
                findings.add(finding(queue, retries, attempts));
            }
        }
        looked = now;
        return findings;
    }

    /** A queue that appears after the first look had nothing by then. */
    private static ArrayDeque<Counted> began(@Nullable Long looked) {
        var none = new ArrayDeque<Counted>();
        if (looked != null) {
            none.add(new Counted(looked, 0, 0));
        }
        return none;
    }

    private Finding finding(QueueCounters queue, long retries, long attempts) {
        Map<String, String> evidence = new LinkedHashMap<>();
        evidence.put("failed and to be tried again, within a minute", Long.toString(retries));
        evidence.put("attempts begun in that minute", Long.toString(attempts));
        evidence.put(
                "jobs that wait for their retry",
                Long.toString(queue.current(JobState.AWAITING_RETRY)));
        evidence.putAll(sample(queue.queue()));
        String error = evidence.getOrDefault("most common error", "");
        return new Finding(
                new LintSubject(LintSubject.Type.QUEUE, queue.queue()),
                Finding.Severity.ERROR,
                Figures.count(retries, "attempt")
                        + " in queue \""
                        + queue.queue()
                        + "\" failed within a minute and "
                        + (retries == 1 ? "is" : "are")
                        + " to be made again"
                        + (error.isEmpty() ? "." : ", most with " + error + "."),
                "Pause the queue until what the jobs need is back, then resume it. Longer delays"
                    + " between retries (mayfly.retry) and a rate for the queue keep such a storm"
                    + " small.",
                evidence,
                Duration.ZERO);
    }

    /** What is common to the latest jobs that wait for their retry. */
    private Map<String, String> sample(String queue) {
        List<JobRecord> latest =
                jobs.query(
                                JobQuery.ALL
                                        .withQueue(queue)
                                        .withStates(Set.of(JobState.AWAITING_RETRY))
                                        .withLimit(SAMPLE))
                        .jobs();
        Map<String, String> evidence = new LinkedHashMap<>();
        mostCommon(latest.stream().map(JobRecord::name).toList())
                .ifPresent(name -> evidence.put("most common job", name));
        mostCommon(
                        latest.stream()
                                .map(JobRecord::error)
                                .filter(Objects::nonNull)
                                .map(JobError::type)
                                .toList())
                .ifPresent(type -> evidence.put("most common error", type));
        if (!latest.isEmpty()) {
            evidence.put(
                    "some of them",
                    latest.stream()
                            .limit(IDS)
                            .map(job -> job.id().value())
                            .collect(Collectors.joining("\n")));
        }
        return evidence;
    }

    private static Optional<String> mostCommon(List<String> texts) {
        return texts.stream()
                .collect(Collectors.groupingBy(text -> text, Collectors.counting()))
                .entrySet()
                .stream()
                .max(
                        Comparator.comparing(Map.Entry<String, Long>::getValue)
                                .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey);
    }
}
