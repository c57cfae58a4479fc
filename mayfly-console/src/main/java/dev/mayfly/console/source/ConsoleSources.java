package dev.mayfly.console.source;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.snapshot.AgentsSnapshot;
import dev.mayfly.console.audit.AuditTrail;
import dev.mayfly.console.demo.DemoJob;
import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.page.TimeWindow;
import dev.mayfly.console.page.TraceLink;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.source.agent.MailboxTrends;
import dev.mayfly.console.source.chart.TimelineParts;
import dev.mayfly.console.source.chart.TreeParts;
import dev.mayfly.console.source.overview.BusyShares;
import dev.mayfly.console.source.overview.Digest;
import dev.mayfly.console.source.part.FilterParts;
import dev.mayfly.console.source.part.LintParts;
import dev.mayfly.console.source.part.SharedPages;
import dev.mayfly.console.source.part.Snapshots;
import dev.mayfly.console.timeline.RecordedLanes;
import dev.mayfly.console.timeline.RunRecorder;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.RunnerInfo;
import dev.mayfly.jobs.store.Runners;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.lint.Lint;
import dev.mayfly.kernel.lint.Lints;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Opens pages: what all of them share, and which source stands behind which address. */
public final class ConsoleSources {
    private static final Duration FRESH = Pulse.BEAT.dividedBy(2);
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final JobQuery RUNNING =
            JobQuery.ALL.withStates(Set.of(JobState.RUNNING)).withLimit(200);

    private final Scheduler scheduler;
    private final Jobs jobs;
    private final Pulse pulse;
    private final DemoJob demo;
    private final AuditTrail trail;
    private final Clock clock;
    private final boolean payloadsShown;
    private final TraceLink traces;
    private final Snapshots<KernelSnapshot> snapshots;
    private final @Nullable Snapshots<AgentsSnapshot> agents;
    private final Snapshots<RecordedLanes> recordings;
    private final Snapshots<List<Fragment>> trees;
    private final Snapshots<Map<String, QueueCounters>> counters;
    private final SharedPages pages;
    private final MailboxTrends trends = new MailboxTrends();
    private final Snapshots<Digest> digests;
    private final Snapshots<JobPage> running;
    private final Snapshots<List<RunnerInfo>> runners;
    private final @Nullable Lints lints;

    /**
     * Sources over a kernel, its jobs and its agents.
     *
     * @param scheduler the kernel
     * @param jobs the jobs
     * @param agents the agents; null for an application without
     * @param lints what is wrong; null where nobody looks
     * @param recorder what ran when
     * @param pulse what was heard of kernel and jobs
     * @param demo what a newcomer is offered
     * @param trail who did what
     * @param clock the wall clock that durations on the pages count from, and the zone of times
     *     that are typed without one
     * @param payloadsShown whether payloads and results may be seen
     * @param traces where traces are shown
     */
    public ConsoleSources(
            Scheduler scheduler,
            Jobs jobs,
            @Nullable AgentRuntime agents,
            @Nullable Lints lints,
            RunRecorder recorder,
            Pulse pulse,
            DemoJob demo,
            AuditTrail trail,
            Clock clock,
            boolean payloadsShown,
            TraceLink traces) {
        this.scheduler = scheduler;
        this.jobs = jobs;
        this.pulse = pulse;
        this.demo = demo;
        this.trail = trail;
        this.clock = clock;
        this.payloadsShown = payloadsShown;
        this.traces = traces;
        this.snapshots = new Snapshots<>(scheduler::snapshot, FRESH);
        this.recordings =
                new Snapshots<>(() -> RecordedLanes.of(recorder.look(snapshot().tasks())), FRESH);
        this.trees = new Snapshots<>(() -> TreeParts.of(snapshot()), FRESH);
        this.counters = new Snapshots<>(jobs::counters, Duration.ZERO);
        this.pages = new SharedPages(jobs, clock, JobListSource.PAGE);
        var shares = new BusyShares();
        this.digests =
                new Snapshots<>(
                        () ->
                                Digest.of(
                                        snapshot(),
                                        shares.look(snapshot().engines(), System.nanoTime())),
                        FRESH);
        this.running = new Snapshots<>(() -> jobs.query(RUNNING), FRESH);
        this.runners =
                new Snapshots<>(
                        () -> jobs.store().runners().map(Runners::list).orElse(List.of()),
                        A_SECOND);
        this.lints = lints;
        this.agents = agents == null ? null : new Snapshots<>(agents::snapshot, FRESH);
    }

