package dev.mayfly.agents.internal;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A bounded queue of messages for one consumer, filled by any thread without a lock, which knows
 * its exact length. It grows in chunks of {@value #CHUNK}; one that never had a message has none.
 *
 * <p><b>One word.</b> How many messages were ever accepted, how many of them are not yet settled,
 * and three flags stand in one word, so that accepting a message is one compare-and-set: it checks
 * the bound and the end, counts the message, gives it its place, and tells the sender whether it is
 * the one to wake the consumer.
 *
 * <ul>
 *   <li>{@link #CLOSED}: nothing is accepted any more;
 *   <li>{@link #CALLED}: something other than a message is to be looked at;
 *   <li>{@link #PARKED}: the consumer waits to be woken.
 * </ul>
 *
 * <p><b>Who wakes.</b> A consumer without a stack is ready, or running, for as long as anything is
 * unsettled or it is called; a call that it heeds is one more to be settled. So whoever makes the
 * first of that true is the one to hand it to a carrier, and whoever settles the last must not
 * touch it afterwards. Parked, it heeds calls only. A consumer with a stack of its own parks and is
 * woken by whoever takes that flag away, by a message or a call.
 *
 * <p><b>Settled</b> is a message that was taken and done with. A consumer may settle several at
 * once, so the word can say more than there is; a sender that finds it full looks at what was taken
 * too, which makes the bound exact: while the word stays as it was read nothing more was accepted,
 * and what is taken meanwhile only makes room.
 *
 * <p><b>Memory ordering.</b> A message is written to its place after the word has given that place,
 * by a release; the consumer reads it by an acquire. Between the two the consumer finds the place
 * empty though the length says otherwise: the sender is about to write, and the consumer comes
 * again later. A place is written once in the life of its chunk, so there is no ABA. The consumer's
 * own fields pass from one run of it to the next through the word: settling releases, and waking
 * acquires them.
 *
 * <p>The shape of the chunks is that of Tim Halloran's and Francesco Nigro's {@code
 * MpscUnboundedXaddArrayQueue} (JCTools), without its pool: a sender that was overtaken goes back
 * by the links between chunks.
 */
final class MessageQueue {

    /** Messages in a chunk. */
    static final int CHUNK = 16;

    /** A bound for messages that are accepted whatever the capacity: 16 000 000. */
    static final int NO_BOUND = 16_000_000;

    private static final int LENGTH_BITS = 24;
    private static final long LENGTH_MASK = (1L << LENGTH_BITS) - 1;

    private static final long CLOSED = 1L << LENGTH_BITS;
    private static final long CALLED = CLOSED << 1;
    private static final long PARKED = CALLED << 1;

    /** Above the flags stand the lower bits of how many were accepted, and come round. */
    private static final int COUNT_SHIFT = LENGTH_BITS + 3;

    private static final int COUNT_BITS = Long.SIZE - COUNT_SHIFT;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;
    private static final long ONE_MORE = (1L << COUNT_SHIFT) + 1;

    /** What {@link #reserve} returns when there is no room. */
    static final long FULL = CLOSED;

    /** What {@link #reserve} returns when nothing is accepted any more. */
    static final long REFUSED = CLOSED | 1;

    /** As {@link #REFUSED}, and the caller must wake the consumer. */
    static final long REFUSED_AND_WAKES = CLOSED | 2;

    /** How many senders at once are served by an addition; closer to the bound they take turns. */
    private static final int MARGIN = 64;

    private static final int CHUNK_BITS = 4;
    private static final int CHUNK_MASK = CHUNK - 1;

    /** What the number of a chunk leaves of a long. */
    private static final int SPARE_BITS = 64 - (COUNT_BITS - CHUNK_BITS);

    /** Stands for the next of a chunk that the consumer has left. */
    private static final Chunk LEFT = new Chunk(-1, null);

    private static final VarHandle WORD;
    private static final VarHandle NEWEST;
    private static final VarHandle NEXT;
    private static final VarHandle TAKEN;
    private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(Object[].class);

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WORD = lookup.findVarHandle(MessageQueue.class, "word", long.class);
            NEWEST = lookup.findVarHandle(MessageQueue.class, "newest", Chunk.class);
            TAKEN = lookup.findVarHandle(MessageQueue.class, "taken", long.class);
            NEXT = lookup.findVarHandle(Chunk.class, "next", Chunk.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Whether the consumer is called without a stack, and so idle without saying so. */
    private final boolean stackless;

    private volatile long word;

    /** A chunk with places that were given out lately; null before the first message. */
    private volatile @Nullable Chunk newest;

    /** The consumer's: the chunk of the next message; null before the first. */
    private @Nullable Chunk first;

    /** The number of the first chunk: 0 but for tests. */
    private final long base;

    /** The consumer's, read by others: how many messages it has taken. */
    private long taken;

    private static final class Chunk {

        private final long number;
        private final @Nullable Object[] messages = new Object[CHUNK];
        private final int[] stamps = new int[CHUNK];

        /** Written by compare-and-set, once. */
        private volatile @Nullable Chunk next;

        /** Cleared by the consumer, which has then left that one; so has everybody else. */
        private volatile @Nullable Chunk previous;

        Chunk(long number, @Nullable Chunk previous) {
            this.number = number;
            this.previous = previous;
        }
    }

    /**
     * Makes an empty one.
     *
     * @param stackless whether the consumer is called, or else comes and waits
     */
    MessageQueue(boolean stackless) {
        this(stackless, 0);
    }

    /** For tests: one that has had messages before. */
    MessageQueue(boolean stackless, long before) {
        this.stackless = stackless;
        taken = before;
        word = before << COUNT_SHIFT;
        base = (before & COUNT_MASK) >>> CHUNK_BITS;
    }

    // ---- senders

    /**
     * Takes a place at the end, which the caller must fill without delay by {@link #put}.
     *
     * @param bound the most messages there may be with this one
     * @return what the caller hands to {@link #put} and asks about; or {@link #FULL}, {@link
     *     #REFUSED} or {@link #REFUSED_AND_WAKES}, which {@link #isRefused} tells apart
     */
    long reserve(int bound) {
        long now = word;
        if ((now & LENGTH_MASK) + MARGIN >= bound || (now & CLOSED) != 0) {
            return reserveExactly(bound);
        }
        // An addition takes half as long as a compare-and-set, and never has to be tried again.
        long before = (long) WORD.getAndAdd(this, ONE_MORE);
        return (before & CLOSED) == 0 && (before & LENGTH_MASK) < bound
                ? before
                : reserveAgain(before, bound);
    }

    /** The addition was one too many: others came, or the end, after the look before it. */
    private long reserveAgain(long added, int bound) {
        if ((added & CLOSED) != 0) {
            return takeBack(added) ? REFUSED_AND_WAKES : REFUSED;
        }
        put(added, Special.VOID, 0); // others stand behind it
        return reserveExactly(bound);
    }

    /**
     * Takes back an addition that came after the end, and calls the consumer instead. Nobody will
     * look at the place: it lies behind the last that is taken.
     *
     * <p>Until now it looked like a message. If it was the first of all that is to be done, whoever
     * came after it, such as the call that goes with the end, has left the waking to this sender;
     * and a consumer that came to look has not seen the end because of it, and must come again.
     *
     * @return whether the caller must wake the consumer
     */
    private boolean takeBack(long added) {
        long before;
        do {
            before = word;
        } while (!WORD.weakCompareAndSet(this, before, (before - ONE_MORE | CALLED) & ~PARKED));
        return (before & PARKED) != 0
                || stackless && (added & (LENGTH_MASK | CALLED | PARKED)) == 0;
    }

    private long reserveExactly(int bound) {
        while (true) {
            long before = word;
            if ((before & CLOSED) != 0) {
                return REFUSED;
            }
            if ((before & LENGTH_MASK) >= bound && waiting(before) >= bound) {
                if (before == word) {
                    return FULL;
                }
            } else if (WORD.weakCompareAndSet(this, before, before + ONE_MORE)) {
                return before;
            }
        }
    }

    /** Whether there is no place: the answer was {@link #FULL} or {@link #REFUSED}. */
    static boolean isRefused(long reserved) {
        return (reserved & CLOSED) != 0;
    }

    /**
     * Puts a message where a place was taken for it.
     *
     * @param reserved what {@link #reserve} returned
     * @param message not null
     * @param stamp kept beside it
     */
    void put(long reserved, Object message, int stamp) {
        long index = reserved >>> COUNT_SHIFT;
        Chunk chunk = chunk(index >>> CHUNK_BITS);
        int place = (int) index & CHUNK_MASK;
        chunk.stamps[place] = stamp;
        PLACE.setRelease(chunk.messages, place, message);
    }

    /** Whether who took that place must wake the consumer, after {@link #put}. */
    boolean wakes(long reserved) {
        return stackless
                ? (reserved & (LENGTH_MASK | CALLED | PARKED)) == 0
                : (reserved & PARKED) != 0 && unpark();
    }

    /** At least how many messages were there before that one, and at most a batch more. */
    static int lengthBefore(long reserved) {
        return (int) (reserved & LENGTH_MASK);
    }

    /**
     * Asks the consumer to look at something other than messages.
     *
     * @return whether the caller must wake it
     */
    boolean call() {
        long before;
        do {
            before = word;
        } while (!WORD.weakCompareAndSet(this, before, (before | CALLED) & ~PARKED));
        return (before & PARKED) != 0 || stackless && (before & (LENGTH_MASK | CALLED)) == 0;
    }

    /** Accepts nothing from here on. */
    void close() {
        long _ = (long) WORD.getAndBitwiseOr(this, CLOSED);
    }

    boolean isClosed() {
        return (word & CLOSED) != 0;
    }

    /**
     * Finds the chunk with a number, which the consumer cannot have left, since a place in it has
     * yet to be filled.
     */
    private Chunk chunk(long number) {
        Chunk chunk = newest;
        if (chunk == null) {
            chunk = firstChunk();
        }
        return chunk.number == number ? chunk : chunk(chunk, number);
    }

    private Chunk firstChunk() {
        var fresh = new Chunk(base, null);
        Chunk other = (Chunk) NEWEST.compareAndExchange(this, null, fresh);
        return other == null ? fresh : other;
    }

    private Chunk chunk(Chunk known, long number) {
        Chunk chunk = known;
        while (chunk.number != number) {
            if (isBefore(number, chunk.number)) {
                chunk = chunk.previous;
                assert chunk != null : "the consumer left a chunk that was not full";
            } else {
                Chunk next = after(chunk);
                chunk = next == LEFT ? latest() : next; // which may be ahead
            }
        }
        Chunk latest = latest();
        while (isBefore(latest.number, number) && !NEWEST.compareAndSet(this, latest, chunk)) {
            latest = latest();
        }
        return chunk;
    }

    private Chunk latest() {
        Chunk latest = newest;
        assert latest != null : "a chunk is known, but none was the first";
        return latest;
    }

    /** The numbers come round, after 137 000 million messages. */
    private static boolean isBefore(long number, long other) {
        return (number - other) << SPARE_BITS < 0;
    }

    private static Chunk after(Chunk chunk) {
        Chunk next = chunk.next;
        if (next != null) {
            return next;
        }
        long number = (chunk.number + 1) << SPARE_BITS >>> SPARE_BITS;
        var fresh = new Chunk(number, chunk);
        Chunk other = (Chunk) NEXT.compareAndExchange(chunk, null, fresh);
        return other == null ? fresh : other;
    }

    // ---- the consumer

    /**
     * Takes the oldest message. It counts for {@link #settle} until it is settled.
     *
     * @return null if there is none, or the sender of the next is just about to put it there
     */
    @Nullable Object poll() {
        Chunk chunk = current();
        if (chunk == null) {
            return null;
        }
        int place = (int) taken & CHUNK_MASK;
        Object message = PLACE.getAcquire(chunk.messages, place);
        if (message != null) {
            chunk.messages[place] = null;
            TAKEN.setOpaque(this, taken + 1);
        }
        return message;
    }

    /** What was kept beside the message taken last; meaningful until the next is taken. */
    int stamp() {
        // The chunk is left by the next look, not by taking its last message.
        Chunk chunk = first;
        assert chunk != null : "no message was taken";
        return chunk.stamps[(int) (taken - 1) & CHUNK_MASK];
    }

    private @Nullable Chunk current() {
        Chunk chunk = first;
        if (chunk == null) {
            return begin();
        }
        if (((int) taken & CHUNK_MASK) != 0
                || chunk.number == (taken & COUNT_MASK) >>> CHUNK_BITS) {
            return chunk;
        }
        Chunk next = chunk.next;
        if (next == null) {
            return null; // nobody has had a place there
        }
        next.previous = null;
        first = next;
        // Cut off, or a chunk that has grown old would keep all later ones from being collected.
        // A sender may stand there still: it then begins anew, at one that is not left.
        NEWEST.compareAndSet(this, chunk, next);
        chunk.next = LEFT;
        return next;
    }

    private @Nullable Chunk begin() {
        Chunk chunk = newest;
        while (chunk != null && chunk.number != base) {
            chunk = chunk.previous;
        }
        first = chunk;
        return chunk;
    }

    /**
     * Settles messages that were taken.
     *
     * @param count how many, 0 or more
     * @return whether there is more to do; false means of a consumer without a stack that it must
     *     not be touched before it is woken
     */
    boolean settle(int count) {
        long before = count == 0 ? word : (long) WORD.getAndAdd(this, -(long) count);
        return (before - count & (LENGTH_MASK | CALLED)) != 0;
    }

    /** Whether there is a call to heed. */
    boolean isCalled() {
        return (word & CALLED) != 0;
    }

    /**
     * Takes the call back, to heed it. For a consumer without a stack a call that was heeded counts
     * as a message that was taken: it is to be settled with the others, and until then nobody else
     * is the first to wake.
     *
     * @return whether there was one
     */
    boolean heed() {
        if (!isCalled()) {
            return false;
        }
        // Only the consumer takes the flag away, so it is still there: a subtraction cannot borrow.
        var _ = (long) WORD.getAndAdd(this, stackless ? 1 - CALLED : -CALLED);
        return true;
    }

    /**
     * Parks a consumer with a stack, if there is nothing to do at all.
     *
     * @return false if it is not to wait
     */
    boolean park() {
        return park(CALLED | LENGTH_MASK, 0);
    }

    /**
     * Settles messages that were taken and parks a consumer without a stack, if it is not called.
     *
     * @param count how many
     * @return false if it is not to wait, and has settled nothing; true means that it must not be
     *     touched before it is woken
     */
    boolean settleAndPark(int count) {
        return park(CALLED, count);
    }

    private boolean park(long busy, int count) {
        while (true) {
            long before = word;
            if ((before & busy) != 0) {
                return false;
            }
            if (WORD.weakCompareAndSet(this, before, before - count | PARKED)) {
                return true;
            }
        }
    }

    /**
     * Takes the parking back.
     *
     * @return false if somebody wakes the consumer, or has
     */
    boolean unpark() {
        return ((long) WORD.getAndBitwiseAnd(this, ~PARKED) & PARKED) != 0;
    }

    /** Whether no message is left, and none will come, but those taken and not settled. */
    boolean isOver(int unsettled) {
        long now = word;
        return (now & CLOSED) != 0 && (now & LENGTH_MASK) == unsettled;
    }

    // ---- anyone

    /** How many messages were ever taken. */
    long taken() {
        return (long) TAKEN.getOpaque(this);
    }

    /** How many messages were accepted and are not taken. */
    int length() {
        while (true) {
            long now = word;
            int length = waiting(now);
            if (now == word) {
                return length;
            }
        }
    }

    /** Never more than there are while the word stays as it is. */
    private int waiting(long now) {
        return (int) ((now >>> COUNT_SHIFT) - (long) TAKEN.getOpaque(this) & COUNT_MASK);
    }
}
