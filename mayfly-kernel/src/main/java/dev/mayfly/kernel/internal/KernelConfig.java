package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.internal.report.Listeners;
import dev.mayfly.kernel.load.BackPressureListener;
import dev.mayfly.kernel.platform.Platform;
import dev.mayfly.kernel.task.SubmitInterceptor;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the builder gathered and checked.
 *
 * @param platform all that is seen of the outside
 * @param engines by name, in order of definition; the first runs system tasks
 * @param queues in order of definition; each on one of the engines
 * @param listeners those added so far
 * @param interceptor wraps jobs, or null
 * @param maxLiveTasks the cap
 * @param maxPredictedWait how long units may be likely to wait
 * @param backPressure whom to tell when the load crosses its marks
 */
public record KernelConfig(
        Platform platform,
        Map<String, Engine> engines,
        List<Queue> queues,
        Listeners listeners,
        @Nullable SubmitInterceptor interceptor,
        long maxLiveTasks,
        Duration maxPredictedWait,
        List<BackPressureListener> backPressure) {

    /**
     * One queue.
     *
     * @param name its name
     * @param engine its engine's name
     * @param concurrency its limit; {@link Integer#MAX_VALUE} for none
     * @param priority of tasks that ask for none
     */
    public record Queue(String name, String engine, int concurrency, int priority) {}
}
