package dev.mayfly.jobs.store.admission;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.PolicyTransition;
import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.jobs.model.policy.Predecessors;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * When a job that waits for others may go on: a pure function that all stores call, in the
 * transaction in which the last of the others ends.
 */
public final class Blocking {

    private static final int ID_SHOWN = 8;

    private Blocking() {}

    /**
     * The jobs that a job comes after.
     *
     * @param job which
     * @return their ids
     */
    public static List<JobId> predecessors(JobRecord job) {
        Predecessors after = job.envelope().options().policies().after();
        return after == null ? List.of() : after.jobs().stream().map(JobId::new).toList();
    }

    /**
     * A submission as it is added: BLOCKED if there is something that it may have to wait for.
     *
     * @param job the submission
     * @return the job
     */
    public static JobRecord atFirst(JobRecord job) {
        return !predecessors(job).isEmpty() || closes(job) ? job.blocked() : job;
    }

    /**
     * Tells whether a job comes after a batch.
     *
     * @param job which
     * @return false for members, and jobs of no batch
     */
    public static boolean closes(JobRecord job) {
        BatchPart part = job.envelope().options().policies().batch();
        return part != null && part.role() != BatchPart.Role.MEMBER;
    }

    /**
     * The batch that a job is a member of.
     *
     * @param job which
     * @return the batch's id; null if it is a member of none
     */
    public static @Nullable String memberOf(JobRecord job) {
        BatchPart part = job.envelope().options().policies().batch();
        return part != null && part.role() == BatchPart.Role.MEMBER ? part.batch() : null;
    }

    /**
     * What a job does when others have ended that it waited for.
     *
     * @param job the job
     * @param ended those of the others that have ended now
     * @param open whether it waits for more
     * @param at when
     * @return the step; null if it waits on, or does not wait
     */
    public static @Nullable PolicyTransition step(
            JobRecord job, List<Ended> ended, boolean open, Instant at) {
        if (job.state() != JobState.BLOCKED) {
            return null;
        }
        Predecessors after = job.envelope().options().policies().after();
        if (after != null && !after.evenIfFailed()) {
            for (Ended other : ended) {
                if (other.state() != JobState.SUCCEEDED) {
                    return dismiss(
                            job,
                            at,
                            "skipped since "
                                    + other.name()
                                    + " "
                                    + brief(other.id())
                                    + " "
                                    + other.state());
                }
            }
        }
        return open ? null : PolicyTransition.Unblock.of(job, at);
    }

    /**
     * What a job does when the batch has ended that it comes after.
     *
     * @param job the job
     * @param batch how the batch has ended
     * @param at when
     * @return the step; null if the job does not wait any longer
     */
    public static @Nullable PolicyTransition step(JobRecord job, BatchRecord batch, Instant at) {
        BatchPart part = job.envelope().options().policies().batch();
        if (job.state() != JobState.BLOCKED || part == null) {
            return null;
        }
        if (part.role() == BatchPart.Role.ON_SUCCESS && !batch.hasSucceeded()) {
            return dismiss(
                    job,
                    at,
                    "skipped since "
                            + (batch.total() - batch.succeeded())
                            + " of "
                            + batch.total()
                            + " jobs of batch "
                            + batch.name()
                            + " have not succeeded");
        }
        return PolicyTransition.Unblock.of(job, at);
    }

    /**
     * Refuses a submission that is to come after jobs that are not here.
     *
     * @param job the submission
     * @param missing the ids that are not known
     * @throws IllegalArgumentException if there are any
     */
    public static void refuseUnknown(JobRecord job, List<JobId> missing) {
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "job \""
                            + job.name()
                            + "\" is to come after "
                            + missing
                            + ", which the store does not have: they were never submitted, or have"
                            + " ended and were removed; submit the first ones first");
        }
    }

    /**
     * Refuses a submission to a batch that has ended.
     *
     * @param job the submission
     * @param batch the batch
     * @throws IllegalStateException if it has ended
     */
    public static void refuseEnded(JobRecord job, BatchRecord batch) {
        if (batch.finishedAt() != null) {
            throw new IllegalStateException(
                    "job \""
                            + job.name()
                            + "\" is for batch \""
                            + batch.name()
                            + "\" ("
                            + batch.id()
                            + "), which has ended at "
                            + batch.finishedAt()
                            + "; only a job of a batch can add to it, and while it runs");
        }
    }

    /**
     * A batch after a member has moved on.
     *
     * @param batch before
     * @param from the member's state before
     * @param to its state now
     * @return the batch as it counts now
     */
    public static BatchRecord counted(BatchRecord batch, JobState from, JobState to) {
        return new BatchRecord(
                batch.id(),
                batch.name(),
                batch.createdAt(),
                batch.finishedAt(),
                batch.total(),
                batch.succeeded() + change(JobState.SUCCEEDED, from, to),
                batch.failed() + change(JobState.FAILED, from, to),
                batch.cancelled() + change(JobState.CANCELLED, from, to),
                batch.onCompletion(),
                batch.onSuccess());
    }

    private static int change(JobState counted, JobState from, JobState to) {
        return (to == counted ? 1 : 0) - (from == counted ? 1 : 0);
    }

    /**
     * A batch whose last member has ended.
     *
     * @param batch before
     * @param at when
     * @return the batch, ended
     */
    public static BatchRecord finished(BatchRecord batch, Instant at) {
        return new BatchRecord(
                batch.id(),
                batch.name(),
                batch.createdAt(),
                at,
                batch.total(),
                batch.succeeded(),
                batch.failed(),
                batch.cancelled(),
                batch.onCompletion(),
                batch.onSuccess());
    }

    /**
     * The jobs that come after a batch.
     *
     * @param batch which
     * @return none to two
     */
    public static List<JobId> closers(BatchRecord batch) {
        return Stream.of(batch.onCompletion(), batch.onSuccess())
                .flatMap(Stream::ofNullable)
                .toList();
    }

    private static PolicyTransition dismiss(JobRecord job, Instant at, String reason) {
        return new PolicyTransition.Dismiss(job.id(), job.epoch(), job.state(), at, reason);
    }

    /**
     * An id as people are shown it.
     *
     * @param id the whole
     * @return its last 8 characters
     */
    public static String brief(String id) {
        return id.length() <= ID_SHOWN ? id : id.substring(id.length() - ID_SHOWN);
    }

    /**
     * A job that has ended.
     *
     * @param id its id
     * @param name its name
     * @param state how
     */
    public record Ended(String id, String name, JobState state) {

        /**
         * What matters of a record.
         *
         * @param job one that has ended
         * @return its id, name and state
         */
        public static Ended of(JobRecord job) {
            return new Ended(job.id().value(), job.name(), job.state());
        }
    }
}
