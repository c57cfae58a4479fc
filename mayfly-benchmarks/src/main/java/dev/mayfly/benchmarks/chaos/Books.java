package dev.mayfly.benchmarks.chaos;

import dev.mayfly.agents.event.AgentEvent;
import dev.mayfly.agents.event.AgentListener;
import dev.mayfly.agents.snapshot.AgentsSnapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What became of each letter, as senders and receivers have it, against which the runtime's own
 * counters are held. A letter is handled, undelivered or refused, and one of these once.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class Books implements AgentListener {

    private static final int HANDLED = 1;
    private static final int UNDELIVERED = 1 << 8;
    private static final int REFUSED = 1 << 16;
    private static final int MOST_NOTED = 20;

    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicIntegerArray fates;
    private final AtomicReferenceArray<String> titles;
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

    Books(int most) {
        fates = new AtomicIntegerArray(most);
        titles = new AtomicReferenceArray<>(most);
    }

    /** Opens a page for a letter that is about to be sent; the title is for people. */
    int open(String title) {
        int id = ids.getAndIncrement();
        titles.set(id, title);
        return id;
    }

    /** Whether there are pages left. */
    boolean hasRoom() {
        return ids.get() < fates.length() * 3 / 4;
    }

    void handled(Letter letter) {
        fates.addAndGet(letter.id(), HANDLED);
    }

    void refused(Letter letter) {
        fates.addAndGet(letter.id(), REFUSED);
    }

    void fault(String what) {
        if (faults.size() < MOST_NOTED) {
            faults.add(what);
        }
    }

    @Override
    public void on(AgentEvent event) {
        if (event instanceof AgentEvent.Undelivered(var letter)
                && letter.message() instanceof Letter lost) {
            fates.addAndGet(lost.id(), UNDELIVERED);
        }
    }

    /** Sums. */
    record Sums(int sent, int handled, int undelivered, int refused) {

        boolean balance() {
            return handled + undelivered + refused == sent;
        }

        /** Whether the runtime has counted the same. */
        boolean agree(AgentsSnapshot.Totals totals) {
            return totals.sent() == sent
                    && totals.handled() == handled
                    && totals.deadLetters() == undelivered
                    && totals.rejected() == refused;
        }
    }

    Sums sums() {
        int sent = ids.get();
        int handled = 0;
        int undelivered = 0;
        int refused = 0;
        for (int i = 0; i < sent; i++) {
            int fate = fates.get(i);
            handled += fate & 0xff;
            undelivered += fate >>> 8 & 0xff;
            refused += fate >>> 16;
        }
        return new Sums(sent, handled, undelivered, refused);
    }

    /** What is wrong with single letters. */
    List<String> faults() {
        List<String> all = new ArrayList<>(faults);
        int sent = ids.get();
        for (int i = 0; i < sent && all.size() < MOST_NOTED; i++) {
            int fate = fates.get(i);
            if (fate != HANDLED && fate != UNDELIVERED && fate != REFUSED) {
                all.add(
                        "letter %d, %s, was handled %d, undelivered %d and refused %d times"
                                .formatted(
                                        i,
                                        titles.get(i),
                                        fate & 0xff,
                                        fate >>> 8 & 0xff,
                                        fate >>> 16));
            }
        }
        return all;
    }
}
