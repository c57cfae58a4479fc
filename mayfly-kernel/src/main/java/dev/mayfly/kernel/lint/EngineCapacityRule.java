package dev.mayfly.kernel.lint;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sees engines whose every turn is taken by tasks that do not end, while others wait for one. */
final class EngineCapacityRule implements LintRule {

    /** How many queues are named. */
    private static final int MOST_QUEUES = 8;

    /** When an engine began to stand still, and how many tasks of its queues had ended by then. */
    private record Standing(long since, long ended) {}

    private final Scheduler scheduler;
    private final Duration standstill;
    private final Map<String, Standing> standing = new HashMap<>();

    EngineCapacityRule(Scheduler scheduler, Duration standstill) {
        this.scheduler = scheduler;
        this.standstill = standstill;
    }

    @Override
    public String name() {
        return "queue-without-capacity";
    }

    /** Nothing is gained by a lint that stays when the engine moves again. */
    @Override
    public Duration linger() {
        return Duration.ZERO;
    }

    @Override
    public List<Finding> look() {
        long now = scheduler.clock().nanoTime();
        KernelSnapshot kernel = scheduler.outline();
        List<Finding> findings = new ArrayList<>();
        for (EngineSnapshot engine : kernel.engines()) {
            List<QueueSnapshot> queues =
                    kernel.queues().stream()
                            .filter(queue -> queue.engine().equals(engine.name()))
                            .toList();
            long ended = queues.stream().mapToLong(EngineCapacityRule::ended).sum();
            Standing before = standing.get(engine.name());
            if (engine.ready() == 0 || engine.running() < engine.parallelism()) {
                standing.remove(engine.name());
            } else if (before == null || before.ended != ended) {
                standing.put(engine.name(), new Standing(now, ended));
            } else {
                Duration lasting = Duration.ofNanos(now - before.since);
                if (lasting.compareTo(standstill) >= 0) {
                    findings.add(finding(engine, queues, lasting));
                }
            }
        }
        return findings;
    }

    private static long ended(QueueSnapshot queue) {
        return queue.completed() + queue.failed() + queue.cancelled();
    }

    private static Finding finding(
            EngineSnapshot engine, List<QueueSnapshot> queues, Duration lasting) {
        Map<String, String> evidence = new LinkedHashMap<>();
        evidence.put("engine", engine.name() + " (" + engine.mode() + ")");
        evidence.put("turns taken", engine.running() + " of " + engine.parallelism());
        evidence.put("tasks that wait for a turn", Integer.toString(engine.ready()));
        evidence.put("no task has ended for", Figures.duration(lasting));
        queues.stream()
                .filter(queue -> queue.running() + queue.waiting() > 0)
                .limit(MOST_QUEUES)
                .forEach(queue ->
                        evidence.put(
                                "queue " + queue.name(),
                                queue.running() + " begun, " + queue.waiting() + " waiting"));
        return new Finding(
                new LintSubject(LintSubject.Type.ENGINE, engine.name()),
                Finding.Severity.ERROR,
                "Engine \""
                        + engine.name()
                        + "\" has nothing left for its queues: all "
                        + engine.parallelism()
                        + " turns are taken, "
                        + Figures.count(engine.ready(), "task")
                        + (engine.ready() == 1 ? " waits" : " wait")
                        + " for one, and none has ended for "
                        + Figures.duration(lasting)
                        + ".",
                "Cancel what does not end, raise mayfly.engines."
                        + engine.name()
                        + ".parallelism, or give the queues that must not wait an engine of their"
                        + " own.",
                evidence,
                lasting);
    }
}
