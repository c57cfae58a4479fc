package dev.mayfly.spring.boot.autoconfigure.actuate;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.lint.Lints;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.snapshot.TaskSnapshot;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Down once Mayfly has begun to stop, when the task is gone that starts delayed jobs, and while the
 * store's database does not answer; up otherwise. A full queue, failing jobs or agents are no
 * reason to take an application out of service: the worst such problem is told as the detail {@code
 * problem}.
 */
public final class MayflyHealthIndicator implements HealthIndicator {

    /** A task that waits longer than this for its start is worth a word. */
    static final Duration LONG_WAIT = Duration.ofMinutes(1);

    private final Scheduler scheduler;
    private final Jobs jobs;
    private final AgentReport agents;
    private final StoreReport store;
    private final @Nullable Lints lints;

    /**
     * Health of one scheduler.
     *
     * @param scheduler the scheduler
     * @param jobs the jobs on it
     * @param agents reports on the agents on it
     * @param store reports on where the jobs are kept
     * @param lints what is wrong; null where nobody looks
     */
    public MayflyHealthIndicator(
            Scheduler scheduler,
            Jobs jobs,
            AgentReport agents,
            StoreReport store,
            @Nullable Lints lints) {
        this.scheduler = scheduler;
        this.jobs = jobs;
        this.agents = agents;
        this.store = store;
        this.lints = lints;
    }

    @Override
    public Health health() {
        KernelSnapshot now = scheduler.snapshot();
        String fatal = fatal(now);
        Health.Builder health = fatal == null ? Health.up() : Health.down();
        health.withDetail("mode", now.mode());
        health.withDetail("store", jobs.store().info().type());
        Map<String, Object> queues = new LinkedHashMap<>();
        now.queues().forEach(queue -> queues.put(queue.name(), describe(queue)));
        health.withDetail("queues", queues);
        Map<String, String> engines = new LinkedHashMap<>();
        now.engines().forEach(engine -> engines.put(engine.name(), engine.mode()));
        health.withDetail("engines", engines);
        Map<String, Object> figures = agents.health();
        if (figures != null) {
            health.withDetail("agents", figures);
        }
        if (lints != null) {
            health.withDetail(
                    "lints",
                    lints.current().stream()
                            .map(lint -> lint.name() + ": " + lint.finding().sentence())
                            .toList());
        }
        String problem = fatal == null ? worst(now) : fatal;
        health.withDetail("problem", problem == null ? "none" : problem);
        return health.build();
    }

    private static Map<String, Object> describe(QueueSnapshot queue) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("engine", queue.engine());
        details.put("waiting", queue.waiting());
        details.put("running", queue.running());
        details.put("paused", queue.paused());
        return details;
    }

    private @Nullable String fatal(KernelSnapshot now) {
        if (!now.accepting()) {
            return "Mayfly has stopped, or is stopping: it accepts no jobs";
        }
        boolean timekeeper =
                now.tasks().stream().anyMatch(t -> t.system() && t.name().equals(Jobs.TIMEKEEPER));
        return timekeeper
                ? outage()
                : "the system task \""
                        + Jobs.TIMEKEEPER
                        + "\" has ended: delayed, retried and recurring jobs do not start";
    }

    private @Nullable String outage() {
        Throwable cause = store.outage();
        return cause == null
                ? null
                : "the database of the job store does not answer, and no job is accepted or started"
                        + " until it does: "
                        + cause.getMessage();
    }

    /** The worst of what does not stop the application from serving; null if all is well. */
    private @Nullable String worst(KernelSnapshot now) {
        for (QueueSnapshot queue : now.queues()) {
            if (queue.paused() && queue.waiting() > 0) {
                return "queue \""
                        + queue.name()
                        + "\" is paused while "
                        + queue.waiting()
                        + " tasks wait";
            }
        }
        Optional<TaskSnapshot> oldest =
                now.tasks().stream()
                        .filter(task -> !task.system() && task.runs() == 0)
                        .max(Comparator.comparing(TaskSnapshot::age))
                        .filter(task -> task.age().compareTo(LONG_WAIT) > 0);
        if (oldest.isPresent()) {
            TaskSnapshot task = oldest.get();
            return "\""
                    + task.name()
                    + "\" has waited "
                    + task.age().toSeconds()
                    + " s for its start in queue \""
                    + task.queue()
                    + "\": "
                    + task.reason();
        }
        String ofAgents = agents.problem();
        if (ofAgents != null) {
            return ofAgents;
        }
        long failures = now.listenerFailures() + jobs.listenerFailures();
        return failures == 0 ? null : "listeners have failed " + failures + " times";
    }
}
