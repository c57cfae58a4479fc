package dev.mayfly.spring.boot.autoconfigure.lifecycle;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The queues that are paused only because the application is not running: before its beans are
 * ready, and while it is stopped. What is submitted then waits.
 *
 * <p>Queues that a person has paused are left alone in both directions.
 */
public final class HeldQueues {

    /** Guarded by this object's monitor. */
    private final Set<String> held = new LinkedHashSet<>();

    /** Nothing held. */
    public HeldQueues() {}

    /**
     * Pauses what is not paused.
     *
     * @param scheduler whose queues
     */
    public synchronized void hold(Scheduler scheduler) {
        for (QueueSnapshot queue : scheduler.snapshot().queues()) {
            if (!queue.paused()) {
                scheduler.pause(queue.name());
                held.add(queue.name());
            }
        }
    }

    /**
     * Leaves a queue paused when the others are released.
     *
     * @param queue its name
     */
    public synchronized void keepPaused(String queue) {
        held.remove(queue);
    }

    /**
     * Resumes what {@link #hold} has paused.
     *
     * @param scheduler whose queues
     */
    public synchronized void release(Scheduler scheduler) {
        held.forEach(scheduler::resume);
        held.clear();
    }
}
