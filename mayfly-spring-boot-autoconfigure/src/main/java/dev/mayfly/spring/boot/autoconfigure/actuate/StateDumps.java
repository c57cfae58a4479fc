package dev.mayfly.spring.boot.autoconfigure.actuate;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.StoreInfo;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.ShutdownReport;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.lint.Lints;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.snapshot.TaskSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Takes dumps. At most {@value #MOST} tasks and as many jobs are listed. */
public final class StateDumps {

    /** How many tasks and jobs a dump lists. */
    static final int MOST = 1_000;

    private static final Set<JobState> LIVE =
            Arrays.stream(JobState.values())
                    .filter(state -> !state.isTerminal())
                    .collect(Collectors.toUnmodifiableSet());

    private final Scheduler scheduler;
    private final Jobs jobs;
    private final AgentReport agents;
    private final @Nullable Lints lints;

    /**
     * Dumps of one scheduler.
     *
     * @param scheduler the scheduler
     * @param jobs the jobs on it
     * @param agents reports on the agents on it
     * @param lints what is wrong; null where nobody looks
     */
    public StateDumps(Scheduler scheduler, Jobs jobs, AgentReport agents, @Nullable Lints lints) {
        this.scheduler = scheduler;
        this.jobs = jobs;
        this.agents = agents;
        this.lints = lints;
    }

    /**
     * The state now.
     *
     * @return a dump
     */
    public StateDump take() {
        return dump(null, null);
    }

    /**
     * The state after a shutdown.
     *
     * @param before what was alive when it began
     * @param report what came of it
     * @return a dump
     */
    public StateDump takeAfter(KernelSnapshot before, ShutdownReport report) {
        return dump(before, report);
    }

    private StateDump dump(@Nullable KernelSnapshot before, @Nullable ShutdownReport report) {
        KernelSnapshot now = scheduler.snapshot();
        JobPage page = liveJobs();
        StoreInfo store = jobs.store().info();
        return new StateDump(
                StateDump.SCHEMA_VERSION,
                now.takenAt().toString(),
                jobs.node(),
                now.mode(),
                now.accepting(),
                now.uptime().toMillis(),
                now.queues().stream().map(StateDumps::queue).toList(),
                now.engines().stream().map(StateDumps::engine).toList(),
                tasks(now.tasks()),
                Math.max(0, now.tasks().size() - MOST),
                new TreeMap<>(now.systemCalls()),
                now.rejected(),
                now.listenerFailures() + jobs.listenerFailures(),
                new StateDump.Store(store.type(), store.durable(), store.description()),
                counts(),
                page.jobs().stream().map(StateDumps::job).toList(),
                page.next() != null,
                jobs.recurring().list().stream().map(StateDumps::recurring).toList(),
                agents.dump(),
                report == null ? null : shutdown(report),
                before == null ? null : tasks(before.tasks()),
                lints == null ? null : LintReport.of(lints.current()),
                lints == null ? null : LintReport.of(lints.history()));
    }

    private JobPage liveJobs() {
        return jobs.query(JobQuery.ALL.withStates(LIVE).withLimit(MOST));
    }

    private static List<StateDump.Task> tasks(List<TaskSnapshot> tasks) {
        return tasks.stream().limit(MOST).map(StateDumps::task).toList();
    }

    private Map<String, Map<String, Long>> counts() {
        Map<String, Map<String, Long>> counts = new TreeMap<>();
        for (QueueCounters queue : jobs.counters().values()) {
            Map<String, Long> states = new TreeMap<>();
            queue.current().forEach((state, count) -> states.put(word(state), count));
            counts.put(queue.queue(), states);
        }
        return counts;
    }

    private static StateDump.Queue queue(QueueSnapshot q) {
        return new StateDump.Queue(
                q.name(),
                q.engine(),
                q.concurrency() == Integer.MAX_VALUE ? null : q.concurrency(),
                q.priority(),
                q.paused(),
                q.waiting(),
                q.running(),
                q.completed(),
                q.failed(),
                q.cancelled());
    }

    private static StateDump.Engine engine(EngineSnapshot e) {
        return new StateDump.Engine(e.name(), e.mode(), e.parallelism(), e.running(), e.ready());
    }

    private static StateDump.Task task(TaskSnapshot t) {
        return new StateDump.Task(
                t.id().value(),
                t.name(),
                t.queue(),
                t.parent() == null ? null : t.parent().value(),
                t.system(),
                word(t.state()),
                t.reason(),
                t.priority(),
                t.age().toMillis(),
                t.runTime().toMillis(),
                t.waitTime().toMillis(),
                t.runs());
    }

    private static StateDump.Job job(JobRecord j) {
        JobError error = j.error();
        return new StateDump.Job(
                j.id().value(),
                j.name(),
                j.queue(),
                word(j.state()),
                j.attempts(),
                j.submittedAt().toString(),
                text(j.dueAt()),
                "redacted, " + j.envelope().payload().length() + " characters",
                error == null ? null : error.type(),
                j.envelope().traceContext().get("traceparent"));
    }

    private static StateDump.Recurring recurring(RecurringJob r) {
        Pause pause = r.pause();
        return new StateDump.Recurring(
                r.id(),
                r.jobName(),
                r.schedule().describe(),
                text(r.nextRun()),
                r.runs(),
                r.skipped(),
                r.missed(),
                pause == null ? null : pause.reason(),
                pause == null ? null : pause.by(),
                pause == null ? null : pause.since().toString());
    }

    private static StateDump.Shutdown shutdown(ShutdownReport report) {
        return new StateDump.Shutdown(
                word(report.outcome()),
                report.drained(),
                report.cancelled(),
                report.took().toMillis(),
                tasks(report.stuck()));
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
