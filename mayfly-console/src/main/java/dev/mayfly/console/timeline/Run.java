package dev.mayfly.console.timeline;

import dev.mayfly.kernel.task.TaskState;

import java.util.List;

/**
 * One task from its start to its end.
 *
 * @param task the number of the task
 * @param name its name, cut to 200 characters
 * @param queue its queue, likewise
 * @param state how it ended, or where it is
 * @param begin when it started, by the scheduler's monotonic clock, in nanoseconds
 * @param end when it ended; that of the recording for one that goes on
 * @param beganEarlier whether it started before the recording reaches back, so that {@code begin}
 *     is where that begins
 * @param turns when it had its turn, oldest first; between them it waited
 */
public record Run(
        long task,
        String name,
        String queue,
        TaskState state,
        long begin,
        long end,
        boolean beganEarlier,
        List<Turn> turns) {

    /** Copies the turns. */
    public Run {
        turns = List.copyOf(turns);
    }

    /**
     * How long it had its turn within a stretch of time.
     *
     * @param from the beginning of the stretch, by the scheduler's monotonic clock, in nanoseconds
     * @param to its end
     * @return nanoseconds, 0 or more
     */
    public long turnNanos(long from, long to) {
        long sum = 0;
        for (Turn turn : turns) {
            sum += Turn.overlap(turn.begin(), turn.end(), from, to);
        }
        return sum;
    }
}
