package dev.mayfly.kernel.engine;

import java.util.Set;

/**
 * What an engine can do; the contract suite holds it to each word.
 *
 * @param blocksWithoutThread a task blocked in a system call leaves its place to others, so that
 *     any number can be blocked at once
 * @param switchesOnYield yield lets tasks run that are ready and at least as urgent
 * @param priorityAtWakeUp a task that wakes stands in line by its priority, as at its start
 * @param blocks a body may make system calls that block; where not, they throw an {@link
 *     UnsupportedOperationException} that names the queue and the engine
 * @param stackless an {@link dev.mayfly.kernel.task.AsyncJob} that waits for its stage has no
 *     thread and no stack meanwhile
 * @param facilities what bodies get from {@link dev.mayfly.kernel.task.TaskContext#facility}
 */
public record EngineCapabilities(
        boolean blocksWithoutThread,
        boolean switchesOnYield,
        boolean priorityAtWakeUp,
        boolean blocks,
        boolean stackless,
        Set<Class<?>> facilities) {

    /** Copies the facilities. */
    public EngineCapabilities {
        facilities = Set.copyOf(facilities);
    }

    /**
     * The capabilities of an engine whose bodies may block, with a stack each and no facility.
     *
     * @param blocksWithoutThread a blocked task leaves its place to others
     * @param switchesOnYield yield lets equals run
     * @param priorityAtWakeUp a task that wakes stands in line by its priority
     */
    public EngineCapabilities(
            boolean blocksWithoutThread, boolean switchesOnYield, boolean priorityAtWakeUp) {
        this(blocksWithoutThread, switchesOnYield, priorityAtWakeUp, true, false, Set.of());
    }

    /**
     * These capabilities and one facility more.
     *
     * @param facility its type
     * @return a copy
     */
    public EngineCapabilities granting(Class<?> facility) {
        Set<Class<?>> more = new java.util.HashSet<>(facilities);
        more.add(facility);
        return new EngineCapabilities(
                blocksWithoutThread, switchesOnYield, priorityAtWakeUp, blocks, stackless, more);
    }
}
