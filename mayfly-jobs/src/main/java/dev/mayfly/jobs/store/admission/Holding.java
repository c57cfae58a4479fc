package dev.mayfly.jobs.store.admission;

import dev.mayfly.jobs.model.JobRecord;

/**
 * The job that has a claim, as far as it is kept.
 *
 * @param job as it is now
 * @param payloadHash of the submission that made the claim
 */
public record Holding(JobRecord job, String payloadHash) {}
