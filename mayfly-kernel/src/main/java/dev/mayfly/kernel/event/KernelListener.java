package dev.mayfly.kernel.event;

/**
 * Learns what happens in the kernel.
 *
 * <p>Thread rule: called by many threads at once, often by a task in the middle of its work. It
 * must be quick and must not block. What it throws is caught and counted ({@code
 * KernelSnapshot.listenerFailures}); it never harms the kernel or the task.
 */
@FunctionalInterface
public interface KernelListener {

    /**
     * Something happened.
     *
     * @param event what
     */
    void onEvent(KernelEvent event);
}
