package dev.mayfly.console.source;

import dev.mayfly.console.filter.JobFilter;
import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.source.part.BatchParts;
import dev.mayfly.console.source.part.FilterParts;
import dev.mayfly.console.source.part.JobCount;
import dev.mayfly.console.source.part.Pills;
import dev.mayfly.console.source.part.QueueActions;
import dev.mayfly.console.source.part.Snapshots;
import dev.mayfly.console.source.part.SuggestionParts;
import dev.mayfly.console.source.part.TickedPage;
import dev.mayfly.console.state.JobsState;
import dev.mayfly.console.view.Action;
import dev.mayfly.console.view.Empty;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.JobList;
import dev.mayfly.console.view.JobRow;
import dev.mayfly.console.view.Problem;
import dev.mayfly.console.view.QueueCard;
import dev.mayfly.console.view.Tone;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobCursor;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A list of jobs, of one queue or of all. */
final class JobListSource implements PageSource {
    static final int PAGE = 25;

    private static final Set<JobState> ALL_STATES = Set.of(JobState.values());

    /** Rows that left the list and may still be held on a screen: these are kept right too. */
    private static final int LINGERING = 50;

    private final ConsoleSources sources;
    private final Links links;
    private final PageRequest.JobList page;
    private final Rights rights;
    private final JobFilter filter;
    private final Snapshots<JobPage> pages;
    private final Set<JobId> lingering = new LinkedHashSet<>();
    private final SuggestionParts suggestions = new SuggestionParts();
    private Set<JobId> shown = Set.of();
    private @Nullable BatchParts batchParts;

    JobListSource(ConsoleSources sources, Links links, PageRequest.JobList page, Rights rights) {
        this.sources = sources;
        this.links = links;
        this.page = page;
        this.filter = page.filter();
        this.pages = sources.pages().open(page);
        this.rights = rights;
    }

    @Override
    public String template() {
        return "jobs";
    }

    @Override
    public String title() {
        String queue = page.queue();
        return queue == null ? "All jobs" : queue;
    }

    @Override
    public String nav() {
        return "jobs";
    }

    @Override
    public List<Fragment> fragments() {
        Map<String, QueueCounters> counters = sources.counters();
        JobPage found = pages.get();
        Map<JobId, JobRow> rows = new LinkedHashMap<>();
        Collection<JobRecord> gone = lingering(found);
        Map<JobId, String> reasons = reasons(found.jobs(), gone);
        found.jobs().forEach(job -> rows.put(job.id(), row(job, reasons)));
        List<Fragment> fragments = new ArrayList<>();
        fragments.add(Fragment.leaf("list-head", "parts/jobs :: head", heading(counters)));
        promises().ifPresent(fragments::add);
        fragments.add(
                Fragment.leaf("search", "parts/jobs :: search", FilterParts.search(page, links)));
        fragments.addAll(suggested(found, counters));
        fragments.add(Fragment.leaf("filters", "parts/jobs :: filters", filters(counters)));
        fragments.add(Fragment.leaf("bulk-offers", "parts/jobs :: bulk", offers(found)));
        fragments.add(rowsFragment(List.copyOf(rows.values()), isCutShort(found)));
        ticks(!rows.isEmpty()).ifPresent(fragments::add);
        fragments.add(Fragment.leaf("pager", "parts/jobs :: pager", pager(found, counters)));
        gone.stream()
                .map(job -> row(job, reasons))
                .forEach(row -> fragments.add(Fragment.leaf(row.id(), "parts/jobs :: row", row)));
        return fragments;
    }

    /**
     * Apart from the field: what is known changes with a deployment, what was seen with the jobs.
     */
    private List<Fragment> suggested(JobPage found, Map<String, QueueCounters> counters) {
        JobsState jobs = sources.jobs();
        return List.of(
                Fragment.leaf(
                        "job-conditions",
                        "parts/jobs :: conditions",
                        SuggestionParts.known(sources.queues(counters), jobs)),
                Fragment.leaf(
                        "seen-conditions",
                        "parts/jobs :: seenConditions",
                        suggestions.seen(found.jobs(), jobs.names())));
    }

