package dev.mayfly.jobs.policy;

import dev.mayfly.kernel.task.Priority;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the jobs of a queue run and how urgent they are, where that is not what each node's
 * configuration says. It concerns attempts that start from then on and, as for the priority, jobs
 * that are submitted from then on and ask for none.
 *
 * @param engine the name of an engine; null for the one that the node's configuration says. A node
 *     that has no such engine stays with its own and says so in its log
 * @param priority 1 (most urgent) to 31; null for what the node's configuration says
 */
public record QueueRouting(@Nullable String engine, @Nullable Integer priority) {

    /** As each node is configured. */
    public static final QueueRouting NONE = new QueueRouting(null, null);

    /** How many characters an engine's name has at most: 200. */
    public static final int LONGEST_NAME = 200;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the engine's name is blank or longer than 200 characters,
     *     or there is no such priority
     */
    public QueueRouting {
        if (engine != null && (engine.isBlank() || engine.length() > LONGEST_NAME)) {
            throw new IllegalArgumentException(
                    "the engine's name is blank or longer than "
                            + LONGEST_NAME
                            + " characters; leave it out for the configured one");
        }
        if (priority != null) {
            Priority.check(priority);
        }
    }

    /** For people: {@code engine threaded, priority 5}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (engine != null) {
            parts.add("engine " + engine);
        }
        if (priority != null) {
            parts.add("priority " + priority);
        }
        return parts.isEmpty() ? "engine and priority as configured" : String.join(", ", parts);
    }
}
