package dev.mayfly.jobs.store.admission;

import dev.mayfly.jobs.model.JobId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * How a batch stands. Its members are counted by how they have ended; what comes after it is no
 * member.
 *
 * @param id its identity
 * @param name what it is called
 * @param createdAt when it was submitted
 * @param finishedAt when its last member had ended for the first time; null before
 * @param total how many members it has
 * @param succeeded how many have succeeded
 * @param failed how many have failed for good
 * @param cancelled how many were cancelled
 * @param onCompletion the job that runs when all have ended; null for none
 * @param onSuccess the job that runs when all have succeeded; null for none
 */
public record BatchRecord(
        String id,
        String name,
        Instant createdAt,
        @Nullable Instant finishedAt,
        long total,
        long succeeded,
        long failed,
        long cancelled,
        @Nullable JobId onCompletion,
        @Nullable JobId onSuccess) {

    /**
     * How many members have ended.
     *
     * @return 0 to {@link #total}
     */
    public long done() {
        return succeeded + failed + cancelled;
    }

    /**
     * Tells whether all members have ended.
     *
     * @return false while one has not, also while one runs again
     */
    public boolean isDone() {
        return done() == total;
    }

    /**
     * Tells whether all members have succeeded.
     *
     * @return true if all have ended and none otherwise
     */
    public boolean hasSucceeded() {
        return succeeded == total;
    }
}
