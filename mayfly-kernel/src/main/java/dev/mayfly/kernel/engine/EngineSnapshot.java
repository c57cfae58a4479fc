package dev.mayfly.kernel.engine;

import java.util.Map;

/**
 * A picture of one engine.
 *
 * @param name the name that queues choose it by
 * @param mode how it works, for people, for instance {@code portable}
 * @param capabilities what it can do
 * @param parallelism how many tasks can have their turn at once
 * @param running how many have
 * @param ready how many wait for theirs
 * @param details further figures by name
 */
public record EngineSnapshot(
        String name,
        String mode,
        EngineCapabilities capabilities,
        int parallelism,
        int running,
        int ready,
        Map<String, Long> details) {

    /** Copies the details. */
    public EngineSnapshot {
        details = Map.copyOf(details);
    }
}
