package dev.mayfly.console.source;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.snapshot.KernelSnapshot;

import org.jspecify.annotations.Nullable;

/**
 * Pictures of the kernel, shared by all open pages, so that ten readers cost what one costs. A
 * picture is at most as old as a beat, or as ten times what it took to take, whichever is more: the
 * console never spends more than a tenth of one processor on pictures, however many tasks there
 * are.
 */
final class Snapshots {
    private static final int SHARE = 10;

    private final Scheduler scheduler;
    private @Nullable KernelSnapshot last; // guarded by this
    private long takenAt; // nanoTime; guarded by this
    private long cost; // nanoseconds; guarded by this

    Snapshots(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    synchronized KernelSnapshot get() {
        long now = System.nanoTime();
        long keep = Math.max(Pulse.BEAT.toNanos() / 2, cost * SHARE);
        KernelSnapshot picture = last;
        if (picture == null || now - takenAt > keep) {
            picture = scheduler.snapshot();
            last = picture;
            takenAt = System.nanoTime();
            cost = takenAt - now;
        }
        return picture;
    }
}
