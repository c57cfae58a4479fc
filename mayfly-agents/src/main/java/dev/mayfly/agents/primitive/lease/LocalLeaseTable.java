package dev.mayfly.agents.primitive.lease;

import dev.mayfly.agents.internal.outside.Surroundings;
import dev.mayfly.agents.snapshot.LeaseSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The leases of this node, on the kernel's clock.
 *
 * <p>A lease is over when the clock says so, whether or not its timer has fired: each call looks.
 * The timer is there for those that wait, and to forget names. Renewing does not touch it: it fires
 * at the former time, finds more to go, and is set again, so that a lease renewed a thousand times
 * has set no more timers than its time has passed.
 *
 * <p>Tokens begin at 1 unless said otherwise. They are greater than former ones as long as the
 * table lives; where what they protect outlives the table, begin above all that were given out, for
 * instance at the wall time in microseconds: that grows faster than anyone acquires.
 */
public final class LocalLeaseTable implements LeaseTable {

    /** So many of those that wait are named in a picture. */
    private static final int MOST_WAITERS = 20;

    private final Surroundings surroundings;
    private final ReentrantLock lock = new ReentrantLock();

    /** By name those that are held, or waited for. Guarded by {@link #lock}. */
    private final Map<String, Entry> entries = new HashMap<>();

    /** Those that were granted theirs, and are woken after the lock is free. Guarded by it. */
    private List<Waiter> served = new ArrayList<>();

    /** Guarded by {@link #lock}. */
    private long nextToken;

    /**
     * Makes an empty one whose tokens begin at 1.
     *
     * @param surroundings time, and how to wait
     */
    public LocalLeaseTable(Surroundings surroundings) {
        this(surroundings, 1);
    }

    /**
     * Makes an empty one.
     *
     * @param surroundings time, and how to wait
     * @param firstToken the first that is given out
     */
    public LocalLeaseTable(Surroundings surroundings, long firstToken) {
        this.surroundings = Objects.requireNonNull(surroundings, "surroundings");
        this.nextToken = firstToken;
    }

    @Override
    public Lease acquire(String name, Duration ttl) throws InterruptedException {
        Lease lease = acquireWithin(name, ttl, null);
        assert lease != null : "a wait without a limit ended without an outcome";
        return lease;
    }

    @Override
    public @Nullable Lease acquire(String name, Duration ttl, Duration timeout)
            throws InterruptedException {
        return acquireWithin(name, ttl, Objects.requireNonNull(timeout, "timeout"));
    }

    @Override
    public @Nullable Lease tryAcquire(String name, Duration ttl) {
        check(name, ttl);
        lock.lock();
        try {
            return grantHeld(name, ttl);
        } finally {
            unlock();
        }
    }

    private @Nullable Lease acquireWithin(String name, Duration ttl, @Nullable Duration timeout)
            throws InterruptedException {
        check(name, ttl);
        Waiter waiter;
        lock.lock();
        try {
            Lease free = grantHeld(name, ttl);
            if (free != null || (timeout != null && !timeout.isPositive())) {
                return free;
            }
            waiter = new Waiter(ttl);
            Entry entry = entries.get(name);
            assert entry != null : "not granted, and held by nobody";
            entry.waiters.add(waiter);
        } finally {
            unlock();
        }
        try {
            var _ = surroundings.await("lease " + name, waiter.done, timeout);
        } catch (InterruptedException | RuntimeException e) {
            LocalLease granted = withdraw(name, waiter);
            if (granted != null) {
                granted.close(); // it came in the very moment, and nobody would know of it
            }
            throw e;
        }
        return withdraw(name, waiter);
    }

