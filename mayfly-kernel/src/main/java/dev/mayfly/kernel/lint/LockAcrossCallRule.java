package dev.mayfly.kernel.lint;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.snapshot.WaitingThreads;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Sees tasks that hold a monitor while they wait in a system call. It looks at some tasks at a
 * time, so that its cost does not grow with their number; among very many it comes to each the more
 * rarely.
 */
final class LockAcrossCallRule implements LintRule {

    /** How many threads it looks at each time, at 10 to 50 µs each. */
    private static final int MOST = 256;

    private final WaitingThreads threads;
    private final Duration patience;

    LockAcrossCallRule(Scheduler scheduler, Duration patience) {
        this.threads = scheduler.waitingThreads();
        this.patience = patience;
    }

    @Override
    public String name() {
        return "lock-across-call";
    }

    @Override
    public Duration period() {
        return Duration.ofSeconds(5);
    }

    @Override
    public List<Finding> look() {
        return threads.next(patience, MOST, HeldMonitors::of).stream()
                .map(LockAcrossCallRule::finding)
                .toList();
    }

    private static Finding finding(WaitingThreads.Seen<HeldMonitors> task) {
        HeldMonitors held = task.seen();
        HeldMonitors.Monitor first = held.monitors().getFirst();
        Map<String, String> evidence = new LinkedHashMap<>();
        evidence.put("task", task.task().value() + " (" + task.name() + ")");
        evidence.put("queue", task.queue());
        evidence.put("what it waits in", task.call().describe());
        evidence.put("for", Figures.duration(task.lasting()));
        evidence.put(
                "locks",
                held.monitors().stream()
                        .map(monitor -> monitor.type() + ", entered in " + monitor.where())
                        .collect(Collectors.joining("\n")));
        evidence.put("stack", new HeldStack(held.stack()).text());
        return new Finding(
                new LintSubject(LintSubject.Type.TASK, task.name()),
                Finding.Severity.WARNING,
                "\""
                        + task.name()
                        + "\" has waited in a system call for "
                        + Figures.duration(task.lasting())
                        + " and holds the lock of "
                        + first.type()
                        + ", entered in "
                        + first.where().getClassName()
                        + "."
                        + first.where().getMethodName()
                        + ": whoever needs it waits as long.",
                "Make the call outside of the synchronized block, or let an agent keep what the"
                        + " lock protects.",
                evidence,
                task.lasting());
    }
}
