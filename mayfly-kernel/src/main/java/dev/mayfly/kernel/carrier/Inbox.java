package dev.mayfly.kernel.carrier;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Where units of the default band come in from outside the carriers: any thread adds one without a
 * lock, whoever empties it takes all at once, in order of arrival.
 *
 * <p>The algorithm is Treiber's stack ("Systems Programming: Coping with Parallelism", 1986),
 * emptied by exchange and turned over by who took it. Since nobody takes a single unit off, there
 * is no ABA.
 *
 * <p><b>Memory ordering.</b> Adding is a compare-and-set and looking a volatile read, so whoever
 * adds and then looks for a sleeper, and whoever says that it sleeps and then looks here, cannot
 * both miss the other. The links are written before the compare-and-set that shows them.
 *
 * <p>Padded: submitting threads write here all the time, and what lies beside is read by carriers
 * at every turn.
 */
final class Inbox {

    private static final VarHandle TOPS = MethodHandles.arrayElementVarHandle(ReadyUnit[].class);

    /** The middle of an array that is wider than two cache lines on each side. */
    private static final int TOP = 32;

    private final @Nullable ReadyUnit[] tops = new ReadyUnit[2 * TOP];

    /** Adds a unit, which stands in no queue. */
    void add(ReadyUnit unit) {
        ReadyUnit below;
        do {
            below = top();
            unit.below = below;
        } while (!TOPS.weakCompareAndSet(tops, TOP, below, unit));
    }

    boolean isEmpty() {
        return top() == null;
    }

    /** Takes all; the first is the one that came first, the others hang {@code below} it. */
    @Nullable ReadyUnit takeAll() {
        ReadyUnit newest = (ReadyUnit) TOPS.getAndSet(tops, TOP, null);
        ReadyUnit oldest = null;
        while (newest != null) {
            ReadyUnit next = newest.below;
            newest.below = oldest;
            oldest = newest;
            newest = next;
        }
        return oldest;
    }

    private @Nullable ReadyUnit top() {
        return (ReadyUnit) TOPS.getVolatile(tops, TOP);
    }
}
