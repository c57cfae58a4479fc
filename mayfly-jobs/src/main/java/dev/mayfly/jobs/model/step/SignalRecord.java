package dev.mayfly.jobs.model.step;

import java.time.Instant;

/**
 * A signal that was sent to a job.
 *
 * @param number in the order of acceptance, 1 for the job's first
 * @param name which signal
 * @param signalId what its sender calls it, so that one sent again is known; empty for none
 * @param payload as JSON; {@code null} as JSON for none, and once it was taken: the step that the
 *     wait became has it then
 * @param sender who sent it
 * @param at when it was accepted
 * @param taken whether the job has been given it
 */
public record SignalRecord(
        long number,
        String name,
        String signalId,
        String payload,
        String sender,
        Instant at,
        boolean taken) {

    /**
     * This signal once the job has been given it.
     *
     * @return a copy, its payload dropped
     */
    public SignalRecord asTaken() {
        return new SignalRecord(number, name, signalId, "null", sender, at, true);
    }
}
