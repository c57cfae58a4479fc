package dev.mayfly.kernel.carrier;

import dev.mayfly.kernel.time.CpuClock;

import java.util.OptionalLong;

/**
 * Weighs one turn of a carrier in {@value #PERIOD}: how much processor time it took.
 *
 * <p>Reading that time twice costs about 440 ns, as much as several turns take, and so 0.9 ns a
 * turn; all turns but those are only counted, which is a subtraction and a comparison. From one
 * weighing to the next there are between 257 and 767 turns, each as likely: {@value #PERIOD} in the
 * mean, so that a load which repeats itself every so many turns is not weighed always at the same
 * place. Since nothing about a unit makes its turn more likely to be weighed, each weighing stands
 * for {@value #PERIOD} turns, and sums over them are right in the mean.
 *
 * <p>The turn of a coroutine includes what it costs to mount and unmount it.
 *
 * <p>Thread rule: belongs to the carrier's thread, and to virtual threads mounted on it.
 */
final class Scale {

    /** The mean number of turns from one weighing to the next. */
    static final int PERIOD = 512;

    private static final int SHORTEST = PERIOD / 2 + 1;

    private final CpuClock clock;
    private long random;

    /** Turns up to the next weighing, that one included; 0 while one goes on. */
    private int left;

    Scale(CpuClock clock, int seed) {
        this.clock = clock;
        this.random = 0x9E3779B97F4A7C15L * (seed + 1);
        this.left = 1 + draw(PERIOD);
    }

    /** Counts a turn that begins; returns false if it is to be weighed. */
    boolean passes() {
        return --left > 0;
    }

    /** Whether the carrier itself must run the next turn: to weigh it, or to end a weighing. */
    boolean needsCarrier() {
        return left <= 1;
    }

    /** Runs a unit whose turn is to be weighed, and tells it. */
    void weigh(ReadyUnit unit) {
        OptionalLong before = clock.currentThread();
        try {
            unit.run();
        } finally {
            left = SHORTEST + draw(PERIOD - 1);
            OptionalLong after = clock.currentThread();
            if (before.isPresent() && after.isPresent()) {
                unit.weighed(Math.max(0, after.getAsLong() - before.getAsLong()), PERIOD);
            }
        }
    }

    private int draw(int bound) {
        random ^= random << 13; // Marsaglia, "Xorshift RNGs", 2003
        random ^= random >>> 7;
        random ^= random << 17;
        return (int) ((random >>> 33) % bound);
    }
}
