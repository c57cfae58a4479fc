package dev.mayfly.kernel.carrier;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A carrier's own queue: {@value #CAPACITY} places in a ring, filled by the carrier and emptied by
 * it and by thieves, first in first out.
 *
 * <p>The algorithm is that of the Go runtime's local run queue (Vyukov, "Scalable Go Scheduler
 * Design", 2012).
 *
 * <p><b>Memory ordering.</b> {@code tail} is written by the owner alone, {@code head} by whoever
 * takes, by compare-and-set; both only grow. A unit at index {@code i} may be taken while {@code
 * head <= i < tail}.
 *
 * <ul>
 *   <li><i>Publishing.</i> The owner writes the slot, then {@code tail}. Whoever reads that {@code
 *       tail} sees the slot and all that happened before the unit was offered. The write is
 *       volatile and not merely a release: the owner goes on to look whether a carrier sleeps, and
 *       a sleeper says that it sleeps and then looks at {@code tail}. Each must see the other's
 *       write or both would miss it.
 *   <li><i>Taking.</i> A taker reads the slot first and then moves {@code head} past it. The owner
 *       overwrites a slot only when {@code head} has passed it, so if the compare-and-set succeeds,
 *       what was read is what stood there. If it fails, what was read is dropped.
 *   <li><i>A batch.</i> A thief copies up to half of what it sees, then takes all of it by one
 *       compare-and-set. It reads {@code head} before {@code tail}; in between both may have moved
 *       on, so that more than the capacity seems to be there: then it looks again.
 *   <li><i>No ABA.</i> The counters are 64 bits wide and do not come round.
 * </ul>
 *
 * <p>Taken slots are not cleared by thieves, since the owner may have filled them again: up to
 * {@value #CAPACITY} ended units stay reachable until their places are used again.
 */
final class LocalRing {

    static final int CAPACITY = 256;

    private static final int MASK = CAPACITY - 1;
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(ReadyUnit[].class);
    private static final VarHandle HEAD;
    private static final VarHandle TAIL;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(LocalRing.class, "head", long.class);
            TAIL = lookup.findVarHandle(LocalRing.class, "tail", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable ReadyUnit[] slots = new ReadyUnit[CAPACITY];

    @SuppressWarnings("UnusedVariable") // by HEAD
    private volatile long head;

    private volatile long tail;

    /** Adds at the end; returns false if the ring is full. Called by the owner. */
    boolean offer(ReadyUnit unit) {
        long end = (long) TAIL.get(this);
        if (end - head >= CAPACITY) {
            return false;
        }
        SLOT.setOpaque(slots, (int) end & MASK, unit);
        tail = end + 1;
        return true;
    }

    /** Takes the first, or returns null. Called by the owner. */
    @Nullable ReadyUnit poll() {
        long end = (long) TAIL.get(this);
        for (long first = head; first != end; first = head) {
            int slot = (int) first & MASK;
            ReadyUnit unit = (ReadyUnit) SLOT.getOpaque(slots, slot);
            if (HEAD.compareAndSet(this, first, first + 1)) {
                SLOT.setOpaque(slots, slot, null);
                return unit;
            }
        }
        return null;
    }

    /** Takes the first, or returns null. Called by any thread. */
    @Nullable ReadyUnit take() {
        while (true) {
            long first = (long) HEAD.getAcquire(this);
            if ((long) TAIL.getAcquire(this) - first <= 0) {
                return null;
            }
            ReadyUnit unit = (ReadyUnit) SLOT.getOpaque(slots, (int) first & MASK);
            if (HEAD.compareAndSet(this, first, first + 1)) {
                return unit;
            }
        }
    }

    /**
     * Moves the first half, rounded up, to the end of a thief's ring, which must be empty. Called
     * by the thief's owner.
     *
     * @return how many were moved
     */
    int moveHalfTo(LocalRing thief) {
        while (true) {
            long first = (long) HEAD.getAcquire(this);
            long count = (long) TAIL.getAcquire(this) - first;
            count -= count / 2;
            if (count <= 0) {
                return 0;
            }
            if (count > CAPACITY / 2) {
                continue; // head and tail are from different times
            }
            long end = (long) TAIL.get(thief);
            for (long i = 0; i < count; i++) {
                Object unit = SLOT.getOpaque(slots, (int) (first + i) & MASK);
                SLOT.setOpaque(thief.slots, (int) (end + i) & MASK, (ReadyUnit) unit);
            }
            if (HEAD.compareAndSet(this, first, first + count)) {
                thief.tail = end + count;
                return (int) count;
            }
        }
    }

    /** How many are in it; exact for the owner, a guess for others. */
    int size() {
        long first = head;
        return (int) Math.clamp(tail - first, 0L, CAPACITY);
    }

    boolean isEmpty() {
        return tail - head <= 0;
    }
}
