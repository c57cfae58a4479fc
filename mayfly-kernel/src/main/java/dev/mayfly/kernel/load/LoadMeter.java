package dev.mayfly.kernel.load;

import dev.mayfly.kernel.concurrent.StripedGauge;
import dev.mayfly.kernel.concurrent.StripedPermits;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts live tasks, refuses those past the cap, and tells when the load crosses its marks.
 *
 * <p>Two kinds are counted, and the cap holds over both: ordinary tasks, which are waited for at a
 * shutdown, and services (tasks of supervisors), which are not.
 *
 * <p>The cap is exact. The upper mark is looked at whenever permits are taken from their stock, so
 * it may be told of late by as many tasks as {@link StripedPermits} are at hand: none with a cap
 * below about 2 000, under a percent with any.
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

    private final long cap;
    private final long pauseAt;
    private final long resumeAt;
    private final Listener listener;
    private final StripedPermits permits;
    private final StripedGauge ordinary = new StripedGauge();
    private final StripedGauge services = new StripedGauge();

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
        this.permits = new StripedPermits(cap, this::stockMoved);
    }

    /**
     * Looks at both marks: who leaves while others move permits may have found more tasks than
     * there are, so those who move them look after that.
     */
    private void stockMoved() {
        if (paused ? live() <= resumeAt : live() >= pauseAt) {
            look();
        }
    }

    /**
     * Counts tasks in, unless that exceeds the cap.
     *
     * @param tasks how many, all or none; 1 or more
     * @param services whether they are services
     * @return false if they are refused
     */
    public boolean enter(int tasks, boolean services) {
        if (!permits.acquire(tasks)) {
            return false;
        }
        (services ? this.services : ordinary).enter(tasks);
        return true;
    }

    /**
     * Counts one task out.
     *
     * @param service whether it was a service
     */
    public void leave(boolean service) {
        // In this order: who finds that nobody is there any more is not refused.
        permits.release();
        (service ? services : ordinary).leave();
        if (paused && live() <= resumeAt) {
            look();
        }
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
     * The tasks that are waited for at a shutdown. Who leaves and then looks here finds zero if no
     * other is left, see {@link StripedGauge}.
     *
     * @return how many are alive; never less
     */
    public long ordinary() {
        return ordinary.value();
    }

    /**
     * All tasks counted.
     *
     * @return how many are alive, as far as nobody comes or goes
     */
    public long live() {
        return permits.out();
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
