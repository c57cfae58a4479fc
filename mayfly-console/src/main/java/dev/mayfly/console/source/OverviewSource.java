package dev.mayfly.console.source;

import dev.mayfly.console.demo.DemoJob;
import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.source.overview.Digest;
import dev.mayfly.console.source.overview.NodeParts;
import dev.mayfly.console.source.part.Pills;
import dev.mayfly.console.source.part.Snapshots;
import dev.mayfly.console.state.Pace;
import dev.mayfly.console.view.BriefJob;
import dev.mayfly.console.view.Figure;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.Overview;
import dev.mayfly.console.view.QueueCard;
import dev.mayfly.console.view.Tone;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The overview. */
final class OverviewSource implements PageSource {
    private static final int BRIEF = 5;
    private static final String UNKNOWN = "Nobody knows while the store cannot be reached.";

    private final ConsoleSources sources;
    private final Links links;
    private final Rights rights;
    private final Snapshots<JobPage> failed;

    OverviewSource(ConsoleSources sources, Links links, Rights rights) {
        this.sources = sources;
        this.links = links;
        this.rights = rights;
        this.failed = sources.pages().open(PageRequest.JobList.ALL.withState(JobState.FAILED));
    }

    @Override
    public String template() {
        return "overview";
    }

    @Override
    public String title() {
        return "Overview";
    }

    @Override
    public String nav() {
        return "overview";
    }

    @Override
    public List<Fragment> fragments() {
        Digest digest = sources.digest();
        KernelSnapshot kernel = digest.kernel();
        Seen seen = look();
        HealthReport.Told told = seen.told();
        List<QueueCard> cards =
                kernel.queues().stream()
                        .map(queue ->
                                QueueCards.of(
                                        queue, sources, told.counters(), digest.oldest(), links))
                        .toList();
        List<Fragment> members =
                cards.stream()
                        .map(card -> Fragment.leaf(card.id(), "parts/overview :: card", card))
                        .toList();
        return List.of(
                Fragment.leaf(
                        "health",
                        "parts/overview :: health",
                        new HealthReport(sources, links, rights).of(kernel, told)),
                Fragment.leaf(
                        "figures",
                        "parts/overview :: figures",
                        figures(kernel, told.counters(), sources.pace())),
                new Fragment(
                        "cards", "parts/overview :: cards", new Overview.Cards(cards), "", members),
                Fragment.leaf("welcome", "parts/overview :: welcome", welcome(told)),
                Fragment.leaf("failures", "parts/overview :: brief", failures(seen)),
                Fragment.leaf("longest", "parts/overview :: brief", longest(seen)),
                Fragment.leaf("nodes", "parts/nodes :: nodes", nodes(seen)),
                Fragment.leaf(
                        "carriers",
                        "parts/nodes :: carriers",
                        new Overview.Carriers(sources.jobs().node(), digest.engines())));
    }

    /**
     * What the store has said, once for all parts of the page.
     *
     * @param running jobs that run
     */
    private record Seen(HealthReport.Told told, JobPage running) {
        boolean isNothing() {
            return told.failure() != null;
        }
    }

    /** A page that says that the store is gone is of more use than one that is gone as well. */
    private Seen look() {
        try {
            return new Seen(
                    new HealthReport.Told(
                            sources.counters(), failed.get().jobs(), sources.runners(), null),
                    sources.running());
        } catch (StoreUnavailableException e) {
            return new Seen(
                    new HealthReport.Told(Map.of(), List.of(), List.of(), e),
                    new JobPage(List.of(), null));
        }
    }

    private Overview.Nodes nodes(Seen seen) {
        return NodeParts.nodes(
                seen.told().runners(),
                sources.jobs().node(),
                seen.running(),
                sources.state().now(),
                links);
    }

    private Overview.Welcome welcome(HealthReport.Told told) {
        return new Overview.Welcome(
                told.failure() == null && DemoJob.noJobEver(told.counters())
                        ? Empties.noJobs(sources, links, null, rights)
                        : null);
    }

