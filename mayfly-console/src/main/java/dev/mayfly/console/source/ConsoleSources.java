package dev.mayfly.console.source;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.snapshot.AgentsSnapshot;
import dev.mayfly.console.demo.DemoJob;
import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.source.part.LintParts;
import dev.mayfly.console.source.part.Snapshots;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.lint.Lint;
import dev.mayfly.kernel.lint.Lints;
import dev.mayfly.kernel.snapshot.KernelSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Opens pages: what all of them share, and which source stands behind which address. */
public final class ConsoleSources {
    private static final Duration FRESH = Pulse.BEAT.dividedBy(2);

    private final Scheduler scheduler;
    private final Jobs jobs;
    private final Pulse pulse;
    private final DemoJob demo;
    private final InstantSource clock;
    private final boolean payloadsShown;
    private final Snapshots<KernelSnapshot> snapshots;
    private final @Nullable Snapshots<AgentsSnapshot> agents;
    private final @Nullable Lints lints;

    /**
     * Sources over a kernel, its jobs and its agents.
     *
     * @param scheduler the kernel
     * @param jobs the jobs
     * @param agents the agents; null for an application without
     * @param lints what is wrong; null where nobody looks
     * @param pulse what was heard of kernel and jobs
     * @param demo what a newcomer is offered
     * @param clock the wall clock that durations on the pages count from
     * @param payloadsShown whether payloads and results may be seen
     */
    public ConsoleSources(
            Scheduler scheduler,
            Jobs jobs,
            @Nullable AgentRuntime agents,
            @Nullable Lints lints,
            Pulse pulse,
            DemoJob demo,
            InstantSource clock,
            boolean payloadsShown) {
        this.scheduler = scheduler;
        this.jobs = jobs;
        this.pulse = pulse;
        this.demo = demo;
        this.clock = clock;
        this.payloadsShown = payloadsShown;
        this.snapshots = new Snapshots<>(scheduler::snapshot, FRESH);
        this.lints = lints;
        this.agents = agents == null ? null : new Snapshots<>(agents::snapshot, FRESH);
    }

    /**
     * Opens a page.
     *
     * @param page the page
     * @param links makes its links
     * @param refusal why this reader may not act, naming the property to change; null when the
     *     reader may
     * @return the page; empty when what it shows does not exist
     */
    public Optional<PageSource> open(PageRequest page, Links links, @Nullable String refusal) {
        return switch (page) {
            case PageRequest.Overview overview ->
                    Optional.of(new OverviewSource(this, links, refusal));
            case PageRequest.JobList list -> openList(list, links, refusal);
            case PageRequest.Bulk bulk ->
                    knowsQueue(bulk.list())
                            ? Optional.of(new BulkSource(this, links, bulk, refusal))
                            : Optional.empty();
            case PageRequest.JobDetail detail ->
                    jobs.find(detail.id())
                            .map(job -> new JobDetailSource(this, links, job, refusal));
            case PageRequest.Recurring recurring ->
                    Optional.of(new RecurringSource(this, links, refusal));
            case PageRequest.Agents every -> Optional.of(new AgentSource(this));
            case PageRequest.Tasks tasks -> Optional.of(new TaskSource(this));
            case PageRequest.Problems problems -> Optional.of(new ProblemPage(lints, links));
        };
    }

    private Optional<PageSource> openList(
            PageRequest.JobList list, Links links, @Nullable String refusal) {
        return knowsQueue(list)
                ? Optional.of(new JobListSource(this, links, list, refusal))
                : Optional.empty();
    }

    private boolean knowsQueue(PageRequest.JobList list) {
        String queue = list.queue();
        return queue == null || queueExists(queue);
    }

    /**
     * Whether there is a queue of this name, in the kernel or in the store.
     *
     * @param queue the name
     * @return true if jobs of this queue can be shown
     */
    public boolean queueExists(String queue) {
        return snapshot().queues().stream().anyMatch(each -> each.name().equals(queue))
                || jobs.counters().containsKey(queue);
    }

    /**
     * Finds a job.
     *
     * @param id its id
     * @return the job as it is now
     */
    public Optional<JobRecord> find(JobId id) {
        return jobs.find(id);
    }

    /** What was found is put into parts elsewhere; nothing else of the application is asked. */
    private record ProblemPage(@Nullable Lints lints, Links links) implements PageSource {
        @Override
        public String template() {
            return "problems";
        }

        @Override
        public String title() {
            return "Problems";
        }

        @Override
        public String nav() {
            return "problems";
        }

        @Override
        public List<Fragment> fragments() {
            return LintParts.fragments(lints, links);
        }
    }

    /** What is wrong, worst first. */
    List<Lint> lints() {
        return lints == null ? List.of() : lints.current();
    }

    Jobs jobs() {
        return jobs;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Pulse pulse() {
        return pulse;
    }

    DemoJob demo() {
        return demo;
    }

    InstantSource clock() {
        return clock;
    }

    boolean payloadsShown() {
        return payloadsShown;
    }

    KernelSnapshot snapshot() {
        return snapshots.get();
    }

    @Nullable AgentsSnapshot agents() {
        return agents == null ? null : agents.get();
    }

    RetryPolicy retryOf(JobRecord job) {
        RetryPolicy own = job.envelope().options().retry();
        if (own != null) {
            return own;
        }
        RetryPolicy defined =
                jobs.registry()
                        .find(job.name())
                        .map(JobDefinition::settings)
                        .map(s -> s.retry())
                        .orElse(null);
        return defined != null ? defined : jobs.defaultRetry();
    }
}
