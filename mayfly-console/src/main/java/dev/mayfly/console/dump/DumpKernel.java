package dev.mayfly.console.dump;

import dev.mayfly.kernel.engine.EngineCapabilities;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.lint.Finding;
import dev.mayfly.kernel.lint.Lint;
import dev.mayfly.kernel.lint.LintSubject;
import dev.mayfly.kernel.snapshot.ChildSnapshot;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.LoadSnapshot;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.snapshot.SupervisorSnapshot;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.snapshot.WaitsSnapshot;
import dev.mayfly.kernel.supervise.ChildInfo;
import dev.mayfly.kernel.supervise.ChildSpec;
import dev.mayfly.kernel.supervise.RestartIntensity;
import dev.mayfly.kernel.supervise.RestartStrategy;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.spring.boot.autoconfigure.actuate.LintReport;
import dev.mayfly.spring.boot.autoconfigure.actuate.StateDump;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Makes the kernel's pictures out of a dump. */
final class DumpKernel {
    private static final EngineCapabilities UNKNOWN = new EngineCapabilities(false, false, false);

    private DumpKernel() {}

    static KernelSnapshot of(StateDump dump, Instant takenAt) {
        return new KernelSnapshot(
                takenAt,
                Duration.ofMillis(dump.uptimeMillis()),
                dump.mode(),
                dump.accepting(),
                Places.each("queues", dump.queues(), DumpKernel::queue),
                Places.each("engines", dump.engines(), DumpKernel::engine),
                Places.each(
                        tasksAreOfTheStop(dump) ? "whenStopping" : "tasks",
                        tasks(dump),
                        DumpKernel::task),
                Places.each("supervisors", dump.supervisors(), DumpKernel::supervisor),
                load(dump.load()),
                waits(dump.waits()),
                dump.systemCalls(),
                dump.rejectedTasks(),
                dump.listenerFailures());
    }

    /** After a stop no task is alive: those that were when it began are what one wants to see. */
    static boolean tasksAreOfTheStop(StateDump dump) {
        return dump.whenStopping() != null && dump.tasks().isEmpty();
    }

    private static List<StateDump.Task> tasks(StateDump dump) {
        List<StateDump.Task> before = dump.whenStopping();
        return before != null && dump.tasks().isEmpty() ? before : dump.tasks();
    }

    private static QueueSnapshot queue(StateDump.Queue q) {
        Integer concurrency = q.concurrency();
        return new QueueSnapshot(
                q.name(),
                q.engine(),
                concurrency == null ? Integer.MAX_VALUE : concurrency,
                q.priority(),
                q.paused(),
                q.waiting(),
                q.running(),
                q.children(),
                q.completed(),
                q.failed(),
                q.cancelled(),
                q.skipped());
    }

    private static EngineSnapshot engine(StateDump.Engine e) {
        return new EngineSnapshot(
                e.name(), e.mode(), UNKNOWN, e.parallelism(), e.running(), e.ready(), e.details());
    }

    private static TaskSnapshot task(StateDump.Task t) {
        return new TaskSnapshot(
                new TaskId(t.id()),
                t.name(),
                t.queue(),
                id(t.parent()),
                t.scope(),
                t.priority(),
                t.system(),
                Places.word("state", TaskState.class, t.state()),
                null,
                t.reason(),
                Places.time("submittedAt", t.submittedAt()),
                Duration.ofMillis(t.ageMillis()),
                Duration.ofNanos(t.runNanos()),
                Duration.ofNanos(t.waitNanos()),
                t.runs(),
                t.throttled());
    }

    private static SupervisorSnapshot supervisor(StateDump.Supervisor s) {
        return new SupervisorSnapshot(
                new TaskId(s.id()),
                s.name(),
                id(s.parent()),
                Places.word("strategy", RestartStrategy.class, s.strategy()),
                new RestartIntensity(s.restarts(), Duration.ofMillis(s.periodMillis())),
                s.restartsLeft(),
                Duration.ofMillis(s.uptimeMillis()),
                s.messages(),
                Places.each("children", s.children(), DumpKernel::child),
                s.stuck().stream().map(TaskId::new).toList());
    }

    private static ChildSnapshot child(StateDump.Child c) {
        Long uptime = c.uptimeMillis();
        return new ChildSnapshot(
                c.id(),
                Places.word("status", ChildInfo.Status.class, c.status()),
                id(c.task()),
                Places.word("type", ChildSpec.Type.class, c.type()),
                Places.word("restart", ChildSpec.Restart.class, c.restart()),
                uptime == null ? null : Duration.ofMillis(uptime),
                c.restarts());
    }

    private static LoadSnapshot load(StateDump.Load l) {
        Long wait = l.predictedWaitNanos();
        return new LoadSnapshot(
                l.live(),
                l.cap(),
                wait == null ? null : Duration.ofNanos(wait),
                Duration.ofNanos(l.maxPredictedWaitNanos()),
                l.load(),
                l.paused(),
                l.pauses());
    }

    private static WaitsSnapshot waits(StateDump.Waits w) {
        return new WaitsSnapshot(w.timers(), w.signals(), w.kept(), w.joins(), w.channels());
    }

    static Lint lint(LintReport l) {
        Instant since = Places.time("since", l.since());
        return new Lint(
                l.name(),
                new Finding(
                        new LintSubject(
                                Places.word("about", LintSubject.Type.class, l.about()), l.id()),
                        Places.word("severity", Finding.Severity.class, l.severity()),
                        l.sentence(),
                        l.action(),
                        l.evidence(),
                        Duration.ZERO),
                since,
                Places.timeOrNull("until", l.until()),
                l.occurrences());
    }

    private static @Nullable TaskId id(@Nullable Long id) {
        return id == null ? null : new TaskId(id);
    }
}
