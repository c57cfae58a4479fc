package dev.mayfly.spring.boot.autoconfigure.actuate.meter;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.snapshot.KernelSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * A picture of the kernel that the meters of one scrape share: it walks all tasks.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class CachedSnapshot {

    private static final long NANOS = Duration.ofMillis(250).toNanos();

    private final Scheduler scheduler;
    private volatile @Nullable Taken last;

    private record Taken(long nanos, KernelSnapshot snapshot) {}

    /**
     * Pictures of a scheduler.
     *
     * @param scheduler the scheduler
     */
    public CachedSnapshot(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * The kernel now, or up to 250 ms ago.
     *
     * @return a picture
     */
    public KernelSnapshot get() {
        long now = scheduler.clock().nanoTime();
        Taken taken = last;
        if (taken == null || now - taken.nanos() >= NANOS) {
            taken = new Taken(now, scheduler.snapshot());
            last = taken;
        }
        return taken.snapshot();
    }
}
