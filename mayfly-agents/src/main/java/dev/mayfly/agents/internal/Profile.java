package dev.mayfly.agents.internal;

import dev.mayfly.agents.snapshot.AgentSnapshot.AgentProfile;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * What an agent is like: exponentially weighted averages with a time constant of ten seconds.
 *
 * <p>Thread rule: written by the agent, and what says so by any thread; read by anyone, who may see
 * figures that are a turn old.
 */
final class Profile {

    /** Over how long figures fade to 37 %. */
    private static final double CONSTANT_MILLIS = 10_000;

    /** A rate is looked at this often at most. */
    private static final int PERIOD_MILLIS = 100;

    /** No share: those of work are positive, so that a word of all ones is none. */
    private static final long NEVER_WEIGHED = -1;

    private static final VarHandle CPU;

    static {
        try {
            CPU = MethodHandles.lookup().findVarHandle(Profile.class, "cpu", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private float runNanos;
    private float perSecond;
    private int counted;
    private int since = Integer.MIN_VALUE;
    private int failures;

    /**
     * The share of a processor, as the bits of a float, above the time it was true at; {@link
     * #NEVER_WEIGHED} before. One word, since two carriers may tell of two turns at once.
     */
    @SuppressWarnings("FieldMayBeFinal") // by CPU
    private volatile long cpu = NEVER_WEIGHED;

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
            counted = (int) taken;
        }
    }

    private double rate(long taken, int elapsed) {
        return average(perSecond, 1000.0 * ((int) taken - counted) / elapsed, elapsed);
    }

    /**
     * A turn was weighed, and stands for many. Each is a lump of work that fades from then on: what
     * is left of all of them, by the time constant, is the moving average. Called by any thread.
     */
    void weighed(long cpuNanos, int turns, int now) {
        double lump = (double) cpuNanos * turns / (CONSTANT_MILLIS * 1e6);
        while (true) {
            long before = cpu;
            float share = (float) (before == NEVER_WEIGHED ? lump : cpuShare(before, now) + lump);
            long after = (long) Float.floatToRawIntBits(share) << 32 | now & 0xFFFF_FFFFL;
            if (CPU.compareAndSet(this, before, after)) {
                return;
            }
        }
    }

    private static double cpuShare(long cpu, int now) {
        int elapsed = Math.max(0, now - (int) cpu);
        float share = Float.intBitsToFloat((int) (cpu >>> 32));
        return share * Math.exp(-elapsed / CONSTANT_MILLIS);
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
        long weighed = cpu;
        return new AgentProfile(
                Duration.ofNanos((long) runNanos),
                rate,
                weighed == NEVER_WEIGHED
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(cpuShare(weighed, now)));
    }
}
