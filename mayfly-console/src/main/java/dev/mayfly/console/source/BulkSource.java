package dev.mayfly.console.source;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.page.PageRequest.Bulk.Verb;
import dev.mayfly.console.security.Operation;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.source.part.JobCount;
import dev.mayfly.console.source.part.Pills;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.JobDetail;
import dev.mayfly.console.view.JobList;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.admission.BatchRecord;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The question whether all jobs of a list are meant. It is counted once, when it is asked, and says
 * when that was: a question whose number changes while it is read cannot be answered.
 */
final class BulkSource implements PageSource {

    private final ConsoleSources sources;
    private final Links links;
    private final PageRequest.Bulk page;
    private final String back;
    private final Rights rights;

    BulkSource(ConsoleSources sources, Links links, PageRequest.Bulk page, Rights rights) {
        this.sources = sources;
        this.links = links;
        PageRequest.JobList list = page.list();
        Clock clock = sources.clock();
        // "2h ago" is another time when the answer comes: it is about the jobs that were counted.
        var meant = list.filter().pinned(clock.instant(), clock.getZone());
        this.page = new PageRequest.Bulk(page.verb(), list.withFilter(meant));
        this.back = links.to(list);
        this.rights = rights;
    }

    @Override
    public String template() {
        return "bulk";
    }

    @Override
    public String title() {
        return page.verb() == Verb.RETRY ? "Retry many jobs" : "Cancel many jobs";
    }

    @Override
    public String nav() {
        return "jobs";
    }

    @Override
    public boolean isLive() {
        return false;
    }

    @Override
    public List<Fragment> fragments() {
        return List.of(Fragment.leaf("bulk", "parts/bulk :: question", question()));
    }

    private JobList.Bulk question() {
        JobCount count = JobCount.of(sources.jobs(), page);
        boolean retry = page.verb() == Verb.RETRY;
        boolean nothing = count.jobs() == 0;
        String what = retry ? "Retry " : "Cancel ";
        String title =
                nothing
                        ? "There is no job to " + what.toLowerCase(Locale.ROOT).strip()
                        : what + words(count) + "?";
        return new JobList.Bulk(
                title,
                nothing ? "None of the jobs of this list is in a state for it." : sentence(retry),
                filters(),
                links.bulkAction(page),
                nothing ? null : what + (count.more() ? "all of them" : words(count)),
                retry && !nothing,
                !retry,
                back,
                rights.refusal(operation(page.verb())),
                null);
    }

    private static Operation operation(Verb verb) {
        return switch (verb) {
            case RETRY -> Operation.RETRY_MANY;
            case CANCEL -> Operation.CANCEL_MANY;
        };
    }

    private static String sentence(boolean retry) {
        return retry
                ? "They become ready at once, with all their attempts before them again. Jobs that"
                        + " come to match before you confirm are retried too."
                : "Those that wait will not start; those that run are interrupted at their next"
                        + " step, and what they have done is not undone. Jobs that come to match"
                        + " before you confirm are cancelled too.";
    }

    private static String words(JobCount count) {
        return (count.more() ? "more than " : "") + HealthReport.count(count.jobs(), "job");
    }

    private List<JobDetail.Fact> filters() {
        PageRequest.JobList list = page.list();
        List<JobDetail.Fact> facts = new ArrayList<>();
        facts.add(fact("Queue", list.queue() == null ? "all queues" : list.queue()));
        facts.add(
                fact(
                        "State",
                        Arrays.stream(JobState.values())
                                .filter(JobCount.states(page)::contains)
                                .map(state -> Pills.of(state).label())
                                .collect(Collectors.joining(", "))));
        if (list.name() != null) {
            facts.add(fact("Name", list.name()));
        }
        if (list.batch() != null) {
            facts.add(
                    fact(
                            "Batch",
                            sources.jobs()
                                    .batch(list.batch())
                                    .map(BatchRecord::name)
                                    .orElse(list.batch())));
        }
        if (list.filter().rest() != null) {
            facts.add(fact("Filter", list.filter().typed()));
        }
        facts.add(new JobDetail.Fact("Counted", "", false, sources.clock().instant(), null));
        return List.copyOf(facts);
    }

    private static JobDetail.Fact fact(String label, String value) {
        return new JobDetail.Fact(label, value.isEmpty() ? "none" : value, false, null, null);
    }

    /**
     * What can be done with all jobs of a list.
     *
     * @param shown the states of the jobs that the list shows now
     */
    static JobList.BulkOffers offers(
            ConsoleSources sources,
            Links links,
            PageRequest.JobList list,
            Set<JobState> shown,
            Rights rights) {
        List<JobList.BulkOffer> offers = new ArrayList<>();
        for (Verb verb : Verb.values()) {
            PageRequest.Bulk bulk = new PageRequest.Bulk(verb, list.withAfter(null));
            boolean some =
                    list.filter().isCounted()
                            ? JobCount.of(sources.jobs(), bulk).jobs() > 0
                            : shown.stream().anyMatch(JobCount.states(bulk)::contains);
            if (some) {
                boolean retry = verb == Verb.RETRY;
                offers.add(
                        new JobList.BulkOffer(
                                retry ? "Retry all" : "Cancel all",
                                retry ? "retry" : "failed",
                                links.to(bulk),
                                !retry,
                                rights.refusal(operation(verb))));
            }
        }
        return new JobList.BulkOffers(List.copyOf(offers));
    }
}
