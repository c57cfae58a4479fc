package dev.mayfly.console.timeline;

import org.jspecify.annotations.Nullable;

/**
 * A stretch in which a task had its turn.
 *
 * @param carrier the name of the thread it began on; null where nobody can tell
 * @param begin by the scheduler's monotonic clock, in nanoseconds
 * @param end likewise; that of the recording for a turn that goes on
 * @param then why it ended
 */
public record Turn(@Nullable String carrier, long begin, long end, Then then) {

    /** Why a turn ended. */
    public enum Then {
        /** It has not. */
        GOES_ON,
        /** The task waits in a system call. */
        BLOCKED,
        /** The task outran its quantum and went behind its equals. */
        THROTTLED,
        /** The task ended. */
        ENDED
    }

    /** How much of a stretch is within another, on a clock that may go round. */
    static long overlap(long begin, long end, long from, long to) {
        return Math.max(0, Math.min(end - from, to - from) - Math.max(0, begin - from));
    }
}
