package dev.mayfly.kernel.load;

import dev.mayfly.kernel.concurrent.StripedGauge;
import dev.mayfly.kernel.concurrent.StripedPermits;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Counts live tasks, refuses those past the cap, and tells when the load crosses its marks. The
 * load is the live tasks by the cap, or the time for which ready units are likely to wait by the
 * longest that is allowed, whichever is greater.
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

    /** The wait that makes a load of 1, unless set: 10 s. */
    public static final Duration DEFAULT_MAX_PREDICTED_WAIT = Duration.ofSeconds(10);

    /** Longer durations are cut to this, 146 years, since they do not fit into nanoseconds. */
    private static final Duration FAR = Duration.ofNanos(Long.MAX_VALUE / 2);

    private final long cap;
    private final double maxWaitNanos;
    private final Duration maxWait;
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

    /** The latest of each pool of carriers, in nanoseconds. */
    private final List<AtomicLong> waits = new CopyOnWriteArrayList<>();

    /**
     * Starts empty, with a {@linkplain #DEFAULT_MAX_PREDICTED_WAIT longest wait} of 10 s.
     *
     * @param cap the most tasks, 1 or more
     * @param listener whom to tell
     */
    public LoadMeter(long cap, Listener listener) {
        this(cap, DEFAULT_MAX_PREDICTED_WAIT, listener);
    }

    /**
     * Starts empty.
     *
     * @param cap the most tasks, 1 or more
     * @param maxWait the wait that makes a load of 1, positive
     * @param listener whom to tell
     */
    public LoadMeter(long cap, Duration maxWait, Listener listener) {
        this.cap = cap;
        this.maxWait = maxWait;
        this.maxWaitNanos = nanos(maxWait);
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
        if (paused ? isFree() : isFull()) {
            look();
        }
    }

    private boolean isFull() {
        return live() >= pauseAt || waitNanos() >= BackPressureListener.PAUSE_AT * maxWaitNanos;
    }

    private boolean isFree() {
        return live() <= resumeAt && waitNanos() <= BackPressureListener.RESUME_AT * maxWaitNanos;
    }

    /**
     * Adds a pool of carriers whose units wait.
     *
     * @return to be told how long they are likely to, by one thread at a time
     */
    public Consumer<Duration> waits() {
        var latest = new AtomicLong();
        waits.add(latest);
        return wait -> {
            latest.set(nanos(wait));
            stockMoved();
        };
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(FAR) < 0 ? duration.toNanos() : FAR.toNanos();
    }

    private long waitNanos() {
        long most = 0;
        for (AtomicLong wait : waits) {
            most = Math.max(most, wait.get());
        }
        return most;
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
        if (paused && isFree()) {
            look();
        }
    }

    private void look() {
        if (looks.getAndIncrement() > 0) {
            return;
        }
        do {
            boolean change = paused ? isFree() : isFull();
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
     * How long a ready unit is likely to wait, where that is longest.
     *
     * @return null where no pool of carriers was added
     */
    public @Nullable Duration predictedWait() {
        return waits.isEmpty() ? null : Duration.ofNanos(waitNanos());
    }

    /**
     * The wait that makes a load of 1.
     *
     * @return positive
     */
    public Duration maxPredictedWait() {
        return maxWait;
    }

    /**
     * The live tasks by the cap, or the likely wait by the longest, whichever is greater. With 600
     * of 1000 tasks and a wait of 9 s of 10 s it is 0.9.
     *
     * @return 0 to 1
     */
    public double load() {
        double filled = Math.max((double) live() / cap, waitNanos() / maxWaitNanos);
        return Math.min(1.0, filled);
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
