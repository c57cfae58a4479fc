package dev.mayfly.agents.primitive.channel;

import dev.mayfly.agents.capability.Iso;
import dev.mayfly.agents.capability.Sendable;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A bounded queue for many senders and many receivers, without a lock as long as nobody waits.
 *
 * <p><b>Two words</b> count what was ever sent and ever received, four at a time, so that there is
 * room for marks below: {@link #CLOSED} and {@link #RECEIVERS_WAIT} beside the tail, {@link
 * #SENDERS_WAIT} beside the head. A sender takes its place by a compare-and-set of the tail from a
 * value without marks, a receiver by one of the head: so a mark, once set, turns all of them to the
 * channel's lock. Marks are set and cleared under that lock alone, and these hold whenever it is
 * free:
 *
 * <ul>
 *   <li>{@code RECEIVERS_WAIT} stands where receivers wait, and then the ring is empty;
 *   <li>{@code SENDERS_WAIT} stands where senders wait, and then the ring is full.
 * </ul>
 *
 * <p>A mark is set by compare-and-set from the value for which that was seen, and nothing that
 * could change it gets past the mark.
 *
 * <p><b>Places</b> hold a message, or null. A sender takes a place only when it is null, and writes
 * to it after; a receiver takes it only when the tail has passed and the message is there, and
 * clears it after. So a place has at most one writer at a time, and needs no number of its own as
 * in Dmitry Vyukov's bounded queue, after which the rest is modelled. Who meets one that has taken
 * its place and not yet written or cleared it goes round again: that one is a few instructions from
 * it. Places are a power of two, at least two; the capacity is kept by the words.
 *
 * <p><b>Memory ordering.</b> Writing to a place releases, reading it acquires: that is the edge
 * from the sender to the receiver, and from the receiver that cleared a place to the next sender.
 * The words are volatile, and are read in the order that makes an answer true at one moment: for
 * "full" the tail first, for "empty" the head first, since both only grow.
 */
final class Ring {

    /** Stands for: somebody waits, take the lock. */
    static final Object ATTENDED = new Object();

    /** Stands for: closed, and everything has been received. */
    static final Object DRAINED = new Object();

    /** The largest capacity: 2^24, 16 777 216. */
    static final int LARGEST = 1 << 24;

    private static final long CLOSED = 1;
    private static final long RECEIVERS_WAIT = 2;
    private static final long SENDERS_WAIT = 1;
    private static final int MARK_BITS = 2;
    private static final long MARKS = 3;
    private static final long ONE = 1 << MARK_BITS;

    /** Stands in the place of a message that was given away while it was sent. */
    private static final Object NOTHING = new Object();

    /** Two lines of a cache apart, since processors fetch lines in pairs. */
    private static final int TAIL = 16;

    private static final int HEAD = 32;
    private static final int WORDS = 48;

    private static final int SPINS = 64;

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(Object[].class);

    private final long[] words = new long[WORDS];
    private final @Nullable Object[] places;
    private final int capacity;

    Ring(int capacity) {
        this.capacity = capacity;
        int size = Math.max(2, Integer.highestOneBit(2 * capacity - 1));
        places = new Object[size];
    }

    private long tail() {
        return (long) WORD.getVolatile(words, TAIL);
    }

    private long head() {
        return (long) WORD.getVolatile(words, HEAD);
    }

    private int placeOf(long word) {
        return (int) (word >>> MARK_BITS) & (places.length - 1);
    }

    /** How many are between two words. */
    private static long between(long head, long tail) {
        return (tail >>> MARK_BITS) - (head >>> MARK_BITS);
    }

    @SuppressWarnings("ThreadPriorityCheck") // correct without; a help where processors are few
    private static void pause(int round) {
        if (round % SPINS < SPINS - 1) {
            Thread.onSpinWait();
        } else {
            Thread.yield(); // the other may need this processor
        }
    }

    // ---- without the lock

    /**
     * Sends, if there is room.
     *
     * @return null if somebody waits to receive
     */
    @Nullable EnqueueResult offer(Sendable<?> message) {
        Object content = contentBefore(message);
        for (int round = 0; ; round++) {
            long tail = tail();
            if ((tail & MARKS) != 0) {
                return (tail & CLOSED) != 0 ? EnqueueResult.CLOSED : null;
            }
            if (between(head(), tail) >= capacity) {
                return EnqueueResult.FULL;
            }
            int place = placeOf(tail);
            if (PLACE.getAcquire(places, place) != null) {
                pause(round);
            } else if (WORD.compareAndSet(words, TAIL, tail, tail + ONE)) {
                fill(place, message, content);
                return EnqueueResult.SENT;
            }
        }
    }

    /** What is not unique is handed over before a place is taken: it might be the user's code. */
    private static @Nullable Object contentBefore(Sendable<?> message) {
        if (!(message instanceof Iso<?> iso)) {
            return contentOf(message);
        }
        if (iso.isConsumed()) {
            iso.take(); // throws, and says where it was used up
        }
        return null;
    }

    static Object contentOf(Sendable<?> message) {
        Object content = message.handOver();
        if (content == null) {
            throw new NullPointerException(
                    message.getClass().getName() + ".handOver() returned null; nothing was sent");
        }
        return content;
    }

    private void fill(int place, Sendable<?> message, @Nullable Object content) {
        // Where two send the same Iso in one moment, receivers pass over the place of the second.
        Object filling = content != null ? content : NOTHING;
        try {
            if (content == null) {
                filling = contentOf(message);
            }
        } finally {
            PLACE.setRelease(places, place, filling);
        }
    }

    /**
     * Receives.
     *
     * @return the message; null if there is none, {@link #ATTENDED} or {@link #DRAINED}
     */
    @Nullable Object poll() {
        for (int round = 0; ; round++) {
            long head = head();
            if ((head & SENDERS_WAIT) != 0) {
                return ATTENDED;
            }
            long tail = tail();
            if (between(head, tail) <= 0) {
                return (tail & CLOSED) != 0 && between(head, tail) == 0 ? DRAINED : null;
            }
            int place = placeOf(head);
            Object message = PLACE.getAcquire(places, place);
            if (message == null) {
                pause(round);
            } else if (WORD.compareAndSet(words, HEAD, head, head + ONE)) {
                PLACE.setRelease(places, place, null);
                if (message != NOTHING) {
                    return message;
                }
            }
        }
    }

    boolean isClosed() {
        return (tail() & CLOSED) != 0;
    }

    int length() {
        long head = head();
        return Math.clamp(between(head, tail()), 0, capacity);
    }

    // ---- under the lock

    /** Sets the mark that receivers wait; returns false if there is something, or it is closed. */
    boolean markReceivers() {
        while (true) {
            long tail = tail();
            if ((tail & RECEIVERS_WAIT) != 0) {
                return true;
            }
            if ((tail & CLOSED) != 0 || between(head(), tail) > 0) {
                return false;
            }
            if (WORD.compareAndSet(words, TAIL, tail, tail | RECEIVERS_WAIT)) {
                return true;
            }
        }
    }

    /** Sets the mark that senders wait; returns false if there is room, or it is closed. */
    boolean markSenders() {
        while (true) {
            long head = head();
            if ((head & SENDERS_WAIT) != 0) {
                return true;
            }
            long tail = tail();
            if ((tail & CLOSED) != 0 || between(head, tail) < capacity) {
                return false;
            }
            if (WORD.compareAndSet(words, HEAD, head, head | SENDERS_WAIT)) {
                return true;
            }
        }
    }

    void clearReceivers() {
        WORD.getAndBitwiseAnd(words, TAIL, ~RECEIVERS_WAIT);
    }

    void clearSenders() {
        WORD.getAndBitwiseAnd(words, HEAD, ~SENDERS_WAIT);
    }

    /** Refuses senders from here on; returns false if it was closed. */
    boolean close() {
        return ((long) WORD.getAndBitwiseOr(words, TAIL, CLOSED) & CLOSED) == 0;
    }

    /** Puts a message into the empty ring of which receivers are marked to wait. */
    void putMarked(Object content) {
        assert (tail() & RECEIVERS_WAIT) != 0 : "others send meanwhile";
        append(content);
    }

    /**
     * Takes the oldest of the full ring of which senders are marked to wait, but not its place:
     * that is given free by {@link #advanceMarked}.
     *
     * @return null if it was given away while it was sent
     */
    @Nullable Object takeMarked() {
        assert (head() & SENDERS_WAIT) != 0 : "others receive meanwhile";
        int place = placeOf(head());
        Object message = PLACE.getAcquire(places, place);
        for (int round = 0; message == null; round++) {
            pause(round);
            message = PLACE.getAcquire(places, place);
        }
        PLACE.setRelease(places, place, null);
        return message == NOTHING ? null : message;
    }

    /**
     * Ends {@link #takeMarked}.
     *
     * @param content enters before there is room for anyone else; null for none
     */
    void advanceMarked(@Nullable Object content) {
        if (content != null) {
            append(content);
        }
        long _ = (long) WORD.getAndAdd(words, HEAD, ONE);
    }

    private void append(Object content) {
        int place = placeOf(tail());
        for (int round = 0; PLACE.getAcquire(places, place) != null; round++) {
            pause(round);
        }
        PLACE.setRelease(places, place, content);
        long _ = (long) WORD.getAndAdd(words, TAIL, ONE);
    }
}
