package dev.mayfly.jobs.model;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** Steps that a job takes since another job was submitted or has ended. */
public sealed interface PolicyTransition extends Transition {

    /**
     * Tells whether a job has not begun, or waits to begin again.
     *
     * @param state the job's
     * @return false for one that runs or has ended
     */
    static boolean waits(JobState state) {
        return !state.isTerminal() && state != JobState.RUNNING;
    }

    private static void checkWaits(JobState from) {
        if (!waits(from)) {
            throw new IllegalArgumentException("a job that is " + from + " does not wait");
        }
    }

    /**
     * A later submission is one with a job that waits: it takes the payload. A job that was
     * ASSIGNED becomes READY at the next epoch, since its owner has the payload before.
     *
     * @param id which job
     * @param epoch the epoch expected
     * @param from the state expected
     * @param at when
     * @param payload the payload of the later submission
     * @param dueAt when it is due now; null to leave that as it is
     */
    record Renew(
            JobId id,
            long epoch,
            JobState from,
            Instant at,
            String payload,
            @Nullable Instant dueAt)
            implements PolicyTransition {

        /**
         * Checks the state.
         *
         * @throws IllegalArgumentException if the job does not wait
         */
        public Renew {
            checkWaits(from);
        }

        @Override
        public JobState to() {
            if (dueAt != null) {
                return JobState.SCHEDULED;
            }
            return from == JobState.ASSIGNED ? JobState.READY : from;
        }
    }

    /**
     * A job that waits ends since another one makes it needless or impossible: to CANCELLED, with
     * the reason as its error.
     *
     * @param id which job
     * @param epoch the epoch expected
     * @param from the state expected
     * @param at when
     * @param reason for people
     */
    record Dismiss(JobId id, long epoch, JobState from, Instant at, String reason)
            implements PolicyTransition {

        /** The type of the error of a job that was dismissed. */
        public static final String ERROR_TYPE = "dismissed";

        /**
         * Checks the state.
         *
         * @throws IllegalArgumentException if the job does not wait
         */
        public Dismiss {
            checkWaits(from);
        }

        @Override
        public JobState to() {
            return JobState.CANCELLED;
        }
    }

    /**
     * All that a job had to wait for has ended: BLOCKED to READY, or SCHEDULED if its own time has
     * not come.
     *
     * @param id which job
     * @param epoch the epoch expected
     * @param at when
     * @param to READY or SCHEDULED
     */
    record Unblock(JobId id, long epoch, Instant at, JobState to) implements PolicyTransition {

        /**
         * Checks the state.
         *
         * @throws IllegalArgumentException if it is another
         */
        public Unblock {
            if (to != JobState.READY && to != JobState.SCHEDULED) {
                throw new IllegalArgumentException("a blocked job does not become " + to);
            }
        }

        @Override
        public JobState from() {
            return JobState.BLOCKED;
        }

        /**
         * The step of a job whose wait is over.
         *
         * @param job the job, BLOCKED
         * @param at when
         * @return the step
         */
        public static Unblock of(JobRecord job, Instant at) {
            Instant due = job.dueAt();
            boolean early = due != null && due.isAfter(at);
            return new Unblock(
                    job.id(), job.epoch(), at, early ? JobState.SCHEDULED : JobState.READY);
        }
    }
}
