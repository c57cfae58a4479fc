package dev.mayfly.console.source.part;

import dev.mayfly.console.filter.JobFilter;
import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.state.JobsState;
import dev.mayfly.console.view.JobDetail;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The jobs that a job submitted, and those that they submitted. The nearest are shown first, and
 * the work for one look is bounded: at most {@value #MOST_LOOKS} searches, each along an index.
 */
public final class JobFamily {

    /** Searches for one look at one page. */
    static final int MOST_LOOKS = 12;

    /** Children of one job. */
    static final int MOST_OF_ONE = 20;

    /** All that are shown. */
    static final int MOST_SHOWN = 60;

    private final JobsState jobs;
    private final Links links;

    /** By job, its children that are shown, newest first. */
    private final Map<JobId, List<JobRecord>> children = new HashMap<>();

    private boolean cut;

    private JobFamily(JobsState jobs, Links links) {
        this.jobs = jobs;
        this.links = links;
    }

    /**
     * Looks for them.
     *
     * @param job whose
     * @param jobs where they are
     * @param links leads to their pages
     * @return each followed by its own
     */
    public static JobDetail.Children of(JobId job, JobsState jobs, Links links) {
        var family = new JobFamily(jobs, links);
        family.look(job);
        var shown = new ArrayList<JobDetail.Child>();
        family.addTo(shown, job, 1);
        String note = family.cut ? "Not all of them are shown; each has a page of its own." : "";
        var list = PageRequest.JobList.ALL.withFilter(JobFilter.ALL.withParent(job));
        return new JobDetail.Children(shown, note, links.to(list));
    }

    /** Level by level, so that what is cut off is far away. */
    private void look(JobId root) {
        var next = new ArrayDeque<JobId>();
        next.add(root);
        int shown = 0;
        for (int looks = 0; !next.isEmpty(); looks++) {
            int room = Math.min(MOST_OF_ONE, MOST_SHOWN - shown);
            if (looks == MOST_LOOKS || room == 0) {
                cut = true;
                return;
            }
            JobId parent = next.remove();
            JobPage page = jobs.query(JobQuery.ALL.withParent(parent).withLimit(room));
            cut |= page.next() != null;
            children.put(parent, page.jobs());
            page.jobs().forEach(job -> next.add(job.id()));
            shown += page.jobs().size();
        }
    }

    private void addTo(List<JobDetail.Child> shown, JobId parent, int depth) {
        for (JobRecord job : children.getOrDefault(parent, List.of())) {
            shown.add(
                    new JobDetail.Child(
                            "child-" + job.id().value(),
                            depth,
                            job.name(),
                            links.job(job.id()),
                            Pills.of(job.state()),
                            job.queue(),
                            job.submittedAt()));
            addTo(shown, job.id(), depth + 1);
        }
    }
}
