package dev.mayfly.spring;

import dev.mayfly.kernel.SchedulerBuilder;

/**
 * Changes the scheduler after the configuration was applied and before it is built: further
 * engines, listeners, a clock. Every bean of this type is called, in the order of {@code @Order}.
 */
@FunctionalInterface
public interface SchedulerCustomizer {

    /**
     * Changes the scheduler to be.
     *
     * @param builder already holds the configured queues and engines
     */
    void customize(SchedulerBuilder builder);
}
