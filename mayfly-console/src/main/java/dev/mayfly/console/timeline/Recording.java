package dev.mayfly.console.timeline;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What the recorder knows.
 *
 * @param since when the recording was begun, wall time
 * @param takenAt when this was read, wall time
 * @param from how far the recording reaches back, by the scheduler's monotonic clock, in
 *     nanoseconds
 * @param to when this was read, likewise
 * @param oneIn of how many tasks one is recorded: 1 for all
 * @param runs by their start
 */
public record Recording(
        Instant since, Instant takenAt, long from, long to, int oneIn, List<Run> runs) {

    /** Nanoseconds in 64 bits reach 292 years; an address may ask for any. */
    private static final Duration FARTHEST = Duration.ofDays(3_653);

    /** Copies the runs. */
    public Recording {
        runs = List.copyOf(runs);
    }

    /**
     * A reading of the monotonic clock as wall time, by how far it is from when this was read.
     *
     * @param nanos the reading
     * @return wall time
     */
    public Instant wall(long nanos) {
        return takenAt.plusNanos(nanos - to);
    }

    /**
     * A wall time as a reading of the monotonic clock.
     *
     * @param at wall time; what is further than ten years from when this was read is as far as that
     * @return the reading
     */
    public long nanos(Instant at) {
        Instant earliest = takenAt.minus(FARTHEST);
        Instant latest = takenAt.plus(FARTHEST);
        Instant within = at.isBefore(earliest) ? earliest : at.isAfter(latest) ? latest : at;
        return to + takenAt.until(within, ChronoUnit.NANOS);
    }
}
