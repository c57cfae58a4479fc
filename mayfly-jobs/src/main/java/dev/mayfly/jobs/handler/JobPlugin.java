package dev.mayfly.jobs.handler;

import java.util.Collection;

/**
 * A set of jobs from a plugin. The plugin's jar names its implementation in {@code
 * META-INF/services/dev.mayfly.jobs.handler.JobPlugin}.
 */
public interface JobPlugin {

    /**
     * The jobs.
     *
     * @return their definitions; the names must not be taken
     */
    Collection<? extends JobDefinition<?, ?>> jobs();
}
