package dev.mayfly.spring.boot.autoconfigure.configuration;

import dev.mayfly.spring.internal.Nearest;

import org.springframework.core.env.Environment;

import java.util.Collection;

/** Checks the values below {@code mayfly.agents}, and says where each was set. */
public final class ConfiguredAgents {

    private ConfiguredAgents() {}

    /**
     * Checks all values.
     *
     * @param agents the values
     * @param environment knows where each was set
     * @param queues the queues that exist
     * @throws MayflyConfigurationException if some cannot work; it names them all
     */
    public static void check(
            MayflyProperties.Agents agents, Environment environment, Collection<String> queues) {
        Problems problems = new Problems(environment);
        String queue = agents.queue();
        if (!queues.contains(queue)) {
            String nearest = Nearest.to(queue, queues);
            problems.add(
                    "mayfly.agents.queue",
                    queue,
                    "There is no queue \"" + queue + "\".",
                    (nearest == null ? "" : "Did you mean \"" + nearest + "\"? ")
                            + "Queues are: "
                            + String.join(", ", queues)
                            + "; add it with mayfly.queues."
                            + queue
                            + ".engine=coroutine, for instance.");
        }
        problems.negative("mayfly.agents.shutdown-timeout", agents.shutdownTimeout());
        problems.throwIfAny();
    }
}
