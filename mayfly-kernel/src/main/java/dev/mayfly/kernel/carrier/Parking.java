package dev.mayfly.kernel.carrier;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Where carriers sleep that found nothing to do, and who is woken when.
 *
 * <p>A carrier <i>searches</i> when it looks beyond its own queue. At most half of the carriers
 * search at a time; and while one searches, no other is woken: it will find what there is, and when
 * it does it wakes the next. So a burst of work wakes carriers one after another, as long as each
 * finds some.
 *
 * <p><b>No wake-up is lost.</b> Who adds work does so first and then looks here; who wants to sleep
 * enters here first and then looks for work; both by volatile accesses, which the memory model
 * keeps in order for all threads. So either the adder sees the sleeper or the sleeper sees the
 * work. An adder that sees a searcher leaves it to that: the searcher stops searching first and
 * looks once more before it sleeps.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class Parking {

    private final BriefLock lock = new BriefLock();

    /**
     * Guarded by {@link #lock}: the one that fell asleep last, whose caches are warmest, on top.
     */
    private final ArrayDeque<Carrier> parked;

    /** Guarded by {@link #lock} for writing: the size of {@link #parked}. */
    private volatile int count;

    /** Raised under {@link #lock} for a carrier that is woken. */
    private final AtomicInteger searching = new AtomicInteger();

    private final int mostSearching;

    /**
     * Makes room for all there can be, so that nobody needs memory to fall asleep.
     *
     * @param carriers how many there are for good
     * @param maxSpares how many more there may be
     */
    Parking(int carriers, int maxSpares) {
        mostSearching = Math.max(1, carriers / 2);
        parked = new ArrayDeque<>(carriers + maxSpares);
    }

    /** Wakes one carrier to search, unless one searches or none sleeps. */
    void wakeOne() {
        if (count == 0 || searching.get() != 0) {
            return;
        }
        Carrier next;
        lock.lock();
        try {
            if (searching.get() != 0) {
                return;
            }
            next = parked.poll();
            if (next == null) {
                return;
            }
            count = parked.size();
            searching.incrementAndGet();
        } finally {
            lock.unlock();
        }
        next.wakeUp();
    }

    /** Asks to search; refused where half of the carriers do. */
    boolean startSearching() {
        for (int now = searching.get(); now < mostSearching; now = searching.get()) {
            if (searching.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Says that a search is over; returns true if it was the last one. */
    boolean stopSearching() {
        return searching.decrementAndGet() == 0;
    }

    /** Enters a carrier among the sleepers. It must then look for work once more. */
    void enter(Carrier carrier) {
        lock.lock();
        try {
            parked.push(carrier);
            count = parked.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a carrier back that found work; returns false if it was woken meanwhile. */
    boolean leave(Carrier carrier) {
        lock.lock();
        try {
            boolean there = parked.remove(carrier);
            count = parked.size();
            return there;
        } finally {
            lock.unlock();
        }
    }

    int count() {
        return count;
    }

    /** Wakes everybody, for the end; they search, and find that the pool is closed. */
    void wakeAll() {
        while (true) {
            Carrier next = pollForEnd();
            if (next == null) {
                return;
            }
            next.wakeUp();
        }
    }

    private @Nullable Carrier pollForEnd() {
        lock.lock();
        try {
            Carrier next = parked.poll();
            count = parked.size();
            if (next != null) {
                searching.incrementAndGet();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    static void sleep(Carrier carrier, long nanos) {
        if (nanos == 0) {
            LockSupport.park(carrier);
        } else {
            LockSupport.parkNanos(carrier, nanos);
        }
    }
}
