package dev.mayfly.jobs.model.step;

import java.time.Instant;

/**
 * One decision of a job that later runs of its handler find made: a finished step with its result,
 * or the end of a wait for a signal.
 *
 * @param kind what was decided
 * @param name of the step or the signal
 * @param occurrence which wait for a signal of that name it was, 1 for the first; 1 for a step
 * @param result the step's result, or the signal's payload, as JSON; {@code null} as JSON for none
 * @param sender who sent the signal; empty for a step and a time-out
 * @param attempt in which attempt it was decided, counted from 1
 * @param at when the step ended, the signal was sent, or the time-out was told
 */
public record StepRecord(
        Kind kind,
        String name,
        int occurrence,
        String result,
        String sender,
        int attempt,
        Instant at) {

    /** What was decided. */
    public enum Kind {
        /** A step ran to its end. */
        STEP,
        /** A signal came. */
        SIGNAL,
        /** No signal came in time. */
        TIMEOUT
    }

    /**
     * A finished step.
     *
     * @param name its name
     * @param result as JSON
     * @param attempt in which attempt
     * @param at when it ended
     * @return the record
     */
    public static StepRecord finished(String name, String result, int attempt, Instant at) {
        return new StepRecord(Kind.STEP, name, 1, result, "", attempt, at);
    }

    /**
     * What tells the decisions of one job apart: steps and waits have names of their own, and the
     * waits for one name are counted.
     *
     * @return at most 220 characters
     */
    public String key() {
        return kind == Kind.STEP ? stepKey(name) : waitKey(name, occurrence);
    }

    /**
     * The key of a step.
     *
     * @param name its name
     * @return as {@link #key()} has it
     */
    public static String stepKey(String name) {
        return "step:" + name;
    }

    /**
     * The key of a wait for a signal.
     *
     * @param name of the signal
     * @param occurrence 1 for the first wait for that name
     * @return as {@link #key()} has it
     */
    public static String waitKey(String name, int occurrence) {
        return "wait:" + occurrence + ":" + name;
    }
}
