package dev.mayfly.agents.internal;

import dev.mayfly.agents.snapshot.AgentSnapshot;
import dev.mayfly.agents.snapshot.AgentsSnapshot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes pictures of all agents. What an agent took is read from the agent while it lives, and from
 * the ledger once it has ended; one that ends in between would be counted at both places or at
 * neither. So a picture counts only if no end was under way at any time while it was taken, else it
 * is taken again.
 *
 * <p>The way to know is that of Lamport ("Concurrent Reading and Writing", 1977): who ends counts
 * once before and once after, and who reads compares the two in the opposite order. With that,
 * nobody who ends waits for one who looks.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class Census {

    /** How often a picture is taken at most. */
    static final int TRIES = 5;

    private final Ledger ledger;
    private final Pace pace;
    private final Consumer<Consumer<Cell<?>>> living;
    private final int tries;

    /**
     * A census.
     *
     * @param agents counts those that have ended
     * @param living shows each that is alive
     */
    Census(Agents agents, Consumer<Consumer<Cell<?>>> living) {
        this(agents, living, TRIES);
    }

    /** For tests: with another number of tries. */
    Census(Agents agents, Consumer<Consumer<Cell<?>>> living, int tries) {
        this.ledger = agents.ledger();
        this.pace = agents.pace();
        this.living = living;
        this.tries = tries;
    }

    AgentsSnapshot take() {
        AgentsSnapshot picture = once();
        for (int i = 1; i < tries && !picture.exact(); i++) {
            picture = once();
        }
        return picture;
    }

    private AgentsSnapshot once() {
        long ended = ledger.endsOver();
        List<AgentSnapshot> pictures = new ArrayList<>();
        long[] sums = new long[2];
        living.accept(cell -> {
            pictures.add(cell.picture());
            sums[0] += cell.queue.taken();
            sums[1] += cell.queue.length();
        });
        pictures.sort(Comparator.comparingLong(AgentSnapshot::id));
        AgentsSnapshot.Totals totals = ledger.totals(sums[0], sums[1], ended);
        return new AgentsSnapshot(
                List.copyOf(pictures),
                totals,
                pace.picture(totals.handled()),
                ledger.letters(),
                ledger.listenerFailures(),
                ledger.endsBegun() == ended,
                List.of(),
                List.of());
    }
}
