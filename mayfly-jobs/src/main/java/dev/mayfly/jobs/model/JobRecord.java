package dev.mayfly.jobs.model;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * One job as the store knows it at one moment. Times that Mayfly writes are of whole microseconds,
 * which every database keeps exactly: a record that was stored and read again equals the one
 * before.
 *
 * @param envelope what was submitted
 * @param state where the job stands
 * @param attempts how many attempts have started, 0 before the first; one that waits for a signal
 *     is counted again when it goes on, under the number it had
 * @param failures how many attempts have failed since the submission or since the job was last made
 *     ready again by hand; this is what counts against the limit of attempts
 * @param epoch the fencing token: one more each time the job gets another owner, and each time it
 *     is made ready by hand; a write that carries an older one is rejected
 * @param version one more with each step, 0 at the submission
 * @param submittedAt when it was accepted
 * @param startedAt when the latest attempt started; null before the first
 * @param finishedAt when the job reached its terminal state; null before
 * @param changedAt when the state last changed
 * @param dueAt when it is to run; null unless {@link JobState#SCHEDULED}, {@link
 *     JobState#AWAITING_RETRY}, {@link JobState#AWAITING_SIGNAL} or {@link JobState#BLOCKED}
 * @param owner the node that has it; null unless {@link JobState#ASSIGNED} or {@link
 *     JobState#RUNNING}
 * @param incarnation which life of the owner's; 0 without one, and where a store belongs to one
 *     process
 * @param cancelRequested true once somebody asked to cancel it while it ran
 * @param result the result as JSON; null unless {@link JobState#SUCCEEDED}
 * @param error why the latest attempt failed; null if it did not
 * @param progress of the latest attempt
 * @param history the newest 50 finished attempts, oldest first
 * @param waitingFor the name of the signal that it waits for, or for which it has waited in vain
 *     and whose time-out its handler has not been told yet; null otherwise
 * @param signals how many signals were sent to it
 */
public record JobRecord(
        JobEnvelope envelope,
        JobState state,
        int attempts,
        int failures,
        long epoch,
        long version,
        Instant submittedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        Instant changedAt,
        @Nullable Instant dueAt,
        @Nullable String owner,
        long incarnation,
        boolean cancelRequested,
        @Nullable String result,
        @Nullable JobError error,
        Progress progress,
        List<Attempt> history,
        @Nullable String waitingFor,
        long signals) {

    private static final String STATE_UNKNOWN = "dev.mayfly.jobs.store.UnknownStateException";

    /** How many finished attempts a record keeps. */
    public static final int LONGEST_HISTORY = 50;

    /** Copies the history. */
    public JobRecord {
        history = List.copyOf(history);
    }

    /**
     * A job at its submission: READY, or SCHEDULED where a due time is given.
     *
     * @param envelope what was submitted
     * @param at when
     * @param dueAt when it is to run; null for at once
     * @return the record, its epoch 0
     */
    public static JobRecord submitted(JobEnvelope envelope, Instant at, @Nullable Instant dueAt) {
        return new JobRecord(
                envelope,
                dueAt == null ? JobState.READY : JobState.SCHEDULED,
                0,
                0,
                0,
                0,
                at,
                null,
                null,
                at,
                dueAt,
                null,
                0,
                false,
                null,
                null,
                Progress.NONE,
                List.of(),
                null,
                0);
    }

    /**
     * Whether {@link #state()} is the one that is stored. A state of a later version is shown as
     * FAILED, with an {@link #error()} that names it.
     *
     * @return false for such a job: it has not failed, and must not be treated as if it had
     */
    public boolean isStateKnown() {
        return error == null || !error.type().equals(STATE_UNKNOWN);
    }

    /**
     * This new job as one that waits for others.
     *
     * @return a copy that is BLOCKED, and due no earlier than this
     */
    public JobRecord blocked() {
        return new JobRecord(
                envelope,
                JobState.BLOCKED,
                attempts,
                failures,
                epoch,
                version,
                submittedAt,
                startedAt,
                finishedAt,
                changedAt,
                dueAt,
                owner,
                incarnation,
                cancelRequested,
                result,
                error,
                progress,
                history,
                waitingFor,
                signals);
    }

    /**
     * The job's identity.
     *
     * @return the envelope's id
     */
    public JobId id() {
        return envelope.id();
    }

    /**
     * The job's name.
     *
     * @return the envelope's name
     */
    public String name() {
        return envelope.name();
    }

    /**
     * The job's queue.
     *
     * @return the envelope's queue
     */
    public String queue() {
        return envelope.queue();
    }

    /**
     * The job's key.
     *
     * @return what its options say, or its definition said at the submission; null for none
     */
    public @Nullable String key() {
        return envelope.options().key();
    }
}
