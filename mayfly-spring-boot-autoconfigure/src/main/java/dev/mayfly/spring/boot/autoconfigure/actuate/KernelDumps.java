package dev.mayfly.spring.boot.autoconfigure.actuate;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.policy.Explanation;
import dev.mayfly.jobs.policy.Guarantees;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.policy.RateLimit;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.snapshot.ChildSnapshot;
import dev.mayfly.kernel.snapshot.LoadSnapshot;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.snapshot.SupervisorSnapshot;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.snapshot.WaitsSnapshot;
import dev.mayfly.kernel.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** The kernel's part of a dump, from its pictures. */
final class KernelDumps {

    private KernelDumps() {}

    static List<StateDump.Task> tasks(List<TaskSnapshot> tasks) {
        return tasks.stream().limit(StateDumps.MOST).map(KernelDumps::task).toList();
    }

    private static StateDump.Task task(TaskSnapshot t) {
        return new StateDump.Task(
                t.id().value(),
                t.name(),
                t.queue(),
                id(t.parent()),
                t.scope(),
                t.system(),
                word(t.state()),
                t.reason(),
                t.priority(),
                t.submittedAt().toString(),
                t.age().toMillis(),
                t.runTime().toNanos(),
                t.waitTime().toNanos(),
                t.runs(),
                t.throttled());
    }

    static StateDump.Queue queue(QueueSnapshot q, Jobs jobs) {
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
                q.cancelled(),
                q.children(),
                q.skipped(),
                rules(q.name(), jobs),
                why(q.name(), jobs),
                promises(q.name(), jobs));
    }

    private static StateDump.@Nullable QueueRules rules(String queue, Jobs jobs) {
        QueuePolicy policy;
        try {
            policy = jobs.queues().policy(queue);
        } catch (RuntimeException e) { // the store does not answer
            return null;
        }
        QueueLimits limits = policy.limits();
        RateLimit rate = limits.rate();
        Pause pause = policy.pause();
        return new StateDump.QueueRules(
                limits.perNode(),
                limits.global(),
                limits.perKey(),
                rate == null ? null : rate.permits(),
                rate == null ? null : rate.period().toString(),
                rate == null ? null : rate.burst(),
                word(limits.order()),
                policy.routing().engine(),
                policy.routing().priority(),
                policy.declared(),
                policy.changedBy(),
                policy.changedAt().toString(),
                pause == null
                        ? null
                        : new StateDump.Paused(
                                pause.reason(), pause.by(), pause.since().toString()));
    }

    private static StateDump.@Nullable Why why(String queue, Jobs jobs) {
        try {
            Explanation why = jobs.queues().explain(queue);
            return new StateDump.Why(word(why.kind()), why.sentence());
        } catch (RuntimeException e) { // the store does not answer, or the queue is none for jobs
            return null;
        }
    }

    private static List<StateDump.Promise> promises(String queue, Jobs jobs) {
        Guarantees card;
        try {
            card = jobs.queues().guarantees(queue);
        } catch (RuntimeException e) { // the store does not answer, or the queue is none for jobs
            return List.of();
        }
        return card.promises().stream()
                .map(each -> new StateDump.Promise(word(each.what()), each.value(), each.because()))
                .toList();
    }

    static StateDump.Engine engine(EngineSnapshot e) {
        return new StateDump.Engine(
                e.name(),
                e.mode(),
                e.parallelism(),
                e.running(),
                e.ready(),
                new TreeMap<>(e.details()));
    }

    static StateDump.Supervisor supervisor(SupervisorSnapshot s) {
        return new StateDump.Supervisor(
                s.id().value(),
                s.name(),
                id(s.parent()),
                word(s.strategy()),
                s.intensity().restarts(),
                s.intensity().period().toMillis(),
                s.restartsLeft(),
                s.uptime().toMillis(),
                s.messages(),
                s.children().stream().limit(StateDumps.MOST).map(KernelDumps::child).toList(),
                s.stuck().stream().limit(StateDumps.MOST).map(TaskId::value).toList());
    }

    private static StateDump.Child child(ChildSnapshot c) {
        Duration uptime = c.uptime();
        return new StateDump.Child(
                c.id(),
                word(c.status()),
                id(c.task()),
                word(c.type()),
                word(c.restart()),
                uptime == null ? null : uptime.toMillis(),
                c.restarts());
    }

    static StateDump.Load load(LoadSnapshot l) {
        Duration wait = l.predictedWait();
        return new StateDump.Load(
                l.live(),
                l.cap(),
                wait == null ? null : wait.toNanos(),
                l.maxPredictedWait().toNanos(),
                l.load(),
                l.paused(),
                l.pauses());
    }

    static StateDump.Waits waits(WaitsSnapshot w) {
        return new StateDump.Waits(w.timers(), w.signals(), w.kept(), w.joins(), w.channels());
    }

    private static @Nullable Long id(@Nullable TaskId id) {
        return id == null ? null : id.value();
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
