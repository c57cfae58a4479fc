package dev.mayfly.agents.internal;

import dev.mayfly.agents.snapshot.AgentSnapshot.AgentProfile;

import java.time.Duration;

/**
 * What an agent is like: exponentially weighted averages with a time constant of ten seconds.
 *
 * <p>Thread rule: written by the agent; read by anyone, who may see figures that are a turn old.
 */
final class Profile {

    /** Over how long figures fade to 37 %. */
    private static final double CONSTANT_MILLIS = 10_000;

    /** A rate is looked at this often at most. */
    private static final int PERIOD_MILLIS = 100;

    private float runNanos;
    private float perSecond;
    private long counted;
    private int since = Integer.MIN_VALUE;
    private int failures;

    /** A turn that was measured. */
    void ran(long nanos, int messages) {
        float each = (float) nanos / messages;
        runNanos = runNanos == 0 ? each : runNanos + (each - runNanos) / 8;
    }

    /** A look at how many messages were ever taken. */
    void handled(long taken, int now) {
        int elapsed = now - since;
        if (elapsed >= PERIOD_MILLIS || elapsed < 0) {
            if (since != Integer.MIN_VALUE) {
                perSecond = (float) rate(taken, elapsed);
            }
            since = now;
            counted = taken;
        }
    }

    private double rate(long taken, int elapsed) {
        return average(perSecond, 1000.0 * (taken - counted) / elapsed, elapsed);
    }

    void failed() {
        failures++;
    }

    int failures() {
        return failures;
    }

    private static double average(double before, double now, double millis) {
        return before + (now - before) * (1 - Math.exp(-millis / CONSTANT_MILLIS));
    }

    AgentProfile picture(long taken, int now) {
        int elapsed = since == Integer.MIN_VALUE ? 0 : Math.max(0, now - since);
        double rate = elapsed < PERIOD_MILLIS ? perSecond : rate(taken, elapsed);
        return new AgentProfile(Duration.ofNanos((long) runNanos), rate);
    }
}
