package dev.mayfly.console.source.part;

import dev.mayfly.console.filter.JobFilter;
import dev.mayfly.console.filter.JobFilter.Text;
import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.view.Empty;
import dev.mayfly.console.view.JobList;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a list of jobs says of its filter. */
public final class FilterParts {
    private static final int MOST_NAMED = 20;

    private FilterParts() {}

    /**
     * The field, and what is wrong with what stands in it.
     *
     * @param page the list
     * @param links makes its links
     * @return its part
     */
    public static JobList.Search search(PageRequest.JobList page, Links links) {
        JobFilter filter = page.filter();
        JobFilter.Unread unread = filter.unread();
        String typed = filter.typed();
        return new JobList.Search(
                links.jobs(),
                typed,
                typed.isEmpty() ? null : links.jobs(),
                unread == null ? List.of() : unread.mistakes(),
                note(filter.text()));
    }

    /** What stores cannot tell apart is said, since actions on the list concern all of it. */
    private static @Nullable String note(@Nullable Text text) {
        return text != null && text.where() == Text.Where.ID
                ? "Listed is also what has the text in its name, its labels or its error."
                : null;
    }

    /**
     * What stands where no job matches of those that were looked at.
     *
     * @param filter what was looked for
     * @return why, and how to look further
     */
    public static Empty noneSoFar(JobFilter filter) {
        return new Empty(
                "No job matches so far",
                "A page looks at so many jobs and no more; those before are looked at on the next:"
                        + " Older, below. A state makes it faster. Looked for: "
                        + filter.typed(),
                null);
    }

    /**
     * What stands where no job matches.
     *
     * @param page the list
     * @param links makes its links
     * @return why, and where to look instead
     */
    public static Empty noMatch(PageRequest.JobList page, Links links) {
        JobFilter filter = page.filter();
        List<Empty.Link> elsewhere = new ArrayList<>();
        if (filter.unread() != null) {
            elsewhere.add(new Empty.Link("All jobs", links.jobs()));
            return new Empty(
                    "No job is shown",
                    "Nothing is looked for until the filter can be read: what is wrong with it"
                            + " stands below the field.",
                    null,
                    elsewhere,
                    null);
        }
        if (!filter.states().isEmpty()) {
            elsewhere.add(new Empty.Link("In every state", links.to(page.withState(null))));
        }
        if (filter.queue() != null) {
            elsewhere.add(new Empty.Link("In every queue", links.to(page.withQueue(null))));
        }
        if (filter.from() != null || filter.until() != null) {
            JobFilter ever = filter.ever();
            elsewhere.add(new Empty.Link("At any time", links.to(page.withFilter(ever))));
        }
        elsewhere.add(new Empty.Link("All jobs", links.jobs()));
        return new Empty(
                "No job matches",
                "Jobs appear here as soon as all conditions hold: " + filter.typed(),
                null,
                elsewhere,
                null);
    }

    /**
     * A list of a queue that does not exist.
     *
     * @param list which jobs
     * @param known the queues that there are
     * @return a list of no jobs that says so
     */
    public static PageRequest.JobList unknownQueue(PageRequest.JobList list, Set<String> known) {
        String names = String.join(", ", known.stream().sorted().limit(MOST_NAMED).toList());
        return list.withFilter(
                JobFilter.unread(
                        list.filter().typed(),
                        List.of(
                                "There is no queue \""
                                        + list.queue()
                                        + "\". There are "
                                        + names
                                        + (known.size() > MOST_NAMED ? " and others." : "."))));
    }
}
