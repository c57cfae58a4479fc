package dev.mayfly.spring.boot.autoconfigure.actuate;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.store.StoreInfo;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.ShutdownReport;
import dev.mayfly.kernel.lint.Lints;
import dev.mayfly.kernel.snapshot.KernelSnapshot;

import org.jspecify.annotations.Nullable;

import java.util.TreeMap;

/** Takes dumps. At most {@value #MOST} tasks and as many jobs are listed. */
public final class StateDumps {

    /** How many tasks and jobs a dump lists. */
    static final int MOST = 1_000;

    /** Of how many jobs a dump says why they wait: each costs a look at the store. */
    static final int MOST_EXPLAINED = 200; // DumpedJob tells it

    private final Scheduler scheduler;
    private final Jobs jobs;
    private final AgentReport agents;
    private final @Nullable Lints lints;
    private final @Nullable String application;

    /**
     * Dumps of one scheduler.
     *
     * @param scheduler the scheduler
     * @param jobs the jobs on it
     * @param agents reports on the agents on it
     * @param lints what is wrong; null where nobody looks
     * @param application the application's name; null where it has none
     */
    public StateDumps(
            Scheduler scheduler,
            Jobs jobs,
            AgentReport agents,
            @Nullable Lints lints,
            @Nullable String application) {
        this.scheduler = scheduler;
        this.jobs = jobs;
        this.agents = agents;
        this.lints = lints;
        this.application = application;
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
        JobDumps.Part part = new JobDumps(jobs).take();
        StoreInfo store = jobs.store().info();
        return new StateDump(
                StateDump.SCHEMA,
                now.takenAt().toString(),
                application,
                jobs.node(),
                now.mode(),
                now.accepting(),
                now.uptime().toMillis(),
                now.queues().stream().map(queue -> KernelDumps.queue(queue, jobs)).toList(),
                now.engines().stream().map(KernelDumps::engine).toList(),
                KernelDumps.tasks(now.tasks()),
                Math.max(0, now.tasks().size() - MOST),
                now.supervisors().stream().limit(MOST).map(KernelDumps::supervisor).toList(),
                KernelDumps.load(now.load()),
                KernelDumps.waits(now.waits()),
                new TreeMap<>(now.systemCalls()),
                now.rejected(),
                now.listenerFailures() + jobs.listenerFailures(),
                new StateDump.Store(store.type(), store.durable(), store.description()),
                part.failure(),
                jobs.registry().names(),
                part.counts(),
                part.entered(),
                part.live(),
                part.more(),
                part.ended(),
                part.recurring(),
                agents.dump(),
                report == null ? null : shutdown(report),
                before == null ? null : KernelDumps.tasks(before.tasks()),
                lints == null ? null : LintReport.of(lints.current()),
                lints == null ? null : LintReport.of(lints.history()),
                lints == null ? null : lints.rules());
    }

    private static StateDump.Shutdown shutdown(ShutdownReport report) {
        return new StateDump.Shutdown(
                KernelDumps.word(report.outcome()),
                report.drained(),
                report.cancelled(),
                report.took().toMillis(),
                KernelDumps.tasks(report.stuck()));
    }
}