    /**
     * Opens a page.
     *
     * @param page the page
     * @param links makes its links
     * @param rights what this reader may do
     * @return the page; empty when what it shows does not exist
     */
    public Optional<PageSource> open(PageRequest page, Links links, Rights rights) {
        return switch (page) {
            case PageRequest.Overview overview ->
                    Optional.of(new OverviewSource(this, links, rights));
            case PageRequest.JobList list -> openList(list, links, rights);
            case PageRequest.Bulk bulk ->
                    knowsQueue(bulk.list())
                            ? Optional.of(new BulkSource(this, links, bulk, rights))
                            : Optional.empty();
            case PageRequest.JobDetail detail ->
                    jobs.find(detail.id())
                            .map(job -> new JobDetailSource(this, links, job, rights));
            case PageRequest.Recurring recurring ->
                    Optional.of(new RecurringSource(this, links, rights));
            case PageRequest.Agents every -> Optional.of(new AgentSource(this));
            case PageRequest.Tasks tasks -> Optional.of(new TaskSource(this));
            case PageRequest.TaskTree tree -> Optional.of(new TreePage(trees));
            case PageRequest.Timeline timeline ->
                    Optional.of(new TimelinePage(this, timeline.window(), links));
            case PageRequest.Problems problems -> Optional.of(new ProblemPage(lints, links));
            case PageRequest.Audit audit -> Optional.of(new AuditSource(trail, links, audit));
        };
    }

    private Optional<PageSource> openList(PageRequest.JobList list, Links links, Rights rights) {
        PageRequest.JobList known =
                knowsQueue(list) ? list : FilterParts.unknownQueue(list, queues());
        return Optional.of(new JobListSource(this, links, known, rights));
    }

    private boolean knowsQueue(PageRequest.JobList list) {
        String queue = list.queue();
        return queue == null || queueExists(queue);
    }

    private Set<String> queues() {
        Set<String> names = new TreeSet<>(counters().keySet());
        snapshot().queues().forEach(queue -> names.add(queue.name()));
        return names;
    }

    /**
     * Whether there is a queue of this name, in the kernel or in the store.
     *
     * @param queue the name
     * @return true if jobs of this queue can be shown
     */
    public boolean queueExists(String queue) {
        return snapshot().queues().stream().anyMatch(each -> each.name().equals(queue))
                || counters().containsKey(queue);
    }

    /**
     * What ran when, shared by all who look.
     *
     * @return the recording as it is now; the first look begins it
     */
    public RecordedLanes recording() {
        return recordings.get();
    }

    /** The same for all who look. */
    private record TreePage(Snapshots<List<Fragment>> trees) implements PageSource {
        @Override
        public String template() {
            return "tree";
        }

        @Override
        public String title() {
            return "Tree";
        }

        @Override
        public String nav() {
            return "tasks";
        }

        @Override
        public List<Fragment> fragments() {
            return trees.get();
        }
    }

    /** Drawn once a second at most, however often it is looked at. */
    private static final class TimelinePage implements PageSource {
        private final ConsoleSources sources;
        private final TimeWindow window;
        private final Links links;
        private Instant drawnAt = Instant.MIN;
        private List<Fragment> drawn = List.of();

        TimelinePage(ConsoleSources sources, TimeWindow window, Links links) {
            this.sources = sources;
            this.window = window;
            this.links = links;
        }

        @Override
        public String template() {
            return "timeline";
        }

        @Override
        public String title() {
            return "Timeline";
        }

        @Override
        public String nav() {
            return "tasks";
        }

        @Override
        public boolean isLive() {
            return window.until() == null;
        }

        @Override
        public List<Fragment> fragments() {
            RecordedLanes recorded = sources.recording();
            Instant second = recorded.recording().takenAt().truncatedTo(ChronoUnit.SECONDS);
            if (!second.equals(drawnAt)) {
                drawn = TimelineParts.of(recorded, window, links);
                drawnAt = second;
            }
            return drawn;
        }
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

    /** Where jobs are, shared by all who look. */
    Map<String, QueueCounters> counters() {
        return counters.get();
    }

    /** The kernel as the first page shows it. */
    Digest digest() {
        return digests.get();
    }

    /** Jobs that run, newest first, at most 200. */
    JobPage running() {
        return running.get();
    }

    /** The nodes; none where the store belongs to one process. */
    List<RunnerInfo> runners() {
        return runners.get();
    }

    MailboxTrends trends() {
        return trends;
    }

    SharedPages pages() {
        return pages;
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

    Clock clock() {
        return clock;
    }

    boolean payloadsShown() {
        return payloadsShown;
    }

    TraceLink traces() {
        return traces;
    }

    /** The engine of a queue with its mode, where this process has the queue. */
    Optional<String> engine(String queue) {
        KernelSnapshot kernel = snapshot();
        return kernel.queues().stream()
                .filter(each -> each.name().equals(queue))
                .findFirst()
                .map(QueueSnapshot::engine)
                .map(name ->
                        kernel.engines().stream()
                                .filter(each -> each.name().equals(name))
                                .findFirst()
                                .map(each -> name + ", " + each.mode())
                                .orElse(name));
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
