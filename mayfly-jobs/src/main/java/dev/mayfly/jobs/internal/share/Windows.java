package dev.mayfly.jobs.internal.share;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many jobs of each queue this process has taken from a shared store and not ended: as many as
 * keep its queue busy while the next are fetched, and no more, so that others get their share.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class Windows {

    /** Enough for 20 000 short jobs a second where a commit takes 10 ms. */
    private static final int NARROWEST = 256;

    private static final int WIDEST = 4_096;

    private static final class Window {

        private final AtomicInteger taken = new AtomicInteger();
        private volatile int width = NARROWEST;

        /** Whether there are likely jobs in the store that nobody has taken. */
        private volatile boolean backlog = true;
    }

    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    private Window window(String queue) {
        Window known = windows.get(queue);
        return known != null ? known : windows.computeIfAbsent(queue, name -> new Window());
    }

    /** Sets how many tasks of a queue run at once. */
    void concurrency(String queue, int limit) {
        window(queue).width = (int) Math.clamp(2L * limit, NARROWEST, WIDEST);
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

    /** Takes places for jobs that the store has given. */
    void take(String queue, int count) {
        window(queue).taken.addAndGet(count);
    }

    /** How many more may be taken. */
    int room(String queue) {
        Window window = window(queue);
        return Math.max(0, window.width - window.taken.get());
    }

    /** Gives a place back; returns whether it is time to fetch more. */
    boolean give(String queue) {
        Window window = window(queue);
        int left = window.taken.decrementAndGet();
        // Once on the way down, not at every job below: whoever fetches fills the window up.
        return window.backlog && left == window.width / 2 || left == 0 && window.backlog;
    }

    /** Says whether jobs are likely left in the store. */
    void backlog(String queue, boolean any) {
        window(queue).backlog = any;
    }

    boolean hasBacklog(String queue) {
        return window(queue).backlog;
    }
}
