package dev.mayfly.console.state.live;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.kernel.task.TaskHandle;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Where jobs stand, seen by all who look. A look stops the task for some microseconds, so each job
 * is looked at once a second at most, however many browsers show it and however often they ask.
 *
 * <p>Safe for use by any thread.
 */
final class SharedStacks {
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    /** From so many on, those that are too old to be shown make way. */
    private static final int MANY = 64;

    private final Function<JobId, Optional<TaskHandle.Stack>> camera;
    private final LongSupplier nanoTime;
    private final Map<JobId, Look> looks = new ConcurrentHashMap<>();

    private record Look(long at, Optional<TaskHandle.Stack> stack) {
        boolean isFresh(long now) {
            return now - at < FRESH_NANOS;
        }
    }

    /**
     * Nothing seen yet.
     *
     * @param camera looks where a job stands
     * @param nanoTime tells the time
     */
    SharedStacks(Function<JobId, Optional<TaskHandle.Stack>> camera, LongSupplier nanoTime) {
        this.camera = camera;
        this.nanoTime = nanoTime;
    }

    /** Where a job stands, or stood less than a second ago. */
    Optional<TaskHandle.Stack> of(JobId job) {
        long now = nanoTime.getAsLong();
        if (looks.size() >= MANY) {
            looks.values().removeIf(look -> !look.isFresh(now));
        }
        return looks.compute(
                        job,
                        (id, last) ->
                                last != null && last.isFresh(now)
                                        ? last
                                        : new Look(now, camera.apply(id)))
                .stack();
    }

    /** How many looks are remembered: for tests. */
    int count() {
        return looks.size();
    }
}
