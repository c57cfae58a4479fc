package dev.mayfly.jobs.model;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * One finished attempt of a job.
 *
 * @param number counted from 1 over the job's whole life
 * @param startedAt when its body began
 * @param finishedAt when it ended
 * @param outcome how it ended
 * @param error why it failed, without the trace; null unless it failed or timed out
 */
public record Attempt(
        int number,
        Instant startedAt,
        Instant finishedAt,
        Outcome outcome,
        @Nullable JobError error) {

    /** How an attempt ended. */
    public enum Outcome {
        /** With a result. */
        SUCCEEDED,
        /** With an exception. */
        FAILED,
        /** It took longer than its time-out. */
        TIMED_OUT,
        /** Somebody cancelled the job. */
        CANCELLED,
        /** The process shut down; the attempt does not count against the limit. */
        RELEASED,
        /** Its node was lost while it ran; the attempt does not count against the limit. */
        LOST
    }

    /**
     * How long the attempt took by the wall clock.
     *
     * @return the time from start to end, never negative
     */
    public Duration duration() {
        Duration took = Duration.between(startedAt, finishedAt);
        return took.isNegative() ? Duration.ZERO : took;
    }
}
