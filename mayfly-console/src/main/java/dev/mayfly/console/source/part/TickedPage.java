package dev.mayfly.console.source.part;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.page.PageRequest.Bulk.Verb;
import dev.mayfly.console.page.TickedJobs;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.security.Operation;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.source.PageSource;
import dev.mayfly.console.state.JobsState;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.JobDetail;
import dev.mayfly.console.view.JobList;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The question whether the jobs are meant whose rows were ticked. Each is looked at once, when it
 * is asked: those that have moved on are named, and do not count.
 *
 * @param jobs where they are
 * @param links makes the links
 * @param page which jobs, and what is to be done with them
 * @param rights what the reader may do
 * @param now when it is asked
 */
public record TickedPage(
        JobsState jobs, Links links, PageRequest.Ticked page, Rights rights, Instant now)
        implements PageSource {
    private static final int MOST_NAMED = 10;
    private static final int SHORT_ID = 8;

    @Override
    public String template() {
        return "bulk";
    }

    @Override
    public String title() {
        return page.verb() == Verb.RETRY ? "Retry ticked jobs" : "Cancel ticked jobs";
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
        String mistake = page.jobs().mistake();
        if (mistake != null) {
            return none("These jobs cannot be asked about", mistake, List.of());
        }
        List<JobId> ids = page.jobs().ids();
        Map<JobId, JobRecord> found = jobs.find(ids);
        return ids.stream()
                .filter(id -> !found.containsKey(id))
                .findFirst()
                .map(id -> none("One of these jobs is not here", unknown(id), List.of()))
                .orElseGet(() -> question(ids.stream().map(found::get).toList()));
    }

    private JobList.Bulk question(List<JobRecord> ticked) {
        List<JobRecord> meant = ticked.stream().filter(this::isMeant).toList();
        List<JobRecord> others = ticked.stream().filter(job -> !isMeant(job)).toList();
        List<JobDetail.Fact> facts = facts(meant, others, ticked.size());
        boolean retry = page.verb() == Verb.RETRY;
        if (meant.isEmpty()) {
            return none(
                    retry ? "There is no job to retry" : "There is no job to cancel",
                    retry
                            ? "None of the ticked jobs has failed or was cancelled."
                            : "All of the ticked jobs have ended.",
                    facts);
        }
        String what = (retry ? "Retry " : "Cancel ") + counted(meant.size());
        return new JobList.Bulk(
                what + "?",
                sentence(retry),
                facts,
                links.tickedAction(page),
                what,
                retry,
                !retry,
                links.to(page.list()),
                rights.refusal(operation(page.verb())),
                TickedJobs.of(ticked.stream().map(JobRecord::id).toList()).text());
    }

    /** Whether something would be done with it, as far as this version knows its state. */
    private boolean isMeant(JobRecord job) {
        return page.verb().concerns(job.state()) && job.isStateKnown();
    }

    private JobList.Bulk none(String title, String sentence, List<JobDetail.Fact> facts) {
        return new JobList.Bulk(
                title, sentence, facts, "", null, false, false, links.to(page.list()), null, null);
    }

    /**
     * What the reader is told of an id that no job has.
     *
     * @param id the id
     * @return sentences that say what to do
     */
    public static String unknown(JobId id) {
        return "There is no job \""
                + id.value()
                + "\", one of the ticked jobs, the values of \""
                + TickedJobs.PARAMETER
                + "\": it was removed since it was ticked, or never was here. Go back to the list,"
                + " which does not have it, and tick the rows again.";
    }

    private static Operation operation(Verb verb) {
        return switch (verb) {
            case RETRY -> Operation.RETRY_TICKED;
            case CANCEL -> Operation.CANCEL_TICKED;
        };
    }

    private static String sentence(boolean retry) {
        return (retry
                        ? "They become ready at once, with all their attempts before them again."
                        : "Those that wait will not start; those that run are interrupted at their"
                                + " next step, and what they have done is not undone.")
                + " Each is looked at again when you confirm: what has moved on by then stays as it"
                + " is, and is counted.";
    }

    private List<JobDetail.Fact> facts(List<JobRecord> meant, List<JobRecord> others, int ticked) {
        List<JobDetail.Fact> facts = new ArrayList<>();
        facts.add(fact("Ticked", counted(ticked)));
        if (!meant.isEmpty()) {
            facts.add(fact("Meant", named(meant)));
        }
        if (!others.isEmpty()) {
            facts.add(fact("Not meant", named(others)));
        }
        facts.add(new JobDetail.Fact("Looked at", "", false, now, null));
        return List.copyOf(facts);
    }

    private static JobDetail.Fact fact(String label, String value) {
        return new JobDetail.Fact(label, value, false, null, null);
    }

    private static String named(List<JobRecord> jobs) {
        int more = jobs.size() - MOST_NAMED;
        return jobs.stream()
                        .limit(MOST_NAMED)
                        .map(TickedPage::named)
                        .collect(Collectors.joining(", "))
                + (more > 0 ? ", and " + more + (more == 1 ? " other" : " others") : "");
    }

    private static String named(JobRecord job) {
        String id = job.id().value();
        return job.name()
                + " "
                + id.substring(Math.max(0, id.length() - SHORT_ID))
                + " ("
                + Pills.of(job.state()).label().toLowerCase(Locale.ROOT)
                + ")";
    }

    private static String counted(int jobs) {
        return Words.count(jobs) + (jobs == 1 ? " job" : " jobs");
    }

    /**
     * The form that takes the ticks of a list.
     *
     * @param links makes its address
     * @param list the list
     * @param rows whether it has a row
     * @param rights what the reader may do
     * @return null where the reader may not act on jobs together
     */
    public static JobList.@Nullable Ticks ticks(
            Links links, PageRequest.JobList list, boolean rows, Rights rights) {
        return mayTick(rights)
                ? new JobList.Ticks(links.ticked(), fields(list), rows, TickedJobs.MOST)
                : null;
    }

    /**
     * Whether a reader has a use for ticks.
     *
     * @param rights what the reader may do
     * @return false where all that they offer would be refused
     */
    public static boolean mayTick(Rights rights) {
        return rights.refusal(Operation.RETRY_TICKED) == null
                || rights.refusal(Operation.CANCEL_TICKED) == null;
    }

    private static List<JobList.Field> fields(PageRequest.JobList list) {
        List<JobList.Field> fields = new ArrayList<>();
        list.parameters().forEach((name, value) -> fields.add(new JobList.Field(name, value)));
        return List.copyOf(fields);
    }
}
