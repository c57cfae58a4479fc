package dev.mayfly.kernel.load;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts live tasks, refuses those past the cap, and tells when the load crosses its marks.
 *
 * <p>Two kinds are counted in the halves of one number, so that the cap is exact over both and
 * either is zero at one moment: ordinary tasks, which are waited for at a shutdown, and services
 * (tasks of supervisors), which are not.
 *
 * <p>Thread rule: safe for use by any thread. Listeners are told by whoever crosses a mark, one at
 * a time; who crosses one meanwhile leaves it to that thread to look again.
 */
public final class LoadMeter {

    /** Whom the meter tells; what it throws ends nothing. */
    public interface Listener {

        /**
         * A mark was crossed.
         *
         * @param paused whether I/O-heavy work is to pause
         * @param load the load now
         */
        void changed(boolean paused, double load);
    }

    private static final int KIND_BITS = 32;
    private static final long SERVICE = 1L << KIND_BITS;
    private static final long ORDINARY = SERVICE - 1;

    private final long cap;
    private final long pauseAt;
    private final long resumeAt;
    private final Listener listener;

    /** Ordinary tasks in the lower half, services in the upper. */
    private final AtomicLong live = new AtomicLong();

    /** Looks to be taken at the load; the thread that makes it 1 takes them. */
    private final AtomicInteger looks = new AtomicInteger();

    /** Written by the thread that looks. */
    private volatile boolean paused;

    private final AtomicLong pauses = new AtomicLong();

    /**
     * Starts empty.
     *
     * @param cap the most tasks, 1 or more
     * @param listener whom to tell
     */
    public LoadMeter(long cap, Listener listener) {
        this.cap = cap;
        // Whole numbers: 0.8 times 35 is not quite 28 in floating point.
        this.pauseAt = cap - cap / 5;
        this.resumeAt = cap / 2;
        this.listener = listener;
    }

    /**
     * Counts tasks in, unless that exceeds the cap.
     *
     * @param tasks how many, all or none; 1 or more
     * @param services whether they are services
     * @return false if they are refused
     */
    public boolean enter(int tasks, boolean services) {
        long change = services ? tasks * SERVICE : tasks;
        while (true) {
            long before = live.get();
            long now = total(before) + tasks;
            if (now > cap) {
                return false;
            }
            if (live.compareAndSet(before, before + change)) {
                if (now >= pauseAt && !paused) {
                    look();
                }
                return true;
            }
        }
    }

    /**
     * Counts one task out.
     *
     * @param service whether it was a service
     * @return true if no ordinary task is left
     */
    public boolean leave(boolean service) {
        long now = live.addAndGet(service ? -SERVICE : -1);
        if (paused && total(now) <= resumeAt) {
            look();
        }
        return !service && (now & ORDINARY) == 0;
    }

    private void look() {
        if (looks.getAndIncrement() > 0) {
            return;
        }
        do {
            long now = live();
            boolean change = paused ? now <= resumeAt : now >= pauseAt;
            if (change) {
                boolean pause = !paused;
                if (pause) {
                    pauses.incrementAndGet();
                }
                paused = pause;
                try {
                    listener.changed(pause, load());
                } catch (RuntimeException | Error e) {
                    // The listener counts its own failures; here they must not end the loop.
                    assert e != null;
                }
                // A crossing back may have found the old state and not asked for a look.
                looks.incrementAndGet();
            }
        } while (looks.decrementAndGet() > 0);
    }

    /**
     * The tasks that are waited for at a shutdown.
     *
     * @return how many are alive
     */
    public long ordinary() {
        return live.get() & ORDINARY;
    }

    /**
     * All tasks counted.
     *
     * @return how many are alive
     */
    public long live() {
        return total(live.get());
    }

    private static long total(long both) {
        return (both & ORDINARY) + (both >>> KIND_BITS);
    }

    /**
     * The most tasks.
     *
     * @return the cap
     */
    public long cap() {
        return cap;
    }

    /**
     * The live tasks by the cap.
     *
     * @return 0 to 1
     */
    public double load() {
        return Math.min(1.0, (double) live() / cap);
    }

    /**
     * Whether I/O-heavy work is to pause.
     *
     * @return true from a load of 0.8 until one of 0.5
     */
    public boolean paused() {
        return paused;
    }

    /**
     * How often it was told to pause.
     *
     * @return since the start
     */
    public long pauses() {
        return pauses.get();
    }
}
