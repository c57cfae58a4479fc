package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.kernel.time.Clock;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes ids in the form of UUIDs of version 7: 48 bits of milliseconds, 12 bits of counter, 62
 * random bits.
 *
 * <p>Ids of one generator ascend strictly, also when the clock stands still or is set back: time
 * and counter form one number that is never lower than the one before plus one. A burst of more
 * than 4096 ids in a millisecond borrows from the next millisecond. The random bits are SplitMix64
 * over a counter with a random start: unique without a lock; ids are no secrets.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class JobIds {

    private static final int COUNTER_BITS = 12;
    private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 1L << 63;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final Clock clock;
    private final AtomicLong last = new AtomicLong();
    private final AtomicLong seed = new AtomicLong(new SecureRandom().nextLong());

    JobIds(Clock clock) {
        this.clock = clock;
    }

    JobId next() {
        long now = clock.wallTime().toEpochMilli() << COUNTER_BITS;
        long stamp = last.updateAndGet(before -> Math.max(before + 1, now));
        long high = (stamp >>> COUNTER_BITS) << 16 | VERSION_7 | (stamp & COUNTER_MASK);
        long low = mix(seed.addAndGet(GOLDEN_GAMMA)) >>> 2 | VARIANT;
        return new JobId(new UUID(high, low).toString());
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
