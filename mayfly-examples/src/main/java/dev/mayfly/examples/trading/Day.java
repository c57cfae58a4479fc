package dev.mayfly.examples.trading;

import static dev.mayfly.examples.trading.Account.*;

import dev.mayfly.agents.snapshot.AgentsSnapshot.Totals;
import dev.mayfly.examples.trading.Clerk.Books;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A day that is over.
 *
 * @param books what the agents have counted
 * @param totals what the runtime has counted
 * @param deadLetters what nobody handled, by the type of the message
 * @param pressed how often senders were told to slow down, by agent
 * @param staff how many traders, and the exchange
 */
record Day(
        Books books,
        Totals totals,
        Map<String, Long> deadLetters,
        Map<String, Long> pressed,
        long staff) {

    /**
     * Two numbers that were counted in different places and must be equal.
     *
     * @param what they are
     * @param one for instance what was sent
     * @param other for instance what has arrived, and what has not
     */
    record Balance(String what, long one, long other) {
        boolean holds() {
            return one == other;
        }
    }

    /** All that must balance. */
    List<Balance> balances() {
        var all = new ArrayList<Balance>(ofProposals());
        all.addAll(ofOrders());
        all.addAll(ofMessages());
        return all;
    }

    private List<Balance> ofProposals() {
        return List.of(
                new Balance(
                        "prices sent = seen + dead letters",
                        get(PRICES_SENT),
                        get(PRICES_SEEN) + dead("Price")),
                new Balance(
                        "proposals made = considered + turned away + dead letters",
                        get(PROPOSED),
                        get(CONSIDERED) + get(TURNED_AWAY) + dead("Proposal")),
                new Balance(
                        "proposals considered = approved + vetoed",
                        get(CONSIDERED),
                        get(APPROVED) + vetoed()),
                new Balance(
                        "votes asked for = yes + no + not given in time",
                        get(VOTES_ASKED),
                        get(VOTES_YES) + get(VOTES_NO) + get(VOTES_MISSING)));
    }

    private List<Balance> ofOrders() {
        return List.of(
                new Balance(
                        "orders approved = taken by executors + dead letters",
                        get(APPROVED),
                        get(TAKEN) + dead("Order")),
                new Balance(
                        "orders taken = executed + refused",
                        get(TAKEN),
                        get(EXECUTED) + get(REFUSED)),
                new Balance(
                        "pages given to the exchange = stamped + refused",
                        get(PAGES_GIVEN),
                        get(PAGES_STAMPED) + get(PAGES_REFUSED)),
                new Balance("pages given = pages given back", get(PAGES_GIVEN), get(PAGES_BACK)),
                new Balance(
                        "orders executed under an old token", 0, get(EXECUTED_UNDER_OLD_TOKEN)));
    }

    private List<Balance> ofMessages() {
        return List.of(
                new Balance(
                        "agents = heard the bell + left before",
                        staff,
                        get(BELLS_HEARD) + get(BELLS_MISSED)),
                new Balance(
                        "messages sent = handled + dead letters + rejected",
                        totals.sent(),
                        totals.handled() + totals.deadLetters() + totals.rejected()),
                new Balance(
                        "messages rejected = proposals and whispers turned away + orders held up",
                        totals.rejected(),
                        get(TURNED_AWAY) + get(WHISPERS_TURNED_AWAY) + get(HELD_UP)));
    }

    private long get(Account account) {
        return books.get(account);
    }

    private long dead(String type) {
        return deadLetters.getOrDefault(type, 0L);
    }

    /** All that the risk manager did not want, for whatever reason. */
    long vetoed() {
        return get(VETOED_FOR_SYMBOL_LIMIT)
                + get(VETOED_FOR_TOTAL_LIMIT)
                + get(VETOED_BY_VOTE)
                + get(VETOED_WITHOUT_DECISION)
                + get(VETOED_AFTER_BELL);
    }
}
