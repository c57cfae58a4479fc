package dev.mayfly.jobs.store;

import dev.mayfly.jobs.model.JobRecord;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A page of jobs. One that is shorter than was asked for need not be the last: a store may look at
 * so many jobs for one page and no more, and leave those before to the next.
 *
 * @param jobs those accepted last first
 * @param next for {@link JobQuery#withAfter}; null if this was the last page
 */
public record JobPage(List<JobRecord> jobs, @Nullable JobCursor next) {

    /** Copies the list. */
    public JobPage {
        jobs = List.copyOf(jobs);
    }
}
