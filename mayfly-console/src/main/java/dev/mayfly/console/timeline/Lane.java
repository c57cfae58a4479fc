package dev.mayfly.console.timeline;

import java.util.List;

/**
 * What ran in one place, one thing at a time: on a carrier, or in one of a queue's slots.
 *
 * @param name the carrier or the queue
 * @param slot which of the queue's slots, from 0; 0 for a carrier
 * @param stretches by their beginning; none begins before the one before it ends
 */
public record Lane(String name, int slot, List<Stretch> stretches) {

    /**
     * A stretch of time in a lane.
     *
     * @param run what ran
     * @param begin by the scheduler's monotonic clock, in nanoseconds
     * @param end likewise
     * @param then why it ended there; for the whole of a run, that it ended or goes on
     */
    public record Stretch(Run run, long begin, long end, Turn.Then then) {}

    /** Copies the stretches. */
    public Lane {
        stretches = List.copyOf(stretches);
    }

    /**
     * How much of a stretch of time is taken.
     *
     * @param from its beginning, by the scheduler's monotonic clock, in nanoseconds
     * @param to its end
     * @return nanoseconds, 0 or more
     */
    public long busyNanos(long from, long to) {
        long sum = 0;
        for (Stretch each : stretches) {
            sum += Turn.overlap(each.begin(), each.end(), from, to);
        }
        return sum;
    }
}
