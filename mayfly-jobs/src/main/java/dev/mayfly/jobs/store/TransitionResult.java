package dev.mayfly.jobs.store;

import dev.mayfly.jobs.model.JobRecord;

import org.jspecify.annotations.Nullable;

/** What became of a transition. */
public sealed interface TransitionResult {

    /**
     * It took effect.
     *
     * @param before the job before
     * @param after the job now
     */
    record Applied(JobRecord before, JobRecord after) implements TransitionResult {}

    /**
     * It did not: the job was in another state or at another epoch, which means that somebody else
     * was faster.
     *
     * @param current the job as it is; null if it is not here
     */
    record Rejected(@Nullable JobRecord current) implements TransitionResult {}

    /**
     * It did not, since the store cannot keep what it brings: another try would be refused alike.
     * The job is as it was before.
     *
     * @param reason names the value, the place and the fix
     */
    record Refused(UnstorableException reason) implements TransitionResult {}
}
