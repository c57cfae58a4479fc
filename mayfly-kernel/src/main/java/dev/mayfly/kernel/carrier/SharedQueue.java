package dev.mayfly.kernel.carrier;

import dev.mayfly.kernel.schedule.ReadyQueue;
import dev.mayfly.kernel.task.Priority;

import org.jspecify.annotations.Nullable;

/**
 * The queue that all carriers share: urgent and low bands always, the default band where it comes
 * from outside or overflows. Safe for use by any thread.
 */
final class SharedQueue {

    /** The bands before the default one. */
    static final int URGENT = (1 << Priority.DEFAULT) - 1;

    private static final int DEFAULT_BAND = 1 << Priority.DEFAULT;

    final BriefLock lock = new BriefLock();

    /** Guarded by {@link #lock}. */
    private final ReadyQueue<ReadyUnit> queue = new ReadyQueue<>();

    /**
     * Guarded by {@link #lock} for writing: a bit for each band that is not empty. Volatile, and so
     * ordered before the look for a sleeping carrier that follows an addition.
     */
    private volatile int bands;

    /** Adds behind its equals. */
    void add(ReadyUnit unit) {
        lock.lock();
        try {
            boolean added = queue.add(unit, unit.priority());
            assert added : unit.describe() + " stood in the ready queue already";
            bands = queue.bands();
        } finally {
            lock.unlock();
        }
    }

    /** A bit for each band that is not empty; a look without the lock, which may be late. */
    int bands() {
        return bands;
    }

    boolean isEmpty() {
        return bands == 0;
    }

    /** Whether the default band is not empty. */
    boolean hasDefault() {
        return (bands & DEFAULT_BAND) != 0;
    }

    /** Takes the next by priority and age, see {@link ReadyQueue#poll()}. */
    @Nullable ReadyUnit poll() {
        lock.lock();
        try {
            ReadyUnit unit = queue.poll();
            bands = queue.bands();
            return unit;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the one that has waited longest, whatever its priority. */
    @Nullable ReadyUnit pollOldest() {
        lock.lock();
        try {
            ReadyUnit unit = queue.pollOldest();
            bands = queue.bands();
            return unit;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the next, and moves a fair share of the default band to the calling carrier's ring, as
     * far as there is room.
     *
     * @param sharers among how many the default band is shared out
     */
    @Nullable ReadyUnit pollBatch(LocalRing ring, int sharers) {
        lock.lock();
        try {
            ReadyUnit unit = queue.poll();
            if (unit != null) {
                int share = Math.min(queue.size() / sharers, LocalRing.CAPACITY / 2);
                share = Math.min(share, LocalRing.CAPACITY - ring.size());
                for (int i = 0; i < share && queue.mostUrgent() == Priority.DEFAULT; i++) {
                    ReadyUnit next = queue.pollMostUrgent();
                    boolean fits = next != null && ring.offer(next);
                    assert fits : "the room in a ring shrank while its owner looked";
                }
            }
            bands = queue.bands();
            return unit;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }
}
