package dev.mayfly.jobs.model;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One step of a job's life, as a compare-and-set: it takes effect only on a job that is in state
 * {@link #from()} at epoch {@link #epoch()}, and otherwise not at all. Of several steps offered for
 * one state and epoch, exactly one wins.
 *
 * <p>The effect is a pure function, {@link #applyTo}; a store either calls it or does the same by
 * other means, and the contract suite compares.
 */
public sealed interface Transition
        permits StepTransition,
                Transition.Assign,
                Transition.Start,
                Transition.Report,
                Transition.RequestCancel,
                Transition.Succeed,
                Transition.Retry,
                Transition.Fail,
                Transition.Release,
                Transition.Recover,
                Transition.Cancel,
                Transition.Promote,
                Transition.Redrive,
                PolicyTransition {

    /**
     * Which job.
     *
     * @return its id
     */
    JobId id();

    /**
     * The epoch that the job must have.
     *
     * @return the epoch as last read
     */
    long epoch();

    /**
     * The state that the job must be in.
     *
     * @return the state before
     */
    JobState from();

    /**
     * The state that the job is in afterwards, unless this step says otherwise.
     *
     * @return the state after, which may be the same
     */
    JobState to();

    /**
     * The job after this step.
     *
     * @param job the job before; its state and epoch must be those expected
     * @return the new record
     * @throws IllegalArgumentException if the state or the epoch is another
     */
    default JobRecord applyTo(JobRecord job) {
        if (!accepts(job)) {
            throw new IllegalArgumentException(
                    this + " does not apply to a job " + job.state() + " at epoch " + job.epoch());
        }
        var draft = new RecordDraft(job);
        draft.state = to();
        draft.change(this);
        return draft.build();
    }

    /**
     * Tells whether this step may be taken.
     *
     * @param job the job as it is
     * @return true if id, state and epoch are those expected
     */
    default boolean accepts(JobRecord job) {
        return job.epoch() == epoch() && job.state() == from() && job.id().equals(id());
    }

    /**
     * A node takes a job to run it: READY, or SCHEDULED, AWAITING_RETRY or AWAITING_SIGNAL and due,
     * to ASSIGNED, at the next epoch.
     *
     * @param id which job
     * @param epoch the epoch expected; the owner's is one more
     * @param from the state expected
     * @param at when
     * @param owner the node
     * @param incarnation which life of the node's
     */
    record Assign(JobId id, long epoch, JobState from, Instant at, String owner, long incarnation)
            implements Transition {

        /**
         * Checks the state.
         *
         * @throws IllegalArgumentException if a job in it cannot be taken
         */
        public Assign {
            if (from != JobState.READY
                    && from != JobState.SCHEDULED
                    && from != JobState.AWAITING_RETRY
                    && from != JobState.AWAITING_SIGNAL) {
                throw new IllegalArgumentException("a job that is " + from + " cannot be taken");
            }
        }

        @Override
        public JobState to() {
            return JobState.ASSIGNED;
        }
    }

    /**
     * An attempt begins: ASSIGNED to RUNNING; or READY to RUNNING at the next epoch, where a store
     * belongs to one process.
     *
     * @param id which job
     * @param epoch the epoch expected; from READY the attempt's own is one more
     * @param from the state expected
     * @param at when
     * @param owner the node that runs it; of a job that is ASSIGNED its owner
     */
    record Start(JobId id, long epoch, JobState from, Instant at, String owner)
            implements Transition {

        /**
         * Checks the state.
         *
         * @throws IllegalArgumentException if a job in it cannot start
         */
        public Start {
            if (from != JobState.READY && from != JobState.ASSIGNED) {
                throw new IllegalArgumentException("a job that is " + from + " cannot start");
            }
        }

        /**
         * A start without an assignment before it.
         *
         * @param id which job
         * @param epoch the epoch expected; the attempt's own is one more
         * @param at when
         * @param owner the node that runs it
         */
        public Start(JobId id, long epoch, Instant at, String owner) {
            this(id, epoch, JobState.READY, at, owner);
        }

        @Override
        public JobState to() {
            return JobState.RUNNING;
        }
    }

    /**
     * The attempt reports how far it has come; the job stays RUNNING. A report that goes back is
     * accepted and changes nothing.
     *
     * @param id which job
     * @param epoch the attempt's epoch
     * @param progress the report
     */
    record Report(JobId id, long epoch, Progress progress) implements Transition {
        @Override
        public JobState from() {
            return JobState.RUNNING;
        }

        @Override
        public JobState to() {
            return JobState.RUNNING;
        }
    }

    /**
     * Somebody asks the attempt to end; the job stays RUNNING until it does.
     *
     * @param id which job
     * @param epoch the attempt's epoch
     */
    record RequestCancel(JobId id, long epoch) implements Transition {
        @Override
        public JobState from() {
            return JobState.RUNNING;
        }

        @Override
        public JobState to() {
            return JobState.RUNNING;
        }
    }

    /**
     * The attempt returned: RUNNING to SUCCEEDED.
     *
     * @param id which job
     * @param epoch the attempt's epoch
     * @param at when
     * @param result the result as JSON
     * @param progress the attempt's last word
     */
    record Succeed(JobId id, long epoch, Instant at, String result, Progress progress)
            implements Transition {
        @Override
        public JobState from() {
            return JobState.RUNNING;
        }

        @Override
        public JobState to() {
            return JobState.SUCCEEDED;
        }
    }

    /**
     * The attempt failed and there will be another: RUNNING to AWAITING_RETRY.
     *
     * @param id which job
     * @param epoch the attempt's epoch
     * @param at when
     * @param dueAt when the next attempt is due
     * @param error why it failed
     * @param timedOut true if it failed by taking too long
     * @param progress the attempt's last word
     */
    record Retry(
            JobId id,
            long epoch,
            Instant at,
            Instant dueAt,
            JobError error,
            boolean timedOut,
            Progress progress)
            implements Transition {
        @Override
        public JobState from() {
            return JobState.RUNNING;
        }

        @Override
        public JobState to() {
            return JobState.AWAITING_RETRY;
        }
    }

    /**
     * The attempt failed and was the last: RUNNING to FAILED.
     *
     * @param id which job
     * @param epoch the attempt's epoch
     * @param at when
     * @param error why it failed
     * @param timedOut true if it failed by taking too long
     * @param progress the attempt's last word
     */
    record Fail(
            JobId id, long epoch, Instant at, JobError error, boolean timedOut, Progress progress)
            implements Transition {
        @Override
        public JobState from() {
            return JobState.RUNNING;
        }

        @Override
        public JobState to() {
            return JobState.FAILED;
        }
    }

    /**
     * The process stops before or in the middle of the attempt: ASSIGNED or RUNNING back to READY,
     * for a later start.
     *
     * @param id which job
     * @param epoch the owner's epoch
     * @param from the state expected
     * @param at when
     * @param progress the attempt's last word
     */
    record Release(JobId id, long epoch, JobState from, Instant at, Progress progress)
            implements Transition {

        /**
         * Checks the state.
         *
         * @throws IllegalArgumentException if a job in it has no owner
         */
        public Release {
            checkOwned(from);
        }

        /**
         * The release of a job that runs.
         *
         * @param id which job
         * @param epoch the attempt's epoch
         * @param at when
         * @param progress the attempt's last word
         */
        public Release(JobId id, long epoch, Instant at, Progress progress) {
            this(id, epoch, JobState.RUNNING, at, progress);
        }

        @Override
        public JobState to() {
            return JobState.READY;
        }
    }

    /**
     * The owner is lost: ASSIGNED or RUNNING back to READY at the next epoch, so that whatever the
     * old owner still writes is rejected.
     *
     * @param id which job
     * @param epoch the owner's epoch
     * @param from the state expected
     * @param at when
     */
    record Recover(JobId id, long epoch, JobState from, Instant at) implements Transition {

        /**
         * Checks the state.
         *
         * @throws IllegalArgumentException if a job in it has no owner
         */
        public Recover {
            checkOwned(from);
        }

        @Override
        public JobState to() {
            return JobState.READY;
        }
    }

    private static void checkOwned(JobState from) {
        if (from != JobState.ASSIGNED && from != JobState.RUNNING) {
            throw new IllegalArgumentException("a job that is " + from + " has no owner");
        }
    }

    /**
     * The job ends by request: from any state that is not terminal to CANCELLED.
     *
     * @param id which job
     * @param epoch the epoch expected
     * @param from the state expected
     * @param at when
     * @param progress the attempt's last word; null to leave it as it is
     */
    record Cancel(JobId id, long epoch, JobState from, Instant at, @Nullable Progress progress)
            implements Transition {

        /**
         * Checks the state.
         *
         * @throws IllegalArgumentException if it is terminal
         */
        public Cancel {
            if (from.isTerminal()) {
                throw new IllegalArgumentException(
                        "a job that is " + from + " cannot be cancelled");
            }
        }

        @Override
        public JobState to() {
            return JobState.CANCELLED;
        }
    }

    /**
     * The job's time has come: SCHEDULED, AWAITING_RETRY or AWAITING_SIGNAL to READY.
     *
     * @param id which job
     * @param epoch the epoch expected
     * @param from the state expected
     * @param at when
     */
    record Promote(JobId id, long epoch, JobState from, Instant at) implements Transition {

        /**
         * Checks the state.
         *
         * @throws IllegalArgumentException if a job in it does not wait for a time
         */
        public Promote {
            if (from != JobState.SCHEDULED
                    && from != JobState.AWAITING_RETRY
                    && from != JobState.AWAITING_SIGNAL) {
                throw new IllegalArgumentException("a job that is " + from + " waits for no time");
            }
        }

        @Override
        public JobState to() {
            return JobState.READY;
        }
    }

    /**
     * Somebody wants an ended job to run again: FAILED or CANCELLED to READY, at the next epoch and
     * with all its attempts before it.
     *
     * @param id which job
     * @param epoch the epoch expected
     * @param from the state expected
     * @param at when
     * @param fresh whether its steps are forgotten, so that all of them run again; signals that it
     *     was given before are not given again
     */
    record Redrive(JobId id, long epoch, JobState from, Instant at, boolean fresh)
            implements Transition {

        /**
         * A redrive that goes on behind the steps that were finished.
         *
         * @param id which job
         * @param epoch the epoch expected
         * @param from the state expected
         * @param at when
         */
        public Redrive(JobId id, long epoch, JobState from, Instant at) {
            this(id, epoch, from, at, false);
        }

        /**
         * Checks the state.
         *
         * @throws IllegalArgumentException if it is neither FAILED nor CANCELLED
         */
        public Redrive {
            if (from != JobState.FAILED && from != JobState.CANCELLED) {
                throw new IllegalArgumentException(
                        "a job that is " + from + " cannot be run again; only FAILED or CANCELLED");
            }
        }

        @Override
        public JobState to() {
            return JobState.READY;
        }

        /** Nor is one that only looks as if it had failed, since its state is not known here. */
        @Override
        public boolean accepts(JobRecord job) {
            return Transition.super.accepts(job) && job.isStateKnown();
        }
    }
}