    private JobList.BulkOffers offers(JobPage found) {
        Set<JobState> shown = EnumSet.noneOf(JobState.class);
        if (filter.unread() != null) {
            return new JobList.BulkOffers(List.of());
        }
        found.jobs().forEach(job -> shown.add(job.state()));
        return BulkSource.offers(sources, links, page, shown, rights);
    }

    private Optional<Fragment> ticks(boolean rows) {
        return Optional.ofNullable(TickedPage.ticks(links, page, rows, rights))
                .map(ticks -> Fragment.leaf("ticks", "parts/jobs :: ticks", ticks));
    }

    /** The store has looked at as many jobs as it does for one page, and not at those before. */
    private static boolean isCutShort(JobPage found) {
        return found.next() != null && found.jobs().size() < PAGE;
    }

    private Fragment rowsFragment(List<JobRow> rows, boolean cutShort) {
        Empty empty = !rows.isEmpty() ? null : cutShort ? FilterParts.noneSoFar(filter) : empty();
        boolean ticks = TickedPage.mayTick(rights);
        JobList.Rows model = new JobList.Rows(rows, page.queue() == null, empty, ticks);
        List<Fragment> members =
                rows.stream()
                        .map(row -> Fragment.leaf(row.id(), "parts/jobs :: row", row))
                        .toList();
        return new Fragment(
                "rows", "parts/jobs :: rows", model, empty == null ? "" : empty, members);
    }

    /** The jobs that have left the list since it was opened, as they are now. */
    private Collection<JobRecord> lingering(JobPage found) {
        Set<JobId> now = found.jobs().stream().map(JobRecord::id).collect(Collectors.toSet());
        lingering.addAll(shown);
        lingering.removeAll(now);
        shown = now;
        while (lingering.size() > LINGERING) {
            lingering.remove(lingering.iterator().next());
        }
        if (lingering.isEmpty()) {
            return List.of();
        }
        Map<JobId, JobRecord> kept = sources.jobs().find(lingering);
        lingering.retainAll(kept.keySet());
        return kept.values();
    }

    private Map<JobId, String> reasons(List<JobRecord> found, Collection<JobRecord> gone) {
        return JobLines.reasons(
                Stream.concat(found.stream(), gone.stream()).toList(), sources.jobs());
    }

    private JobRow row(JobRecord job, Map<JobId, String> reasons) {
        return new JobRow(
                "job-" + job.id().value(),
                job.name(),
                links.job(job.id()),
                JobLines.shortId(job.id()),
                page.queue() == null ? job.queue() : null,
                Pills.of(job.state()),
                JobLines.line(job, reasons),
                JobLines.bar(job),
                JobLines.attempts(job, sources.retryOf(job)),
                job.submittedAt(),
                job.state() == JobState.RUNNING ? job.startedAt() : null,
                JobLines.took(job),
                TickedPage.mayTick(rights) ? job.id().value() : null);
    }

    private JobList.Head head(Map<String, QueueCounters> counters) {
        String name = page.queue();
        if (name == null) {
            long jobs = JobCount.kept(counters, page, ALL_STATES);
            return new JobList.Head(
                    "All jobs",
                    "",
                    List.of(
                            HealthReport.count(jobs, "job"),
                            HealthReport.count(sources.snapshot().queues().size(), "queue")),
                    null);
        }
        QueueSnapshot queue = QueueCards.find(sources.snapshot().queues(), name);
        if (queue == null) {
            Problem gone =
                    new Problem(
                            Tone.FAIL,
                            "warn",
                            "This queue is no longer configured.",
                            "Its jobs wait until mayfly.queues names it again.");
            return new JobList.Head(name, "Queue", List.of(), gone);
        }
        QueueCard card = QueueCards.of(queue, sources, counters, Map.of(), links);
        return new JobList.Head(
                name,
                "Queue",
                QueueRuleParts.facts(queue, sources.jobs()),
                List.of(action(queue)),
                QueueRuleParts.problem(queue, sources.jobs()),
                card,
                QueueRuleParts.limits(queue, engines(), sources.jobs(), links, rights),
                null);
    }

