package dev.mayfly.spring.internal;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobRegistry;
import dev.mayfly.spring.JobDeclarationException;

import java.util.Collection;

/** Registers jobs that the application defines by beans instead of annotations. */
public final class DefinitionBeans {

    private DefinitionBeans() {}

    /**
     * A registry of the definitions.
     *
     * @param definitions the beans
     * @return a new registry
     * @throws JobDeclarationException if two of them share a name
     */
    public static JobRegistry register(Collection<? extends JobDefinition<?, ?>> definitions) {
        JobRegistry registry = new JobRegistry();
        for (JobDefinition<?, ?> definition : definitions) {
            try {
                registry.register(definition);
            } catch (IllegalStateException e) {
                throw new JobDeclarationException(
                        place(definition),
                        "Its name is taken: " + e.getMessage() + ".",
                        "Give each definition a name and aliases of its own.");
            }
        }
        return registry;
    }

    /**
     * Checks that the queues of the registered jobs exist.
     *
     * @param registry the jobs
     * @param queues the queues
     * @throws JobDeclarationException if one does not
     */
    public static void checkQueues(JobRegistry registry, Collection<String> queues) {
        for (JobDefinition<?, ?> definition : registry.definitions()) {
            if (definition.queue() != null) {
                Queues.check(definition.queue(), queues, place(definition));
            }
        }
    }

    private static String place(JobDefinition<?, ?> definition) {
        return "The JobDefinition \"" + definition.name() + "\"";
    }
}
