package dev.mayfly.kernel.task;

import org.jspecify.annotations.Nullable;

/**
 * A job that wants to know how much processor time its task takes. It is told on engines with
 * carriers of their own, and nowhere else: without them nobody can tell.
 *
 * @param <R> the type of the result
 */
public interface WeighedJob<R extends @Nullable Object> extends SchedulableJob<R> {

    /**
     * A turn of the task was weighed: about one in 512, drawn at random. The turn in which the task
     * ends is not.
     *
     * <p>Called by the carrier after that turn, while the task may have its next one elsewhere; so
     * it must be safe beside {@link #run}, and return at once. What it throws is told to the
     * carrier's uncaught-exception handler.
     *
     * @param cpuNanos the processor time that the turn took, in nanoseconds
     * @param turns how many turns it stands for: {@code cpuNanos × turns}, added up, is what the
     *     task takes in the mean
     */
    void weighed(long cpuNanos, int turns);
}
