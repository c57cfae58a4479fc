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

    /** So far the clock of who looks may be behind that of the agent. */
    private static final int LAG_MILLIS = 60_000;

    private static final int NEVER_COUNTED = Integer.MIN_VALUE;

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
    private int since = NEVER_COUNTED;
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
        if (since == NEVER_COUNTED || elapsed(since, now) >= PERIOD_MILLIS) {
            count(taken, now);
        }
    }

    /**
     * The agent goes on after a rest, if it was one. What it had taken until then it took before
     * the rest: spread over all of it, a burst would be forgotten too slowly.
     *
     * @param taken how many messages were ever taken before the rest
     * @param active when it was last at work
     * @param now when it goes on
     */
    void rested(long taken, int active, int now) {
        if (elapsed(active, now) >= PERIOD_MILLIS && since != NEVER_COUNTED) {
            count(taken, later(active));
        }
    }

    private void count(long taken, int now) {
        if (since != NEVER_COUNTED) {
            perSecond = (float) rate(taken, now);
        }
        since = now;
        counted = (int) taken;
    }

    /**
     * The rate as of a time until which all messages were taken evenly, as far as anybody knows.
     * They are lumps that fade: those of no time at all count whole.
     */
    private double rate(long taken, int now) {
        long elapsed = elapsed(since, now);
        double faded = Math.exp(-elapsed / CONSTANT_MILLIS);
        double weight = elapsed == 0 ? 1 / CONSTANT_MILLIS : (1 - faded) / elapsed;
        return perSecond * faded + 1000.0 * ((int) taken - counted) * weight;
    }

    /** A turn that was looked at in its course was at work until then at least. */
    private int later(int active) {
        return active - since > 0 ? active : since;
    }

    /** Milliseconds between two stamps, which come round after 49 days. */
    private static long elapsed(int from, int to) {
        int elapsed = to - from;
        // Who looks may have read the clock before the agent did.
        return elapsed >= 0 ? elapsed : elapsed > -LAG_MILLIS ? 0 : elapsed & 0xFFFF_FFFFL;
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

    /**
     * What it is like.
     *
     * @param taken how many messages were ever taken
     * @param active when the agent was last at work
     * @param now when this is asked
     */
    AgentProfile picture(long taken, int active, int now) {
        double rate = perSecond;
        if (since != NEVER_COUNTED && elapsed(since, now) >= PERIOD_MILLIS) {
            int last = later(active);
            long rest = elapsed(last, now);
            rate =
                    rest < PERIOD_MILLIS
                            ? rate(taken, now)
                            : rate(taken, last) * Math.exp(-rest / CONSTANT_MILLIS);
        }
        long weighed = cpu;
        return new AgentProfile(
                Duration.ofNanos((long) runNanos),
                rate,
                weighed == NEVER_WEIGHED
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(cpuShare(weighed, now)));
    }
}
