package dev.mayfly.jobs.store.admission;

import dev.mayfly.jobs.model.JobRecord;

import org.jspecify.annotations.Nullable;

/** What became of one submission. */
public sealed interface SubmissionOutcome {

    /**
     * The job that stands for the submission.
     *
     * @return as it is now
     */
    JobRecord job();

    /**
     * It is a job.
     *
     * @param job as it was added
     * @param replacedBefore the job whose place it took, before that; null if there was none
     * @param replacedAfter the same, CANCELLED; null if there was none
     */
    record Added(
            JobRecord job, @Nullable JobRecord replacedBefore, @Nullable JobRecord replacedAfter)
            implements SubmissionOutcome {

        /**
         * A job that took nobody's place.
         *
         * @param job as it was added
         */
        public Added(JobRecord job) {
            this(job, null, null);
        }
    }

    /**
     * An earlier job stands for it, and was not changed.
     *
     * @param job the earlier one
     */
    record Kept(JobRecord job) implements SubmissionOutcome {}

    /**
     * A job that waits has taken its payload.
     *
     * @param before that job before
     * @param job that job now
     */
    record Renewed(JobRecord before, JobRecord job) implements SubmissionOutcome {}
}
