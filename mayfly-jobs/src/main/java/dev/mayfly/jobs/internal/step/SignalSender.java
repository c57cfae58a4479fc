package dev.mayfly.jobs.internal.step;

import dev.mayfly.jobs.handler.PayloadCodec;
import dev.mayfly.jobs.handler.PayloadException;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.StepTransition;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.step.SignalOptions;
import dev.mayfly.jobs.step.SignalRejectedException;
import dev.mayfly.jobs.step.SignalRejectedException.Reason;
import dev.mayfly.jobs.store.JobStore;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * Sends signals to jobs. What a job has had so far is read, the signal is offered as the next one,
 * and if another was faster, this is done again: so each signal id counts once and the bound holds,
 * without a lock that processes would have to share.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class SignalSender {

    private final Sender sender;
    private final Json json;

    /** The process that sends. */
    public interface Sender {

        /**
         * Where jobs are.
         *
         * @return always the same
         */
        JobStore store();

        /**
         * The name of this process.
         *
         * @return always the same
         */
        String node();

        /**
         * The time.
         *
         * @return in whole microseconds
         */
        Instant now();

        /**
         * Takes a step.
         *
         * @param step which
         * @return the job now; null if the store refused
         */
        @Nullable JobRecord apply(Transition step);

        /**
         * A job has become READY.
         *
         * @param job which
         */
        void ready(JobRecord job);
    }

    /**
     * Makes a sender.
     *
     * @param sender this process
     * @param codec makes JSON of payloads
     */
    public SignalSender(Sender sender, PayloadCodec codec) {
        this.sender = sender;
        this.json = new Json(codec);
    }

    /**
     * Sends a signal.
     *
     * @param id to which job
     * @param name which signal
     * @param payload what comes with it; null for nothing
     * @param options the sender and the signal's id
     * @return true if it is new; false if the job has had one of that id before
     */
    public boolean send(JobId id, String name, @Nullable Object payload, SignalOptions options) {
        return sendEncoded(id, name, json.encode(payload, payloadOf(name, id)), options);
    }

    /**
     * Sends a signal whose payload is JSON already.
     *
     * @param id to which job
     * @param name which signal
     * @param text the payload
     * @param options the sender and the signal's id
     * @return as {@link #send}
     */
    public boolean sendJson(JobId id, String name, String text, SignalOptions options) {
        String trimmed = text.isBlank() ? Json.NONE : text.strip();
        checkSize(id, name, trimmed);
        json.decode(trimmed, Object.class, payloadOf(name, id));
        return sendEncoded(id, name, trimmed, options);
    }

    private static String payloadOf(String name, JobId id) {
        return "the payload of signal \"" + name + "\" to job " + id;
    }

    private static void checkSize(JobId id, String name, String text) {
        int size = Limits.excess(text);
        if (size > 0) {
            throw new PayloadException(
                    payloadOf(name, id)
                            + " has "
                            + size
                            + " bytes of JSON, and may have "
                            + Limits.LARGEST
                            + "; store it elsewhere and send where it is",
                    null);
        }
    }

    private boolean sendEncoded(JobId id, String name, String text, SignalOptions options) {
        Limits.checkSignalName(name);
        checkSize(id, name, text);
        while (true) {
            JobRecord job = sender.store().find(id).orElse(null);
            if (job == null) {
                throw new SignalRejectedException(
                        Reason.UNKNOWN_JOB,
                        "there is no job "
                                + id
                                + " to send signal \""
                                + name
                                + "\" to; it never was, or was removed since it ended");
            }
            List<SignalRecord> known = sender.store().signals(id); // after the job: see accepts()
            if (isKnown(known, options.id())) {
                return false;
            }
            checkAccepts(job, known, name);
            if (offer(job, name, text, options)) {
                return true;
            }
        }
    }

    private static boolean isKnown(List<SignalRecord> known, String signalId) {
        return !signalId.isEmpty()
                && known.stream().anyMatch(signal -> signal.signalId().equals(signalId));
    }

    private static void checkAccepts(JobRecord job, List<SignalRecord> known, String name) {
        if (!job.isStateKnown()) {
            JobError why = job.error();
            throw new SignalRejectedException(
                    Reason.UNKNOWN_STATE,
                    "job "
                            + job.id()
                            + " is sent no signal \""
                            + name
                            + "\" from here: "
                            + (why == null ? "" : why.message()));
        }
        if (job.state().isTerminal()) {
            throw new SignalRejectedException(
                    Reason.ENDED,
                    "job "
                            + job.id()
                            + " is "
                            + job.state()
                            + " and takes no signal \""
                            + name
                            + "\" any more");
        }
        long pending = known.stream().filter(signal -> !signal.taken()).count();
        if (pending >= Limits.MOST_PENDING) {
            throw new SignalRejectedException(
                    Reason.TOO_MANY,
                    "job "
                            + job.id()
                            + " has "
                            + pending
                            + " signals that it has not taken, which is the most, and does not take"
                            + " signal \""
                            + name
                            + "\"; send it when the job has taken some");
        }
    }

    private boolean offer(JobRecord job, String name, String text, SignalOptions options) {
        var signal =
                new SignalRecord(
                        job.signals() + 1,
                        name,
                        options.id(),
                        text,
                        options.sender().isEmpty() ? sender.node() : options.sender(),
                        sender.now(),
                        false);
        JobRecord after =
                sender.apply(new StepTransition.Signal(job.id(), job.epoch(), job.state(), signal));
        if (after == null) {
            return false;
        }
        if (after.state() == JobState.READY && job.state() == JobState.AWAITING_SIGNAL) {
            sender.ready(after);
        }
        return true;
    }
}
