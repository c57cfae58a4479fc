package dev.mayfly.kernel.concurrent;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Entries by number, for entries whose numbers are given out in sequence and most of which are gone
 * soon: adding and removing is one write to one place of an array, without a lock and without
 * memory of its own.
 *
 * <p><b>Where an entry stands.</b> Sixteen numbers in a row share a block of sixteen places, which
 * are as long as one cache line: who submits many tasks in a row writes one line after another, and
 * the carriers that end them follow at some distance. A block has {@value #CHOICES} possible places
 * in the array, the first by its number and the others by a hash of it (Azar, Broder, Karlin,
 * Upfal, "Balanced Allocations", 1994), so that entries that stay for long do not keep their
 * successors out. An entry takes the first of its places that is free.
 *
 * <p><b>Growth.</b> An entry whose places are all taken goes to an older, smaller array, and where
 * it finds none there to a map. Once that has happened to a sixteenth of the places, an array of
 * four times the size is put before, up to {@value #LARGEST} places. Nothing is ever moved and
 * there is no lock, so nobody waits for growth; and nothing shrinks: a table that was only filled
 * has 8 to 30 bytes of places an entry, and keeps them.
 *
 * <p><b>Memory ordering.</b> What a thread wrote before it added an entry is seen by whoever finds
 * it. Who knows of an entry by its adder finds it from then on; and who knows that it was removed
 * finds it no more.
 *
 * @param <E> the type of the entries
 */
public final class LiveTable<E extends LiveTable.Entry> {

    /** What can stand in a table. */
    public interface Entry {

        /**
         * What it is found by; no two entries of a table have the same.
         *
         * @return the same value for ever, 0 or more
         */
        long number();
    }

    private static final int CHOICES = 3;
    private static final int BLOCK_BITS = 4;
    private static final int SMALLEST = 1 << 10;
    private static final int LARGEST = 1 << 24;
    private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(Object[].class);

    private final int largest;

    /** Whether somebody makes a new array; the others do without it meanwhile. */
    private final AtomicBoolean growing = new AtomicBoolean();

    /**
     * Written by who is {@link #growing}: never changed but replaced; the newest and largest is
     * first.
     */
    private volatile Object[][] arrays;

    /** Those that found no place. */
    private final ConcurrentHashMap<Long, E> overflow = new ConcurrentHashMap<>();

    /**
     * Whether any entry ever went to the map, written before it goes there. The map's own {@code
     * isEmpty} adds up counts that change meanwhile and may say so of one that is not.
     */
    private volatile boolean overflowed;

    /** How often the newest array had no place since it was added. */
    private final AtomicInteger misses = new AtomicInteger();

    /** Starts empty. */
    public LiveTable() {
        this(SMALLEST, LARGEST);
    }

    /**
     * For tests.
     *
     * @param smallest the places of the first array: 16 times a power of two
     * @param largest the places of an array that none follows: the smallest times a power of four
     */
    LiveTable(int smallest, int largest) {
        this.largest = largest;
        arrays = new Object[][] {new Object[smallest]};
    }

    /**
     * Adds an entry.
     *
     * @param entry stands in no table
     */
    public void add(E entry) {
        long number = entry.number();
        Object[][] all = arrays;
        if (!enter(all[0], number, entry)) {
            addElsewhere(all, number, entry);
        }
    }

    private void addElsewhere(Object[][] all, long number, E entry) {
        if (misses.incrementAndGet() >= all[0].length >> BLOCK_BITS) {
            grow(all);
        }
        for (int i = 1; i < all.length; i++) {
            if (enter(all[i], number, entry)) {
                return;
            }
        }
        if (!overflowed) {
            overflowed = true;
        }
        overflow.put(number, entry);
    }

    private void grow(Object[][] before) {
        if (before[0].length == largest || !growing.compareAndSet(false, true)) {
            return;
        }
        try {
            if (arrays == before) {
                Object[][] after = new Object[before.length + 1][];
                System.arraycopy(before, 0, after, 1, before.length);
                after[0] = new Object[before[0].length * 4];
                arrays = after;
                misses.set(0);
            }
        } catch (OutOfMemoryError e) { // the map has room for this one; asked again later
            misses.set(0);
        } finally {
            growing.set(false);
        }
    }

    private static boolean enter(Object[] places, long number, Object entry) {
        for (int choice = 0; choice < CHOICES; choice++) {
            int place = place(number, choice, places.length);
            if (PLACE.getOpaque(places, place) == null
                    && PLACE.compareAndSet(places, place, null, entry)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes an entry out. Called once for each, by whoever ends it.
     *
     * @param entry was added
     */
    public void remove(E entry) {
        long number = entry.number();
        for (Object[] places : arrays) {
            for (int choice = 0; choice < CHOICES; choice++) {
                int place = place(number, choice, places.length);
                if (PLACE.getOpaque(places, place) == entry) {
                    PLACE.setRelease(places, place, null);
                    return;
                }
            }
        }
        if (overflowed) {
            overflow.remove(number);
        }
    }

    /**
     * Finds an entry.
     *
     * @param number its number
     * @return the entry, or null if it is not there
     */
    @SuppressWarnings("unchecked") // only E enters, by add
    public @Nullable E find(long number) {
        for (Object[] places : arrays) {
            for (int choice = 0; choice < CHOICES; choice++) {
                Object seen = PLACE.getAcquire(places, place(number, choice, places.length));
                if (seen != null && ((E) seen).number() == number) {
                    return (E) seen;
                }
            }
        }
        return overflowed ? overflow.get(number) : null;
    }

    /**
     * Looks at all entries, in no order. One that is there from the beginning of this call to its
     * end is seen once; one that comes or goes meanwhile at most once.
     *
     * @param visitor is called with each
     */
    @SuppressWarnings("unchecked") // only E enters, by add
    public void forEach(Consumer<? super E> visitor) {
        Object[][] all = arrays;
        for (Object[] places : all) {
            for (int place = 0; place < places.length; place++) {
                Object seen = PLACE.getAcquire(places, place);
                if (seen != null) {
                    visitor.accept((E) seen);
                }
            }
        }
        overflow.values().forEach(visitor);
    }

    /**
     * Looks at some entries: those in the next places of the arrays, in no order. Who goes on from
     * what the call before returned, until that is 0, sees all but those that found no place and
     * those that came meanwhile.
     *
     * @param from the place to begin at: 0, or what the call before returned
     * @param most how many places to look at, whatever stands there
     * @param visitor is called with each entry; returns whether to go on
     * @return the place to go on at; 0 after the last
     */
    @SuppressWarnings("unchecked") // only E enters, by add
    public long forSome(long from, int most, Predicate<? super E> visitor) {
        long first = 0; // of an array, counted from the first place of all
        long end = from + most;
        for (Object[] places : arrays) {
            for (long at = Math.max(from, first); at < first + places.length; at++) {
                if (at == end) {
                    return at;
                }
                Object seen = PLACE.getAcquire(places, (int) (at - first));
                if (seen != null && !visitor.test((E) seen)) {
                    return at + 1;
                }
            }
            first += places.length;
        }
        return 0;
    }

    /** How many places there are, whatever stands there. */
    long places() {
        long sum = 0;
        for (Object[] places : arrays) {
            sum += places.length;
        }
        return sum;
    }

    /** Whether any entry ever went to the map. */
    boolean isOverflowing() {
        return overflowed;
    }

    private static int place(long number, int choice, int places) {
        long block = number >>> BLOCK_BITS;
        int inBlock = (int) number & ((1 << BLOCK_BITS) - 1);
        if (choice > 0) {
            // Multiplicative hashing by odd multiples of 2^64 / the golden ratio (Knuth, "The Art
            // of Computer Programming", volume 3, 6.4).
            long hash = block * (0x9E3779B97F4A7C15L * (2L * choice - 1));
            block = hash >>> 24;
            // Also within the block: where always the first of sixteen stays for long, it does not
            // always stay at the first place. Those of one block still have a place each.
            inBlock ^= (int) (hash >>> (64 - BLOCK_BITS));
        }
        return (int) (block << BLOCK_BITS | inBlock) & (places - 1);
    }
}