    private List<String> engines() {
        return sources.snapshot().engines().stream().map(EngineSnapshot::name).toList();
    }

    private Optional<Fragment> promises() {
        String queue = page.queue();
        return queue == null
                ? Optional.empty()
                : QueueRuleParts.promises(queue, "What this queue promises", sources);
    }

    private JobList.Head heading(Map<String, QueueCounters> counters) {
        String batch = page.batch();
        return batch == null ? head(counters) : batchHead(batch);
    }

    private JobList.Head batchHead(String id) {
        BatchRecord batch = sources.jobs().batch(id).orElse(null);
        if (batch == null) {
            Problem gone =
                    new Problem(
                            Tone.OVER,
                            "info",
                            "This batch is not here.",
                            "It was removed with its last job, or there never was one.");
            return new JobList.Head("Batch " + id, "Batch", List.of(), gone);
        }
        BatchParts parts = batchParts;
        if (parts == null) {
            parts = new BatchParts(sources.jobs(), links, id);
            batchParts = parts;
        }
        return parts.head(batch, rights);
    }

    private Action action(QueueSnapshot queue) {
        String name = queue.name();
        return queue.paused()
                ? QueueActions.resume(name, "Resume", links, rights)
                : QueueActions.pause(name, "Pause", links, rights);
    }

    private JobList.Filters filters(Map<String, QueueCounters> counters) {
        PageRequest.JobList list = filter.unread() == null ? page : PageRequest.JobList.ALL;
        List<JobList.Filter> filters = new ArrayList<>();
        long all = 0;
        for (JobState state : JobState.values()) {
            long count = JobCount.kept(counters, page, Set.of(state));
            all += count;
            filters.add(
                    new JobList.Filter(
                            Pills.of(state).label(),
                            Pills.of(state),
                            counted(count),
                            links.to(list.withState(state)),
                            filter.states().contains(state)));
        }
        filters.addFirst(
                new JobList.Filter(
                        "All",
                        null,
                        counted(all),
                        links.to(list.withState(null)),
                        filter.unread() == null && filter.states().isEmpty()));
        return new JobList.Filters(List.copyOf(filters));
    }

    /**
     * What is counted is counted by queue; of one name or batch nobody knows how many there are.
     */
    private String counted(long count) {
        return filter.isCounted() ? Words.count(count) : "";
    }

    private JobList.Pager pager(JobPage found, Map<String, QueueCounters> counters) {
        JobCursor next = found.next();
        long all = JobCount.kept(counters, page, filter.effectiveStates());
        boolean first = page.after() == null;
        String counted =
                found.jobs().isEmpty()
                        ? ""
                        : (first ? "The newest " : "")
                                + found.jobs().size()
                                + (filter.isCounted() ? " of " + Words.count(all) : "");
        String note =
                !isCutShort(found)
                        ? counted
                        : (counted.isEmpty() ? "" : counted + ". ")
                                + "Jobs before these were not looked at yet: "
                                + (found.jobs().isEmpty() ? "none so far matches." : "see Older.");
        return new JobList.Pager(
                first ? null : links.to(page.withAfter(null)),
                next == null ? null : links.to(page.withAfter(next.value())),
                note);
    }

    private Empty empty() {
        JobState state = page.state();
        String name = page.name();
        if (name != null && filter.withQueue(null).withStates(Set.of()).equals(ofName(name))) {
            return Empties.noneOfName(sources, links, page, name);
        }
        if (state != null && filter.withStates(Set.of()).isCounted()) {
            return new Empty(
                    "No job is in this state",
                    "Jobs appear here while they are "
                            + Pills.of(state).label().toLowerCase(Locale.ROOT)
                            + ".",
                    null);
        }
        return filter.isCounted()
                ? Empties.noJobs(sources, links, page.queue(), rights)
                : FilterParts.noMatch(page, links);
    }

    private static JobFilter ofName(String name) {
        return JobFilter.ALL.withName(name);
    }
}
