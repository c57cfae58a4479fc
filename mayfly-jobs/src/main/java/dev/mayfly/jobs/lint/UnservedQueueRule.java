package dev.mayfly.jobs.lint;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.lint.Figures;
import dev.mayfly.kernel.lint.Finding;
import dev.mayfly.kernel.lint.LintRule;
import dev.mayfly.kernel.lint.LintSubject;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Sees queues of the store with ready jobs that this node does not have and no other starts. That
 * another node has the queue cannot be read; that it starts its jobs can.
 */
final class UnservedQueueRule implements LintRule {

    /** Since when nothing was started, and how many starts there had been. */
    private record Idle(long since, long starts) {}

    private final Scheduler scheduler;
    private final Jobs jobs;
    private final Duration patience;
    private final Map<String, Idle> idle = new HashMap<>();

    UnservedQueueRule(Scheduler scheduler, Jobs jobs, Duration patience) {
        this.scheduler = scheduler;
        this.jobs = jobs;
        this.patience = patience;
    }

    @Override
    public String name() {
        return "queue-without-node";
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
        long now = scheduler.clock().nanoTime();
        Set<String> here =
                scheduler.outline().queues().stream()
                        .map(QueueSnapshot::name)
                        .collect(Collectors.toSet());
        List<Finding> findings = new ArrayList<>();
        for (QueueCounters queue : jobs.counters().values()) {
            long starts = queue.entered(JobState.RUNNING) + queue.entered(JobState.ASSIGNED);
            Idle before = idle.get(queue.queue());
            if (here.contains(queue.queue()) || queue.current(JobState.READY) == 0) {
                idle.remove(queue.queue());
            } else if (before == null || before.starts != starts) {
                idle.put(queue.queue(), new Idle(now, starts));
            } else if (now - before.since >= patience.toNanos()) {
                findings.add(finding(queue, here, Duration.ofNanos(now - before.since)));
            }
        }
        return findings;
    }

    private Finding finding(QueueCounters queue, Set<String> here, Duration lasting) {
        long ready = queue.current(JobState.READY);
        Map<String, String> evidence = new LinkedHashMap<>();
        evidence.put("ready", Long.toString(ready));
        evidence.put("none was started for", Figures.duration(lasting));
        evidence.put("this node", jobs.node());
        evidence.put(
                "queues of this node", here.stream().sorted().collect(Collectors.joining(", ")));
        return new Finding(
                new LintSubject(LintSubject.Type.QUEUE, queue.queue()),
                Finding.Severity.ERROR,
                Figures.count(ready, "job")
                        + (ready == 1 ? " is" : " are")
                        + " ready in queue \""
                        + queue.queue()
                        + "\", which this node does not have, and no other has started one for "
                        + Figures.duration(lasting)
                        + ".",
                "Add mayfly.queues."
                        + queue.queue()
                        + " to the configuration of a node, or cancel the jobs.",
                evidence,
                lasting);
    }
}
