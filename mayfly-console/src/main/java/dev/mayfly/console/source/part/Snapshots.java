package dev.mayfly.console.source.part;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Pictures of something, shared by all who look, so that ten readers cost what one costs. A picture
 * is at most as old as was asked for, or as ten times what it took to take, whichever is more: the
 * console never spends more than a tenth of one processor on pictures, however much there is to be
 * seen.
 *
 * <p>Safe for use by any thread that may block.
 *
 * @param <T> what is seen
 */
public final class Snapshots<T> {
    private static final int SHARE = 10;

    private final Supplier<T> camera;
    private final long freshFor; // nanoseconds
    private final AtomicLong changes = new AtomicLong();
    private @Nullable T last; // guarded by this
    private long takenAfter; // of the changes; guarded by this
    private long takenAt; // nanoTime; guarded by this
    private long cost; // nanoseconds; guarded by this

    /**
     * No picture yet.
     *
     * @param camera takes one
     * @param freshFor how old a picture may be, even if it costs nothing
     */
    public Snapshots(Supplier<T> camera, Duration freshFor) {
        this.camera = camera;
        this.freshFor = freshFor.toNanos();
    }

    /**
     * The last picture, or a new one where that is too old.
     *
     * @return a picture
     */
    public synchronized T get() {
        long now = System.nanoTime();
        long keep = Math.max(freshFor, cost * SHARE);
        T picture = last;
        long change = changes.get();
        if (picture == null || change != takenAfter || now - takenAt > keep) {
            picture = camera.get();
            takenAfter = change;
            last = picture;
            takenAt = System.nanoTime();
            cost = takenAt - now;
        }
        return picture;
    }

    /**
     * Lets the next look be at the present, whatever it costs. Does not wait: a picture that is
     * being taken is given to those who wait for it, and to nobody after.
     */
    public void forget() {
        changes.incrementAndGet();
    }
}