    private static Overview.Figures figures(
            KernelSnapshot kernel, Map<String, QueueCounters> counters, Pace throughput) {
        long running = kernel.queues().stream().mapToLong(QueueSnapshot::running).sum();
        long waiting = kernel.queues().stream().mapToLong(QueueSnapshot::waiting).sum();
        double rate =
                kernel.queues().stream().mapToDouble(queue -> throughput.rate(queue.name())).sum();
        long later =
                sum(counters, JobState.SCHEDULED)
                        + sum(counters, JobState.AWAITING_RETRY)
                        + sum(counters, JobState.AWAITING_SIGNAL);
        long failed = sum(counters, JobState.FAILED);
        long done = sum(counters, JobState.SUCCEEDED);
        return new Overview.Figures(
                List.of(
                        new Figure("Running", Words.count(running), slots(kernel), Tone.LINE),
                        new Figure(
                                "Waiting",
                                Words.count(waiting),
                                later == 0
                                        ? "nothing due later"
                                        : Words.count(later) + " more due later",
                                Tone.LINE),
                        new Figure(
                                "Ended per second",
                                Throughput.rate(rate),
                                Double.isNaN(rate) ? "not in a dump" : "over the last 10 s",
                                Tone.LINE),
                        new Figure(
                                "Failed",
                                Words.count(failed),
                                "beside " + Words.count(done) + " that succeeded",
                                failed == 0 ? Tone.LINE : Tone.FAIL)));
    }

    private static String slots(KernelSnapshot kernel) {
        if (kernel.queues().stream().anyMatch(q -> q.concurrency() == Integer.MAX_VALUE)) {
            return "not every queue has a limit";
        }
        long slots = kernel.queues().stream().mapToLong(QueueSnapshot::concurrency).sum();
        return "of " + Words.count(slots) + " slots";
    }

    private static long sum(Map<String, QueueCounters> counters, JobState state) {
        return counters.values().stream().mapToLong(queue -> queue.current(state)).sum();
    }

    private Overview.Brief failures(Seen seen) {
        List<BriefJob> jobs =
                seen.told().failed().stream()
                        .filter(job -> job.state() == JobState.FAILED)
                        .limit(BRIEF)
                        .map(job ->
                                brief(
                                        job,
                                        JobLines.error(job.error()),
                                        Objects.requireNonNullElse(
                                                job.finishedAt(), job.changedAt()),
                                        false))
                        .toList();
        return new Overview.Brief(
                "failures",
                "Latest failures",
                jobs,
                seen.isNothing() ? UNKNOWN : "No job has failed.",
                links.to(PageRequest.JobList.ALL.withState(JobState.FAILED)));
    }

    private Overview.Brief longest(Seen seen) {
        List<BriefJob> jobs =
                seen.running().jobs().stream()
                        .filter(job -> job.startedAt() != null)
                        .sorted(
                                Comparator.comparing(
                                        job -> Objects.requireNonNull(job.startedAt())))
                        .limit(BRIEF)
                        .map(job ->
                                brief(
                                        job,
                                        runningLine(job),
                                        Objects.requireNonNull(job.startedAt()),
                                        true))
                        .toList();
        return new Overview.Brief(
                "longest",
                "Running longest",
                jobs,
                seen.isNothing() ? UNKNOWN : "Nothing is running.",
                links.to(PageRequest.JobList.ALL.withState(JobState.RUNNING)));
    }

    private static String runningLine(JobRecord job) {
        String message = job.progress().message();
        if (message != null && !message.isBlank()) {
            return message;
        }
        String labels = JobLines.labels(job);
        return labels.isEmpty() ? "in " + job.queue() : labels;
    }

    private BriefJob brief(JobRecord job, String line, Instant at, boolean elapsing) {
        return new BriefJob(
                job.name(),
                links.job(job.id()),
                JobLines.shortId(job.id()),
                Pills.of(job.state()),
                line,
                JobLines.bar(job),
                at,
                elapsing);
    }
}
