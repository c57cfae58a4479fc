package dev.mayfly.spring;

import dev.mayfly.jobs.JobsBuilder;

/**
 * Changes the job system after the configuration was applied and before it is built: further
 * definitions, listeners, interceptors. Every bean of this type is called, in the order of
 * {@code @Order}.
 */
@FunctionalInterface
public interface JobsCustomizer {

    /**
     * Changes the job system to be.
     *
     * @param builder already holds store, codec, defaults and the definitions of annotated beans
     */
    void customize(JobsBuilder builder);
}
