package dev.mayfly.agents.internal;

import dev.mayfly.kernel.supervise.RestartIntensity;

import java.util.ArrayDeque;

/** How often an agent has begun anew of late. Belongs to the agent. */
final class Restarts {

    private final ArrayDeque<Long> times = new ArrayDeque<>();
    private long count;

    /** Counts one more; returns whether it is allowed. */
    boolean allow(RestartIntensity intensity, long now) {
        long period = intensity.period().toNanos();
        while (!times.isEmpty() && now - times.getFirst() > period) {
            times.removeFirst();
        }
        if (times.size() >= intensity.restarts()) {
            return false;
        }
        times.addLast(now);
        count++;
        return true;
    }

    long count() {
        return count;
    }
}
