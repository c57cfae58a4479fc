package dev.mayfly.console.source;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/**
 * Pictures of something, shared by all open pages, so that ten readers cost what one costs. A
 * picture is at most as old as a beat, or as ten times what it took to take, whichever is more: the
 * console never spends more than a tenth of one processor on pictures, however many tasks or agents
 * there are.
 */
final class Snapshots<T> {
    private static final int SHARE = 10;

    private final Supplier<T> camera;
    private @Nullable T last; // guarded by this
    private long takenAt; // nanoTime; guarded by this
    private long cost; // nanoseconds; guarded by this

    Snapshots(Supplier<T> camera) {
        this.camera = camera;
    }

    synchronized T get() {
        long now = System.nanoTime();
        long keep = Math.max(Pulse.BEAT.toNanos() / 2, cost * SHARE);
        T picture = last;
        if (picture == null || now - takenAt > keep) {
            picture = camera.get();
            last = picture;
            takenAt = System.nanoTime();
            cost = takenAt - now;
        }
        return picture;
    }
}
