package dev.mayfly.examples.trading;

import static dev.mayfly.examples.trading.Account.*;

import java.util.Map;
import java.util.stream.Collectors;

/** A day as a text for people. */
final class Report {

    private final Day day;
    private final StringBuilder text = new StringBuilder();

    private Report(Day day) {
        this.day = day;
    }

    static String of(Day day) {
        return new Report(day).write();
    }

    private String write() {
        line(
                "A trading day: %d symbols, 5 analysts, a risk manager, executors, an exchange."
                        .formatted(Market.SYMBOLS.size()));
        title("What happened");
        day.books().notes().forEach(this::line);
        writeProposals();
        writeMeans();
        title("What must balance");
        for (Day.Balance balance : day.balances()) {
            String sign = balance.holds() ? "=" : "IS NOT";
            line("%6d %s %-6d %s".formatted(balance.one(), sign, balance.other(), balance.what()));
        }
        return text.toString();
    }

    private void writeProposals() {
        title("What came of proposals");
        row(PROPOSED, "proposals by the analysts");
        row(TURNED_AWAY, "turned away: the risk manager's mailbox was full");
        row(
                VETOED_FOR_SYMBOL_LIMIT,
                "vetoed: more than %d lots of one symbol".formatted(RiskManager.SYMBOL_LIMIT));
        row(
                VETOED_FOR_TOTAL_LIMIT,
                "vetoed: more than %d lots in all".formatted(RiskManager.TOTAL_LIMIT));
        row(VETOED_BY_VOTE, "vetoed: the analysts voted against it");
        row(VETOED_WITHOUT_DECISION, "vetoed: no decision, split or not in time");
        row(VETOED_AFTER_BELL, "vetoed: after the bell");
        row(APPROVED, "approved, and given to the executor of the symbol");
        row(LOTS_HELD, "lots held in the end, bought or sold");
        row(EXECUTED, "executed by the exchange");
        row(REFUSED, "refused by the exchange: the lease was lost, the token old");
    }

    private void writeMeans() {
        title("How it was done");
        row(
                POLLS,
                "votes of the analysts, 3 of 5 from %d lots on and 4 of 5 from %d"
                        .formatted(Committee.CRITICAL, Committee.VERY_CRITICAL));
        row(LEASES, "times an executor got the trading lease");
        row(PAGES_GIVEN, "pages of orders given to the exchange and back, none copied");
        row(HELD_UP, "times the risk manager waited for room at an executor");
        line("        senders were told to slow down by: " + list(day.pressed()));
        line("        dead letters, to those who had gone home: " + list(day.deadLetters()));
    }

    private void title(String title) {
        line("\n" + title);
    }

    private void row(Account account, String what) {
        line("%6d  %s".formatted(day.books().get(account), what));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private static String list(Map<String, Long> counts) {
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }
}
