package dev.mayfly.examples.trading;

import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.agents.primitive.broadcast.Rumour;
import dev.mayfly.agents.primitive.promise.Promise;
import dev.mayfly.examples.trading.Clerk.Books;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What is said on the floor, sorted by who may hear it. */
sealed interface Message {

    /** For analysts. */
    sealed interface ToAnalyst extends Message {}

    /** For the risk manager. */
    sealed interface ToRiskManager extends Message {}

    /** For executors. */
    sealed interface ToExecutor extends Message {}

    /** For the exchange. */
    sealed interface ToExchange extends Message {}

    /** For the clerk. */
    sealed interface ToClerk extends Message {}

    /** The price of a share, in cents. */
    record Price(String symbol, long cents) implements ToAnalyst {}

    /** Shall this be done? */
    record Ballot(Order order, ReplyTo<Boolean> replyTo) implements ToAnalyst {}

    /** A slow analyst has made up its mind. */
    record Considered(Ballot ballot) implements ToAnalyst {}

    /** An analyst wants to trade: lots of 100 shares, less than zero to sell. */
    record Proposal(String analyst, String symbol, int lots, long cents) implements ToRiskManager {}

    /** These are asked about large orders. */
    record Hired(List<AgentRef<ToAnalyst>> analysts) implements ToRiskManager {}

    /** An executor has come, and gets its share of the symbols. */
    record Joined(AgentRef<ToExecutor> executor) implements ToRiskManager {}

    /** An executor goes, once it has done what it has. */
    record Leaves(String executor) implements ToRiskManager {}

    /** The risk manager's last orders are given. */
    record GoHome() implements ToRiskManager {}

    /** To be executed. */
    record Order(long number, String symbol, int lots, long cents) implements ToExecutor {}

    /** Stop for a time in the middle of the next trade, as a machine that pauses would. */
    record Freeze(Duration time) implements ToExecutor {}

    /** A page of orders to be cleared under a fencing token. The page changes: sent as an Iso. */
    record Clear(OrderPage page, long token, Promise<OrderPage> cleared) implements ToExchange {}

    /** What an agent has counted in its life. */
    record Counts(Map<Account, Long> counts) implements ToClerk {}

    /** Something worth telling. */
    record Note(String text) implements ToClerk {}

    /** What is in the books? */
    record CloseBooks(ReplyTo<Books> replyTo) implements ToClerk {}

    /** The closing bell, as it makes the round. */
    record Heard(Rumour<Bell> rumour) implements ToAnalyst, ToRiskManager, ToExecutor, ToExchange {}

    /** No more trades after this tick. */
    record Bell(int tick) {}
}
