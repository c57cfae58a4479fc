package dev.mayfly.console.timeline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The last entries, in the order in which they came. When they come so fast that the ring would
 * reach back less than twenty seconds, of every two tasks one is left out, and again until it does;
 * which ones is a matter of their numbers, so that of a task that is recorded every entry is.
 *
 * <p>{@link #add} may be called by many threads at once, and takes no lock but once in a quarter of
 * the ring.
 */
final class Ring {
    static final Duration REACH = Duration.ofSeconds(20);

    private static final int QUARTERS = 4;
    private static final long TOO_FAST = REACH.toNanos() / QUARTERS;
    private static final long SLOW = 6 * TOO_FAST;
    private static final int THINNEST = 1 << 20;

    private final Instant since;
    private final int quarter;
    private final AtomicReferenceArray<Entry> entries;
    private final AtomicLong next = new AtomicLong();
    private volatile int oneIn = 1;
    private volatile long completeSince;
    private long quarterBegan; // guarded by this

    /** A ring of so many entries, a power of two, 4 or more. */
    Ring(int size, Instant since, long nanos) {
        this.since = since;
        this.quarter = size / QUARTERS;
        this.entries = new AtomicReferenceArray<>(size);
        this.completeSince = nanos;
        this.quarterBegan = nanos;
    }

    /** What is to be read: entries by age, and what is known of how complete they are. */
    record Content(Instant since, long completeSince, int oneIn, List<Entry> entries) {}

    /** Whether a task is among those that are recorded. */
    boolean takes(long task) {
        return takes(task, oneIn);
    }

    /** Numbers go round among those who submit; every second one may be of one kind. */
    static boolean takes(long task, int oneIn) {
        return ((task * 0x9E3779B97F4A7C15L >>> 40) & (oneIn - 1)) == 0;
    }

    void add(Entry entry) {
        long at = next.getAndIncrement();
        entries.set((int) (at & (entries.length() - 1)), entry);
        if ((at & (quarter - 1)) == quarter - 1) {
            adapt(entry.nanos());
        }
    }

    private synchronized void adapt(long nanos) {
        long took = nanos - quarterBegan;
        quarterBegan = nanos;
        int now = oneIn;
        if (took < TOO_FAST && now < THINNEST) {
            oneIn = now * 2;
        } else if (took > SLOW && now > 1) {
            // What was left out until now is not known: the recording of more begins here.
            oneIn = now / 2;
            completeSince = nanos;
        }
    }

    /** Where a task last got its turn: the latest entry of it that has a carrier. */
    Optional<String> lastCarrier(long task) {
        Entry latest = null;
        for (int i = 0; i < entries.length(); i++) {
            Entry entry = entries.get(i);
            if (entry != null
                    && entry.task() == task
                    && entry.beginsTurn()
                    && (latest == null || entry.nanos() - latest.nanos() > 0)) {
                latest = entry;
            }
        }
        return latest == null ? Optional.empty() : Optional.ofNullable(latest.text());
    }

    Content read() {
        int share = oneIn;
        long complete = completeSince;
        long end = next.get();
        long begin = Math.max(0, end - entries.length());
        List<Entry> read = new ArrayList<>((int) (end - begin));
        for (long at = begin; at < end; at++) {
            // One that is being written may be missing yet, or be of the next round already.
            Entry entry = entries.get((int) (at & (entries.length() - 1)));
            if (entry != null && takes(entry.task(), share)) {
                read.add(entry);
            }
        }
        read.sort((one, other) -> Long.signum(one.nanos() - other.nanos()));
        long oldest = begin == 0 || read.isEmpty() ? complete : read.getFirst().nanos();
        return new Content(since, oldest - complete > 0 ? oldest : complete, share, read);
    }
}