    private static void check(String name, Duration ttl) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a lease needs a name; \"" + name + "\" is blank");
        }
        if (!ttl.isPositive()) {
            throw new IllegalArgumentException(
                    "lease \"%s\" cannot be held for %s; give it a time of more than zero"
                            .formatted(name, ttl));
        }
    }

    /** Leaves the line; returns the lease if it was granted before. */
    private @Nullable LocalLease withdraw(String name, Waiter waiter) {
        lock.lock();
        try {
            Entry entry = entries.get(name);
            if (entry != null) {
                entry.waiters.remove(waiter);
            }
            return waiter.granted;
        } finally {
            unlock();
        }
    }

    /** Gives the lock free, then wakes those that were served under it. */
    private void unlock() {
        List<Waiter> woken = List.of();
        if (!served.isEmpty()) {
            woken = served;
            served = new ArrayList<>();
        }
        lock.unlock();
        woken.forEach(waiter -> waiter.done.complete(waiter));
    }

    // ---- under the lock

    /** Grants it if nobody holds it. */
    private @Nullable LocalLease grantHeld(String name, Duration ttl) {
        Entry entry = entries.get(name);
        if (entry != null && !passOnHeld(entry)) {
            return null;
        }
        entry = new Entry(name);
        entries.put(name, entry);
        return grant(entry, ttl, Thread.currentThread().getName());
    }

    /**
     * Looks whether the holder's time is over, and if so grants it to the next that waits.
     *
     * @return true if nobody holds it and nobody waits; its entry is gone then
     */
    private boolean passOnHeld(Entry entry) {
        LocalLease holder = entry.holder;
        if (holder != null && holder.left() > 0) {
            return false;
        }
        entry.holder = null;
        if (!entry.waiters.isEmpty()) {
            Waiter next = entry.waiters.removeFirst();
            next.granted = grant(entry, next.ttl, next.thread);
            served.add(next);
            return false;
        }
        entries.remove(entry.name, entry);
        if (entry.timer != null) {
            boolean _ = entry.timer.cancel();
            entry.timer = null;
        }
        return true;
    }

    private LocalLease grant(Entry entry, Duration ttl, String holder) {
        var lease = new LocalLease(entry, nextToken++, ttl, holder, surroundings.deadline(ttl));
        entry.holder = lease;
        setTimer(entry, lease.deadline);
        return lease;
    }

    private void setTimer(Entry entry, long deadline) {
        if (entry.timer != null) {
            if (entry.timerAt - deadline <= 0) {
                return; // it fires before, and is set again then
            }
            boolean _ = entry.timer.cancel();
        }
        entry.timerAt = deadline;
        entry.timer = surroundings.at(deadline, () -> timeIsUp(entry, deadline));
    }

    private void timeIsUp(Entry entry, long deadline) {
        lock.lock();
        try {
            if (entry.timer == null || entry.timerAt != deadline) {
                return; // taken back too late
            }
            entry.timer = null;
            if (!passOnHeld(entry) && entry.holder != null) {
                setTimer(entry, entry.holder.deadline);
            }
        } finally {
            unlock();
        }
    }

    /**
     * Who holds what, and who waits for it.
     *
     * @param limit how many names at most
     * @return those that most wait for first
     */
    public List<LeaseSnapshot> snapshot(int limit) {
        List<LeaseSnapshot> pictures = new ArrayList<>();
        lock.lock();
        try {
            for (Entry entry : entries.values()) {
                LocalLease holder = entry.holder;
                if (holder != null) {
                    pictures.add(picture(entry, holder));
                }
            }
        } finally {
            unlock();
        }
        pictures.sort(
                Comparator.comparingInt(LeaseSnapshot::waiting)
                        .reversed()
                        .thenComparing(LeaseSnapshot::name));
        return List.copyOf(pictures.subList(0, Math.min(limit, pictures.size())));
    }

    private static LeaseSnapshot picture(Entry entry, LocalLease holder) {
        return new LeaseSnapshot(
                entry.name,
                holder.token,
                holder.holder,
                Duration.ofNanos(Math.max(0, holder.left())),
                entry.waiters.stream().limit(MOST_WAITERS).map(waiter -> waiter.thread).toList(),
                entry.waiters.size());
    }

    /** How many names take memory; for tests. */
    int names() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            unlock();
        }
    }

    /** How many wait for a name; for tests. */
    int waiting(String name) {
        lock.lock();
        try {
            Entry entry = entries.get(name);
            return entry == null ? 0 : entry.waiters.size();
        } finally {
            unlock();
        }
    }

    /** A name that is held. Its fields are guarded by the table's lock. */
    private static final class Entry {

        private final String name;
        private final SequencedSet<Waiter> waiters = new LinkedHashSet<>();
        private @Nullable LocalLease holder;
        private Surroundings.@Nullable Timer timer;
        private long timerAt;

        Entry(String name) {
            this.name = name;
        }
    }

    private static final class Waiter {

        private final Duration ttl;

        private final String thread = Thread.currentThread().getName();

        private final CompletableFuture<Waiter> done = new CompletableFuture<>();

        /** Guarded by the table's lock. */
        private @Nullable LocalLease granted;

        Waiter(Duration ttl) {
            this.ttl = ttl;
        }
    }

    private final class LocalLease implements Lease {

        private final Entry entry;
        private final long token;
        private final Duration ttl;
        private final String holder;

        /** A reading of the clock. Guarded by {@link LocalLeaseTable#lock}. */
        private long deadline;

        LocalLease(Entry entry, long token, Duration ttl, String holder, long deadline) {
            this.entry = entry;
            this.token = token;
            this.ttl = ttl;
            this.holder = holder;
            this.deadline = deadline;
        }

        /** Nanoseconds; zero or less if its time is over. Called with the lock held. */
        private long left() {
            return deadline - surroundings.clock().nanoTime();
        }

        private boolean isHolder() {
            return entry.holder == this;
        }

        @Override
        public String name() {
            return entry.name;
        }

        @Override
        public long token() {
            return token;
        }

        @Override
        public boolean isHeld() {
            return remaining().isPositive();
        }

        @Override
        public Duration remaining() {
            lock.lock();
            try {
                return isHolder() ? Duration.ofNanos(Math.max(0, left())) : Duration.ZERO;
            } finally {
                unlock();
            }
        }

        @Override
        public void renew() {
            lock.lock();
            try {
                if (!isHolder()) {
                    throw new LeaseLostException(
                            entry.name, token, "it was released, or another holds it now");
                }
                if (left() <= 0) {
                    String late = "its time was over " + Duration.ofNanos(-left()) + " ago";
                    passOnHeld(entry);
                    throw new LeaseLostException(entry.name, token, late);
                }
                deadline = surroundings.deadline(ttl);
            } finally {
                unlock();
            }
        }

        @Override
        public boolean release() {
            lock.lock();
            try {
                if (!isHolder()) {
                    return false;
                }
                boolean held = left() > 0;
                entry.holder = null;
                passOnHeld(entry);
                return held;
            } finally {
                unlock();
            }
        }

        @Override
        public String toString() {
            return "Lease %s (token %d, %s)"
                    .formatted(entry.name, token, isHeld() ? "held" : "not held");
        }
    }
}
