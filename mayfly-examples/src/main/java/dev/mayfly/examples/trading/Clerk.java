package dev.mayfly.examples.trading;

import dev.mayfly.agents.agent.AgentContext;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.examples.trading.Message.CloseBooks;
import dev.mayfly.examples.trading.Message.Counts;
import dev.mayfly.examples.trading.Message.Note;
import dev.mayfly.examples.trading.Message.ToClerk;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Keeps the books: each agent hands in what it has counted when it ends. */
final class Clerk implements AgentHandler<ToClerk> {

    private final Tally tally = new Tally();
    private final List<String> notes = new ArrayList<>();
    private Instant first = Instant.EPOCH;

    @Override
    public void onMessage(ToClerk message, AgentContext<ToClerk> self) {
        switch (message) {
            case Counts counts -> tally.add(counts);
            case Note(String text) -> note(text, self.sentAt());
            case CloseBooks(var replyTo) ->
                    replyTo.tell(new Books(tally.counts().counts(), List.copyOf(notes)));
        }
    }

    /**
     * The books at the end of a day.
     *
     * @param counts the sums of all that was handed in
     * @param notes what happened, in order
     */
    record Books(Map<Account, Long> counts, List<String> notes) {

        /** Zero where nothing was counted. */
        long get(Account account) {
            return counts.getOrDefault(account, 0L);
        }
    }

    private void note(String text, Instant time) {
        Instant begin = notes.isEmpty() ? time : first;
        first = begin;
        notes.add("%5d ms  %s".formatted(Duration.between(begin, time).toMillis(), text));
    }
}
