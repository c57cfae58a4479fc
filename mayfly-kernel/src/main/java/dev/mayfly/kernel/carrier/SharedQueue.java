package dev.mayfly.kernel.carrier;

import dev.mayfly.kernel.schedule.ReadyQueue;
import dev.mayfly.kernel.task.Priority;

import org.jspecify.annotations.Nullable;

/**
 * The queue that all carriers share: urgent and low bands always, the default band where it comes
 * from outside or overflows. Safe for use by any thread.
 *
 * <p>The default band comes in through an {@link Inbox}, without the lock; who holds the lock moves
 * what is there into the queue before it takes or adds anything, so that the order of arrival holds
 * over all bands.
 *
 * <p>Whoever looks without the lock looks into the inbox first and at the bands then, the way that
 * units go: the other way round a unit that moves meanwhile would be seen at neither, and a carrier
 * would fall asleep beside it.
 */
final class SharedQueue {

    /** The bands before the default one. */
    private static final int URGENT = (1 << Priority.DEFAULT) - 1;

    private static final int DEFAULT_BAND = 1 << Priority.DEFAULT;

    final BriefLock lock = new BriefLock();

    private final Inbox inbox = new Inbox();

    /** Guarded by {@link #lock}. */
    private final ReadyQueue<ReadyUnit> queue = new ReadyQueue<>();

    /**
     * Guarded by {@link #lock} for writing: a bit for each band of {@link #queue} that is not
     * empty. Volatile, and so ordered before the look for a sleeping carrier that follows an
     * addition.
     */
    private volatile int bands;

    /** Adds behind its equals. */
    void add(ReadyUnit unit) {
        int priority = unit.priority();
        if (priority == Priority.DEFAULT) {
            inbox.add(unit);
            return;
        }
        lock.lock();
        try {
            emptyInbox();
            enter(unit, priority);
            showBands();
        } finally {
            lock.unlock();
        }
    }

    private void enter(ReadyUnit unit, int priority) {
        boolean added = queue.add(unit, priority);
        assert added : unit.describe() + " stood in the ready queue already";
    }

    private void emptyInbox() {
        if (inbox.isEmpty()) {
            return;
        }
        // Shown here before it is gone there: who is about to sleep looks there and then here,
        // without the lock.
        bands = queue.bands() | DEFAULT_BAND;
        ReadyUnit unit = inbox.takeAll();
        while (unit != null) {
            ReadyUnit next = unit.below;
            unit.below = null;
            enter(unit, Priority.DEFAULT);
            unit = next;
        }
    }

    /**
     * Carriers read this at every turn: written only where it changes, it stays in their caches.
     */
    private void showBands() {
        int now = queue.bands();
        if (bands != now) {
            bands = now;
        }
    }

    /**
     * Whether a unit waits here that is at least as urgent as the default band's or, for a caller
     * that is more urgent, as the caller. A look without the lock, which may be late.
     */
    boolean isWanted(int priority) {
        if (priority >= Priority.DEFAULT && !inbox.isEmpty()) {
            return true;
        }
        int occupied = bands;
        return occupied != 0 && Integer.numberOfTrailingZeros(occupied) <= priority;
    }

    /** Whether an urgent band is not empty; a look as above. */
    boolean hasUrgent() {
        return (bands & URGENT) != 0;
    }

    boolean isEmpty() {
        return inbox.isEmpty() && bands == 0;
    }

    /** Whether the default band is not empty. */
    boolean hasDefault() {
        return !inbox.isEmpty() || (bands & DEFAULT_BAND) != 0;
    }

    /** Takes the next by priority and age, see {@link ReadyQueue#poll()}. */
    @Nullable ReadyUnit poll() {
        lock.lock();
        try {
            emptyInbox();
            ReadyUnit unit = queue.poll();
            showBands();
            return unit;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the one that has waited longest, whatever its priority. */
    @Nullable ReadyUnit pollOldest() {
        lock.lock();
        try {
            emptyInbox();
            ReadyUnit unit = queue.pollOldest();
            showBands();
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
            emptyInbox();
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
            showBands();
            return unit;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            emptyInbox();
            showBands();
            return queue.size();
        } finally {
            lock.unlock();
        }
    }
}
