package dev.mayfly.jobs.model;

import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.model.step.StepRecord;

import java.time.Instant;

/**
 * A change of a job that goes together with one of its steps or signals. A store that applies it
 * keeps the step or the signal in the same transaction, or does neither.
 *
 * <p><b>Why no signal is lost.</b> Each signal adds one to {@link JobRecord#signals()}, and a job
 * that goes to wait says how many it has seen. Had another come meanwhile, the job is READY instead
 * of waiting, and looks again. Both are changes of one record, so one of them is first.
 */
public sealed interface StepTransition extends Transition {

    /**
     * A step has ended, or a wait for a signal: the job stays RUNNING, and the decision is stored.
     *
     * @param id which job
     * @param epoch the attempt's epoch
     * @param step what to store
     * @param signal the number of the signal that the job is given with it; 0 for none
     */
    record Decide(JobId id, long epoch, StepRecord step, long signal) implements StepTransition {
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
     * The job waits for a signal: RUNNING to AWAITING_SIGNAL. To READY instead where a signal has
     * come that it has not seen, and to CANCELLED where somebody has asked for that. The attempt is
     * not over: it goes on under its number when the wait ends.
     *
     * @param id which job
     * @param epoch the attempt's epoch
     * @param at when
     * @param dueAt when it has waited long enough
     * @param signal the name of the signal
     * @param seen how many signals to this job the attempt has seen
     * @param progress the attempt's last word so far
     */
    record AwaitSignal(
            JobId id,
            long epoch,
            Instant at,
            Instant dueAt,
            String signal,
            long seen,
            Progress progress)
            implements StepTransition {
        @Override
        public JobState from() {
            return JobState.RUNNING;
        }

        @Override
        public JobState to() {
            return JobState.AWAITING_SIGNAL;
        }
    }

    /**
     * Somebody sends a signal. A job that waits for it becomes READY, any other stays as it is. Of
     * several senders with one number exactly one wins, the others look and count again.
     *
     * @param id which job
     * @param epoch the epoch expected
     * @param from the state expected
     * @param signal what to store; its number is one more than the job has signals
     */
    record Signal(JobId id, long epoch, JobState from, SignalRecord signal)
            implements StepTransition {

        /**
         * Checks the state.
         *
         * @throws IllegalArgumentException if it is terminal
         */
        public Signal {
            if (from.isTerminal()) {
                throw new IllegalArgumentException("a job that is " + from + " takes no signals");
            }
        }

        @Override
        public JobState to() {
            return from;
        }

        @Override
        public boolean accepts(JobRecord job) {
            return StepTransition.super.accepts(job) && job.signals() == signal.number() - 1;
        }
    }
}
