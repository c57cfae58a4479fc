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

    private static final int PART_BITS = 6;

    /**
     * 2^32 divided by the golden ratio (Knuth, "The Art of Computer Programming", volume 3, 6.4).
     */
    private static final int GOLDEN = 0x9E3779B9;

    /** Stands where the first waiter of a key would. */
    private static final Object KEPT = new Object();

    private final Part[] parts = new Part[1 << PART_BITS];
    private final AtomicInteger kept = new AtomicInteger();

    /** Creates an empty map. */
    public WaitMap() {
        for (int i = 0; i < parts.length; i++) {
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
            Object line = part.lines.putIfAbsent(key, waiter);
            if (line == KEPT) {
                part.lines.remove(key);
                kept.decrementAndGet();
                return false;
            }
            waiter.append(line == null ? waiter : (Waiter) line);
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
            if (waiter.next != null) {
                part.takeOut(key, waiter);
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
            Object line = part.lines.get(key);
            int woken = part.wake(key, line);
            if (woken == 0 && line != KEPT) {
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
            if (!part.lines.remove(key, KEPT)) {
                return false;
            }
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
            return part.wake(key, part.lines.get(key));
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

    private void keep(Part part, Object key) {
        if (kept.incrementAndGet() > MOST_KEPT) {
            kept.decrementAndGet();
            throw new IllegalStateException(
                    "signals are kept for "
                            + MOST_KEPT
                            + " keys that no task waits on; signal keys that somebody waits on, and"
                            + " reuse keys instead of making new ones");
        }
        part.lines.put(key, KEPT);
    }

    private Part partOf(Object key) {
        // By bits that the map of a part does not go by, or it would find most of its places empty.
        return parts[(key.hashCode() * GOLDEN) >>> (Integer.SIZE - PART_BITS)];
    }

    private static final class Part {

        /**
         * By key the first of those who wait, or {@link #KEPT}. Guarded by this part.
         *
         * <p>The waiters of a key are a ring in order of arrival, so that the first knows the last.
         */
        private final Map<Object, Object> lines = new HashMap<>();

        /** Takes one out that stands here; returns the one behind, who is now first if this was. */
        private @Nullable Waiter takeOut(Object key, Waiter waiter) {
            Waiter behind = waiter.leave();
            if (behind == null) {
                lines.remove(key);
            } else if (lines.get(key) == waiter) {
                lines.put(key, behind);
            }
            return behind;
        }

        /** Takes each out before it is woken, so that nobody is lost should one throw. */
        private int wake(Object key, @Nullable Object line) {
            int woken = 0;
            Waiter waiter = line instanceof Waiter first ? first : null;
            while (waiter != null) {
                Waiter behind = takeOut(key, waiter);
                if (waiter.wake()) {
                    woken++;
                }
                waiter = behind;
            }
            return woken;
        }
    }

    /** One wait; used once. Its fields are guarded by the part of its key. */
    public abstract static class Waiter {

        private volatile @Nullable Object key;

        /** Null while it stands in no ring. */
        private @Nullable Waiter next;

        private @Nullable Waiter previous;

        /** For subclasses. */
        protected Waiter() {}

        /** Enters a ring behind the last; the first makes one of itself. */
        private void append(Waiter first) {
            Waiter last = first.previous == null ? this : first.previous;
            previous = last;
            last.next = this;
            next = first;
            first.previous = this;
        }

        /** Leaves the ring; returns the one behind, or null if nobody is left. */
        private @Nullable Waiter leave() {
            Waiter before = previous;
            Waiter behind = next;
            assert before != null && behind != null : "leaves a ring that it is not in";
            previous = null;
            next = null;
            if (behind == this) {
                return null;
            }
            before.next = behind;
            behind.previous = before;
            return behind;
        }

        /**
         * Ends the wait, if nothing else has.
         *
         * @return false if a time-out or a cancellation came first
         */
        protected abstract boolean wake();
    }
}
