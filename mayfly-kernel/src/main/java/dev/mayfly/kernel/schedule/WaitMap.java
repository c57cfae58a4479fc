package dev.mayfly.kernel.schedule;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who waits on what: waiters by key, woken in order of arrival, with no wake-up lost.
 *
 * <p><b>Why none is lost.</b> Adding a waiter, signalling and removing exclude each other for one
 * key (each key belongs to one of 64 parts with a lock of its own). So a signal either finds the
 * waiter, or came before it and left a mark that the waiter takes when it is added. A waiter whose
 * time-out or cancellation wins in that very moment refuses the wake-up ({@link Waiter#wake()}
 * returns false), and a signal that woke nobody is kept as if it had found nobody.
 *
 * <p>A key keeps at most one signal, as a binary semaphore does. Kept signals on keys that nobody
 * ever waits on would grow without bound; past {@value #MOST_KEPT} of them {@link #signal} refuses.
 *
 * <p>Thread rule: safe for use by any thread. {@link Waiter#wake()} and the key's {@code equals}
 * and {@code hashCode} are called under the lock of one part and must not use this map.
 */
public final class WaitMap {

    /** The most signals kept for keys that nobody waits on. */
    public static final int MOST_KEPT = 65_536;

    private static final int PARTS = 64;

    private final Part[] parts = new Part[PARTS];
    private final AtomicInteger kept = new AtomicInteger();

    /** Creates an empty map. */
    public WaitMap() {
        for (int i = 0; i < PARTS; i++) {
            parts[i] = new Part();
        }
    }

    /**
     * Adds a waiter, unless a signal was kept for its key.
     *
     * @param key the key
     * @param waiter a new waiter
     * @return false if a kept signal was taken and the waiter was not added
     */
    public boolean add(Object key, Waiter waiter) {
        Part part = partOf(key);
        synchronized (part) {
            Line line = part.lines.get(key);
            if (line == null) {
                line = new Line();
                part.lines.put(key, line);
            } else if (line.signalKept) {
                part.lines.remove(key);
                kept.decrementAndGet();
                return false;
            }
            line.append(waiter);
            waiter.key = key;
            return true;
        }
    }

    /**
     * Takes a waiter out that no longer waits. One that is not there is ignored.
     *
     * @param waiter the waiter
     */
    public void remove(Waiter waiter) {
        Object key = waiter.key;
        if (key == null) {
            return;
        }
        Part part = partOf(key);
        synchronized (part) {
            Line line = waiter.line;
            if (line != null) {
                line.unlink(waiter);
                if (line.first == null) {
                    part.lines.remove(key);
                }
            }
        }
    }

    /**
     * Wakes all who wait on a key; where nobody does, keeps one signal for the next.
     *
     * @param key the key
     * @return how many were woken
     * @throws IllegalStateException if {@value #MOST_KEPT} signals are kept already
     */
    public int signal(Object key) {
        Part part = partOf(key);
        synchronized (part) {
            int woken = wakeLine(part, key);
            if (woken == 0 && !part.lines.containsKey(key)) {
                keep(part, key);
            }
            return woken;
        }
    }

    /**
     * Takes a kept signal without waiting.
     *
     * @param key the key
     * @return true if there was one
     */
    public boolean takeKept(Object key) {
        Part part = partOf(key);
        synchronized (part) {
            Line line = part.lines.get(key);
            if (line == null || !line.signalKept) {
                return false;
            }
            part.lines.remove(key);
            kept.decrementAndGet();
            return true;
        }
    }

    /**
     * Wakes all who wait on a key and keeps nothing where nobody does.
     *
     * @param key the key
     * @return how many were woken
     */
    public int wakeAll(Object key) {
        Part part = partOf(key);
        synchronized (part) {
            return wakeLine(part, key);
        }
    }

    /**
     * The number of waiters and kept signals by key.
     *
     * @return the number of keys in use
     */
    public int keys() {
        int sum = 0;
        for (Part part : parts) {
            synchronized (part) {
                sum += part.lines.size();
            }
        }
        return sum;
    }

    /**
     * The number of keys that a signal is kept for.
     *
     * @return zero or more, at most {@link #keys()} at one moment
     */
    public int kept() {
        return kept.get();
    }

    private static int wakeLine(Part part, Object key) {
        Line line = part.lines.get(key);
        if (line == null || line.signalKept) {
            return 0;
        }
        int woken = 0;
        for (Waiter waiter = line.first; waiter != null; waiter = line.first) {
            line.unlink(waiter);
            if (waiter.wake()) {
                woken++;
            }
        }
        part.lines.remove(key);
        return woken;
    }

    private void keep(Part part, Object key) {
        if (kept.incrementAndGet() > MOST_KEPT) {
            kept.decrementAndGet();
            throw new IllegalStateException(
                    "signals are kept for "
                            + MOST_KEPT
                            + " keys that no task waits on; signal keys that somebody waits on, and"
                            + " reuse keys instead of making new ones");
        }
        Line line = new Line();
        line.signalKept = true;
        part.lines.put(key, line);
    }

    private Part partOf(Object key) {
        int hash = key.hashCode();
        return parts[(hash ^ (hash >>> 16) ^ (hash >>> 8)) & (PARTS - 1)];
    }

    private static final class Part {

        /** Guarded by this part. */
        private final Map<Object, Line> lines = new HashMap<>();
    }

    /** The waiters of one key in order of arrival, or one kept signal; guarded by its part. */
    private static final class Line {

        private @Nullable Waiter first;
        private @Nullable Waiter last;
        private boolean signalKept;

        private void append(Waiter waiter) {
            waiter.line = this;
            waiter.previous = last;
            if (last == null) {
                first = waiter;
            } else {
                last.next = waiter;
            }
            last = waiter;
        }

        private void unlink(Waiter waiter) {
            Waiter before = waiter.previous;
            Waiter after = waiter.next;
            if (before == null) {
                first = after;
            } else {
                before.next = after;
            }
            if (after == null) {
                last = before;
            } else {
                after.previous = before;
            }
            waiter.previous = null;
            waiter.next = null;
            waiter.line = null;
        }
    }

    /** One wait; used once. Its fields are guarded by the part of its key. */
    public abstract static class Waiter {

        private volatile @Nullable Object key;
        private @Nullable Line line;
        private @Nullable Waiter previous;
        private @Nullable Waiter next;

        /** For subclasses. */
        protected Waiter() {}

        /**
         * Ends the wait, if nothing else has.
         *
         * @return false if a time-out or a cancellation came first
         */
        protected abstract boolean wake();
    }
}
