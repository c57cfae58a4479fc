package dev.mayfly.jobs.internal.plan;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobRegistry;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobOptions;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The plans of the jobs. Most submissions have no options of their own, so there is one plan a
 * definition, made once. Safe for use by any thread.
 */
public final class Plans {

    private record Known(JobDefinition<?, ?> definition, Plan plan) {}

    private final JobRegistry registry;
    private final JobSettings defaults;
    private final ConcurrentHashMap<String, Known> known = new ConcurrentHashMap<>();

    /**
     * Plans for the jobs of a registry.
     *
     * @param registry the definitions
     * @param defaults what neither options nor definition say
     */
    public Plans(JobRegistry registry, JobSettings defaults) {
        this.registry = registry;
        this.defaults = defaults;
    }

    /**
     * The plan of a job, also of one that no definition exists for any more.
     *
     * @param envelope the job
     * @return how its attempts are run
     */
    public Plan of(JobEnvelope envelope) {
        String name = envelope.name();
        JobOptions options = envelope.options();
        JobDefinition<?, ?> definition = definition(name);
        boolean own =
                options.priority() != null || options.timeout() != null || options.retry() != null;
        if (own || definition == null) {
            return Plan.of(name, options, definition, defaults);
        }
        Known before = known.get(name);
        if (before != null && before.definition == definition) {
            return before.plan;
        }
        Plan plan = Plan.of(name, JobOptions.DEFAULTS, definition, defaults);
        known.put(name, new Known(definition, plan));
        return plan;
    }

    private @Nullable JobDefinition<?, ?> definition(String name) {
        return registry.find(name).orElse(null);
    }
}
