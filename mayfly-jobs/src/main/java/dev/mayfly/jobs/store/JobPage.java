package dev.mayfly.jobs.store;

import dev.mayfly.jobs.model.JobRecord;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A page of jobs.
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
