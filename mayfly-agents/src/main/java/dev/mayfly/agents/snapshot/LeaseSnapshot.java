package dev.mayfly.agents.snapshot;

import java.time.Duration;
import java.util.List;

/**
 * A lease that somebody holds, or waits for.
 *
 * @param name what it is about
 * @param token its fencing token
 * @param holder the name of the thread that acquired it; of a task that is the task's name
 * @param left for how long it is held still unless renewed; zero where its time is over
 * @param waiters the names of those that wait for it, in the order of waiting, at most 20
 * @param waiting how many wait
 */
public record LeaseSnapshot(
        String name, long token, String holder, Duration left, List<String> waiters, int waiting) {
    /** Copies the names. */
    public LeaseSnapshot {
        waiters = List.copyOf(waiters);
    }
}
