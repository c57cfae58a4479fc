package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.model.JobId;

/**
 * What a job waits on that waits for the end of another; its text completes "waits for a signal
 * on".
 *
 * @param job the job waited for
 * @param waiter the number of the kernel task that waits
 */
record AwaitedJob(JobId job, long waiter) {
    @Override
    public String toString() {
        return "end of job " + job;
    }
}
