package dev.mayfly.kernel.internal.supervise;

import dev.mayfly.kernel.supervise.RestartIntensity;

import java.util.ArrayDeque;

/** The restarts within the period. Written by the supervisor, read by whoever takes pictures. */
final class Restarts {

    private final int most;
    private final long periodNanos;

    /** Guarded by this. */
    private final ArrayDeque<Long> times = new ArrayDeque<>();

    Restarts(RestartIntensity intensity) {
        most = intensity.restarts();
        // A period of centuries is as good as one of 146 years, and its nanoseconds fit.
        long seconds = Math.min(intensity.period().toSeconds(), Long.MAX_VALUE / 2_000_000_000L);
        periodNanos =
                intensity.period().toSeconds() > seconds
                        ? Long.MAX_VALUE / 2
                        : intensity.period().toNanos();
    }

    /** Counts a restart; returns false if it is one too many. */
    synchronized boolean add(long now) {
        expire(now);
        times.addLast(now);
        return times.size() <= most;
    }

    synchronized int left(long now) {
        expire(now);
        return Math.max(0, most - times.size());
    }

    private void expire(long now) {
        while (!times.isEmpty() && now - times.getFirst() > periodNanos) {
            times.removeFirst();
        }
    }
}
