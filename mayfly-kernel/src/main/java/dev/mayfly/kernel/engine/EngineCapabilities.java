package dev.mayfly.kernel.engine;

/**
 * What an engine can do; the contract suite holds it to each word.
 *
 * @param blocksWithoutThread a task blocked in a system call leaves its place to others, so that
 *     any number can be blocked at once
 * @param switchesOnYield yield lets tasks run that are ready and at least as urgent
 * @param priorityAtWakeUp a task that wakes stands in line by its priority, as at its start
 */
public record EngineCapabilities(
        boolean blocksWithoutThread, boolean switchesOnYield, boolean priorityAtWakeUp) {}
