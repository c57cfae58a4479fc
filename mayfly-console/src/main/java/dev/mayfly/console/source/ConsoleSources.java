package dev.mayfly.console.source;

import dev.mayfly.agents.AgentRuntime;
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
import dev.mayfly.console.source.part.AuditParts;
import dev.mayfly.console.source.part.FilterParts;
import dev.mayfly.console.source.part.LintParts;
import dev.mayfly.console.source.part.SharedPages;
import dev.mayfly.console.source.part.Snapshots;
import dev.mayfly.console.source.part.TickedPage;
import dev.mayfly.console.state.AgentsState;
import dev.mayfly.console.state.ConsoleState;
import dev.mayfly.console.state.JobsState;
import dev.mayfly.console.state.LintState;
import dev.mayfly.console.state.Pace;
import dev.mayfly.console.state.StoreOutage;
import dev.mayfly.console.state.live.LiveState;
import dev.mayfly.console.timeline.RecordedLanes;
import dev.mayfly.console.timeline.RunRecorder;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.RunnerInfo;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.lint.Lint;
import dev.mayfly.kernel.lint.Lints;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
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

    private final ConsoleState state;
    private final AuditTrail trail;
    private final boolean payloadsShown;
    private final TraceLink traces;
    private final Snapshots<List<Fragment>> trees;
    private final ZoneId zone;
    private final Snapshots<Map<String, QueueCounters>> counters;
    private final SharedPages pages;
    private final MailboxTrends trends = new MailboxTrends();
    private final Snapshots<Digest> digests;
    private final Snapshots<JobPage> running;
    private final Snapshots<List<RunnerInfo>> runners;

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
        this(
                new LiveState(
                        scheduler, jobs, agents, lints, recorder, pulse.pace(), demo, clock, FRESH),
                trail,
                payloadsShown,
                traces,
                clock.getZone());
    }

    /**
     * Sources over the state of any process.
     *
     * @param state the state
     * @param trail what was done here; empty for a state that is not of this process
     * @param payloadsShown whether payloads and results may be seen, where they are at hand
     * @param traces where traces are shown
     * @param zone of times that are typed without one
     */
    public ConsoleSources(
            ConsoleState state,
            AuditTrail trail,
            boolean payloadsShown,
            TraceLink traces,
            ZoneId zone) {
        this.state = state;
        this.trail = trail;
        this.payloadsShown = payloadsShown;
        this.traces = traces;
        this.trees = new Snapshots<>(() -> TreeParts.of(snapshot()), FRESH);
        this.zone = zone;
        this.counters = new Snapshots<>(jobs()::counters, Duration.ZERO);
        this.pages = new SharedPages(jobs(), this::clock, JobListSource.PAGE);
        var shares = new BusyShares();
        this.digests = new Snapshots<>(() -> digest(shares), FRESH);
        this.running = new Snapshots<>(() -> jobs().query(RUNNING), FRESH);
        this.runners = new Snapshots<>(jobs()::runners, A_SECOND);
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
                    state.isLive() && knowsQueue(bulk.list())
                            ? Optional.of(new BulkSource(this, links, bulk, rights))
                            : Optional.empty();
            case PageRequest.Ticked ticked ->
                    state.isLive()
                            ? Optional.of(
                                    new TickedPage(jobs(), links, ticked, rights, state.now()))
                            : Optional.empty();
            case PageRequest.JobDetail detail ->
                    find(detail.id()).map(job -> new JobDetailSource(this, links, job, rights));
            case PageRequest.Recurring recurring ->
                    Optional.of(new RecurringSource(this, links, rights));
            case PageRequest.Agents every -> Optional.of(new AgentSource(this));
            case PageRequest.Tasks tasks -> Optional.of(new TaskSource(this));
            case PageRequest.TaskTree tree -> Optional.of(new TreePage(trees));
            case PageRequest.Timeline timeline ->
                    state.isLive()
                            ? Optional.of(new TimelinePage(this, timeline.window(), links))
                            : Optional.of(new AbsentPage());
            case PageRequest.Problems problems -> Optional.of(new ProblemPage(state, links));
            case PageRequest.Audit audit ->
                    state.isLive()
                            ? Optional.of(new AuditPage(trail, links, audit))
                            : Optional.empty();
        };
    }

    private Optional<PageSource> openList(PageRequest.JobList list, Links links, Rights rights) {
        PageRequest.JobList known =
                knowsQueue(list) ? list : FilterParts.unknownQueue(list, queues(counters()));
        return Optional.of(new JobListSource(this, links, known, rights));
    }

    private boolean knowsQueue(PageRequest.JobList list) {
        String queue = list.queue();
        return queue == null || queueExists(queue);
    }

    /** The queues of the kernel, and those that the store has counted. */
    Set<String> queues(Map<String, QueueCounters> counters) {
        Set<String> names = new TreeSet<>(counters.keySet());
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
        return state.recording().orElseThrow();
    }

    /** Of one moment there is no picture of what ran when. */
    private record AbsentPage() implements PageSource {
        @Override
        public String template() {
            return "absent";
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
            return false;
        }

        @Override
        public List<Fragment> fragments() {
            return List.of(Fragment.leaf("absent", "parts/common :: empty", Empties.noTimeline()));
        }
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
        return jobs().find(id);
    }

    /** What was found is put into parts elsewhere; nothing else of the application is asked. */
    private record ProblemPage(ConsoleState state, Links links) implements PageSource {
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
            return LintParts.fragments(state.lints(), links);
        }
    }

    /** What was kept is put into parts elsewhere; nothing of the application is asked. */
    private record AuditPage(AuditTrail trail, Links links, PageRequest.Audit page)
            implements PageSource {
        @Override
        public String template() {
            return "audit";
        }

        @Override
        public String title() {
            return "Audit";
        }

        @Override
        public String nav() {
            return "audit";
        }

        @Override
        public List<Fragment> fragments() {
            return AuditParts.of(trail, links, page);
        }
    }

    /** What is wrong, worst first. */
    List<Lint> lints() {
        LintState lints = state.lints();
        return lints == null ? List.of() : lints.current();
    }

    JobsState jobs() {
        return state.jobs();
    }

    /** {@return since when the store of the jobs is gone; null as far as it is known to answer} */
    public @Nullable StoreOutage outage() {
        return state.outage();
    }

    /**
     * Asks the store of the jobs something cheap.
     *
     * @throws dev.mayfly.jobs.store.StoreUnavailableException if it does not answer
     */
    public void askStore() {
        var _ = jobs().counters();
    }

    ConsoleState state() {
        return state;
    }

    Pace pace() {
        return state.pace();
    }

    /** Where jobs are, shared by all who look. */
    Map<String, QueueCounters> counters() {
        return counters.get();
    }

    /** The kernel as the first page shows it. */
    Digest digest() {
        return digests.get();
    }

    /** How busy an engine is shows over some time, which a state that stands still has not. */
    private Digest digest(BusyShares shares) {
        KernelSnapshot kernel = snapshot();
        return Digest.of(
                kernel,
                state.isLive() ? shares.look(kernel.engines(), System.nanoTime()) : Map.of());
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

    /** Stands at the moment of the state, in the zone of times that are typed without one. */
    Clock clock() {
        return Clock.fixed(state.now(), zone);
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

    /** Lets the next look be at the present: who has changed something must see it changed. */
    public void forgetPictures() {
        state.forgetPictures();
        trees.forget();
        counters.forget();
        pages.forget();
        digests.forget();
        running.forget();
    }

    KernelSnapshot snapshot() {
        return state.kernel();
    }

    @Nullable AgentsState agents() {
        return state.agents();
    }

    RetryPolicy retryOf(JobRecord job) {
        return jobs().retryOf(job);
    }
}
