package dev.mayfly.kernel;

import dev.mayfly.kernel.snapshot.TaskSnapshot;

import java.time.Duration;
import java.util.List;

/**
 * What came of a shutdown.
 *
 * @param outcome clean or timed out
 * @param drained tasks that were alive when it began and ended by themselves
 * @param cancelled tasks that were cancelled: at the deadline, or at once where they waited in a
 *     paused queue
 * @param stuck tasks that had not ended two seconds after they were cancelled, with what they were
 *     doing; their threads are daemons and do not keep the process alive
 * @param took how long the shutdown took
 */
public record ShutdownReport(
        Outcome outcome, long drained, int cancelled, List<TaskSnapshot> stuck, Duration took) {

    /** How a shutdown ended. */
    public enum Outcome {
        /** Every task ended by itself before the deadline. */
        CLEAN,
        /** Tasks had to be cancelled. */
        TIMED_OUT
    }
}
