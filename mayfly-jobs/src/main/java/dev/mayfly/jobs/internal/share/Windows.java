package dev.mayfly.jobs.internal.share;

import dev.mayfly.kernel.time.Clock;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many jobs of each queue this process has taken from a shared store and not ended: as many as
 * keep its queue busy while the next are fetched, and no more, so that others get their share.
 *
 * <p>A window is twice as wide as its queue's concurrency at first. It doubles when it had to be
 * filled again within {@link #SOON}, as with short jobs, and halves when it lasted for {@link
 * #LONG}. With 4 at once that take a minute each, 8 are taken; with 4 at once that take 0.1 ms, 2
 * 000 or so.
 *
 * <p>Thread rule: safe for use by any thread; {@link #fetched} is for the one that fetches.
 */
final class Windows {

    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofMillis(500);
    private static final int WIDEST = 4_096;

    private static final class Window {

        private final AtomicInteger taken = new AtomicInteger();
        private volatile int narrowest = 2;
        private volatile int width = 2;

        /** Whether there are likely jobs in the store that nobody has taken. */
        private volatile boolean backlog = true;

        private volatile boolean restricted;

        /** Of whoever fetches. */
        private long fetchedAt;
    }

    private final Clock clock = Sharing.REAL_TIME;
    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    private Window window(String queue) {
        Window known = windows.get(queue);
        return known != null ? known : windows.computeIfAbsent(queue, name -> new Window());
    }

    /** Sets how many tasks of a queue run at once. */
    void concurrency(String queue, int limit) {
        Window window = window(queue);
        int narrowest = Math.clamp(2L * limit, 1, WIDEST);
        if (window.narrowest != narrowest) {
            window.narrowest = narrowest;
            window.width = narrowest;
        }
    }

    /**
     * Takes a place for a job that was just submitted. There is none while others wait in the
     * store, which came before.
     */
    boolean tryTake(String queue) {
        Window window = window(queue);
        if (window.backlog) {
            return false;
        }
        if (window.taken.incrementAndGet() <= window.width) {
            return true;
        }
        window.taken.decrementAndGet();
        window.backlog = true;
        return false;
    }

    /** Takes places for jobs that the store has given, of so many that were asked for. */
    void fetched(String queue, int count, int asked) {
        Window window = window(queue);
        window.taken.addAndGet(count);
        if (count == 0) {
            return;
        }
        long now = clock.nanoTime();
        long lasted = now - window.fetchedAt;
        window.fetchedAt = now;
        if (lasted < SOON.toNanos() && count == asked) {
            window.width = Math.min(WIDEST, 2 * window.width);
        } else if (lasted > LONG.toNanos()) {
            window.width = Math.max(window.narrowest, window.width / 2);
        }
    }

    /** How many more may be taken. */
    int room(String queue) {
        Window window = window(queue);
        int width = window.restricted ? window.narrowest / 2 : window.width;
        return Math.max(0, width - window.taken.get());
    }

    /**
     * Whether places in a queue are not this process's alone: then it takes what it can run at
     * once, and no more, since what stands in line here keeps others from running theirs.
     */
    void restricted(String queue, boolean by) {
        window(queue).restricted = by;
    }

    /** Gives a place back; returns whether it is time to fetch more. */
    boolean give(String queue) {
        Window window = window(queue);
        int left = window.taken.decrementAndGet();
        // Once on the way down, not at every job below: whoever fetches fills the window up.
        return window.backlog && (window.restricted || left == window.width / 2 || left == 0);
    }

    /** Says whether jobs are likely left in the store. */
    void backlog(String queue, boolean any) {
        window(queue).backlog = any;
    }

    boolean hasBacklog(String queue) {
        return window(queue).backlog;
    }
}
