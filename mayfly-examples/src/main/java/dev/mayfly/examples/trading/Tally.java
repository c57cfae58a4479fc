package dev.mayfly.examples.trading;

import dev.mayfly.examples.trading.Message.Counts;

import java.util.EnumMap;
import java.util.Map;

/** What one agent counts. */
final class Tally {

    private final Map<Account, Long> counts = new EnumMap<>(Account.class);

    void add(Account account) {
        add(account, 1);
    }

    void add(Account account, long count) {
        counts.merge(account, count, Long::sum);
    }

    void add(Counts others) {
        others.counts().forEach(this::add);
    }

    long get(Account account) {
        return counts.getOrDefault(account, 0L);
    }

    /** To be handed in at the end: who has not heard the bell by then has left before. */
    Counts handIn() {
        if (get(Account.BELLS_HEARD) == 0) {
            add(Account.BELLS_MISSED);
        }
        return counts();
    }

    /** What was counted so far. */
    Counts counts() {
        return new Counts(Map.copyOf(counts));
    }
}
