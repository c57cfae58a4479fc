package dev.mayfly.jobs.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The attempts that follow a failure, if each of them fails at once in the same way; after the last
 * one the job is kept as FAILED. {@link RetryPolicy#preview} makes it.
 *
 * <p>Of a policy with very many attempts only the next {@value #MOST} are here, and {@link #more}
 * says how many follow.
 *
 * @param attempts the next attempts, in order; empty if the job is kept as FAILED at once
 * @param more how many attempts follow those
 */
public record RetryPreview(List<NextAttempt> attempts, int more) {

    /** So many attempts are worked out at most. */
    public static final int MOST = 20;

    /** No further attempt: the job is kept as FAILED. */
    public static final RetryPreview NONE = new RetryPreview(List.of(), 0);

    /** Copies the attempts. */
    public RetryPreview {
        attempts = List.copyOf(attempts);
    }

    /**
     * An attempt to come. What an attempt runs for is not known before and not counted: one that
     * takes a minute puts all that follow it off by a minute.
     *
     * @param number counted from 1 over the failures of the job: attempts that were given back at a
     *     shutdown, or lost with their node, do not count
     * @param shortest the shortest wait before it
     * @param longest the longest wait before it; the same where the policy has no jitter
     * @param earliest when it is due at the earliest, if every wait before it is the shortest
     * @param latest when it is due at the latest, if every wait before it is the longest
     */
    public record NextAttempt(
            int number, Duration shortest, Duration longest, Instant earliest, Instant latest) {

        /**
         * Whether the time is known exactly.
         *
         * @return false where jitter leaves it open
         */
        public boolean isExact() {
            return earliest.equals(latest);
        }
    }

    /**
     * Whether there is another attempt.
     *
     * @return false if the job is kept as FAILED
     */
    public boolean isRetried() {
        return !attempts.isEmpty();
    }
}
