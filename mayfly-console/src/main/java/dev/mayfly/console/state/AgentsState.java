package dev.mayfly.console.state;

import dev.mayfly.agents.event.DeadLetter;
import dev.mayfly.agents.snapshot.AgentsSnapshot;

import java.time.Instant;
import java.util.List;

/**
 * The agents.
 *
 * @param snapshot a picture of them; of its dead letters only {@code letters} is to be used
 * @param letters the messages that nobody will handle, the newest first, without their contents
 */
public record AgentsState(AgentsSnapshot snapshot, List<Letter> letters) {

    /** Copies the list. */
    public AgentsState {
        letters = List.copyOf(letters);
    }

    /**
     * A message that nobody will handle.
     *
     * @param type the name of its type within its package
     * @param agent the name of whom it was for
     * @param reason why
     * @param time when
     */
    public record Letter(String type, String agent, DeadLetter.Reason reason, Instant time) {}

    /**
     * The agents of a running application.
     *
     * @param snapshot a picture of them
     * @return it with its dead letters
     */
    public static AgentsState of(AgentsSnapshot snapshot) {
        return new AgentsState(
                snapshot,
                snapshot.deadLetters().stream()
                        .map(letter ->
                                new Letter(
                                        typeName(letter.message().getClass()),
                                        letter.agent().name(),
                                        letter.reason(),
                                        letter.time()))
                        .toList());
    }

    /** The name within its package: {@code Desk.Order}, or {@code Desk$1} where it has none. */
    private static String typeName(Class<?> type) {
        String whole = type.getCanonicalName() == null ? type.getName() : type.getCanonicalName();
        String inPackage = type.getPackageName();
        return inPackage.isEmpty() ? whole : whole.substring(inPackage.length() + 1);
    }
}
