package dev.mayfly.spring.boot.autoconfigure.actuate.dumped;

import java.util.List;

/**
 * A lease of agents and tasks, as a {@link dev.mayfly.spring.boot.autoconfigure.actuate.StateDump}
 * has it.
 *
 * @param name what it is about
 * @param token its fencing token
 * @param holder the name of the thread that acquired it
 * @param leftNanos for how long it is held still unless renewed; 0 where its time is over
 * @param waiters the names of those that wait for it, in the order of waiting, at most 20
 * @param waiting how many wait
 */
public record DumpedLease(
        String name, long token, String holder, long leftNanos, List<String> waiters, int waiting) {

    /** Copies the names. */
    public DumpedLease {
        waiters = List.copyOf(waiters);
    }
}
