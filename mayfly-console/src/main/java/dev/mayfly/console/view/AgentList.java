package dev.mayfly.console.view;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * The models of the page of agents.
 *
 * <p>This type only groups the models of its parts; it has no instances.
 */
public final class AgentList {

    private AgentList() {}

    /**
     * The head of the page.
     *
     * @param sentence how many there are, in one sentence
     * @param facts how many were started, and such
     */
    public record Head(String sentence, List<String> facts) {}

    /**
     * What became of messages: the first figure is the sum of the others.
     *
     * @param figures in the order of display
     * @param shown whether there is anything to count
     */
    public record Totals(List<Figure> figures, boolean shown) {}

    /**
     * One agent.
     *
     * @param id the element's id
     * @param number the agent's id
     * @param name its name
     * @param about its style, its priority and its parent
     * @param pill its state
     * @param mailbox how many messages of how many wait
     * @param marks when its senders are told to slow down, in words
     * @param trend what will become of its mailbox, in words; empty where nobody knows
     * @param pressed the mark of a mailbox whose senders are told to slow down; absent otherwise
     * @param handled how many messages it has handled
     * @param rate how many a second, formatted
     * @param runTime how long it works on one, in words
     * @param cpuShare how much of a processor it takes, in words; empty where nobody can tell
     * @param failures how often it threw
     * @param restarts how often it has begun anew, in words; empty if never
     */
    public record Row(
            String id,
            String number,
            String name,
            String about,
            StatePill pill,
            Bar mailbox,
            String marks,
            String trend,
            @Nullable StatePill pressed,
            String handled,
            String rate,
            String runTime,
            String cpuShare,
            String failures,
            String restarts) {}

    /**
     * The agents that are shown.
     *
     * @param rows by id
     * @param note which are not shown; absent when all are
     * @param empty what to say when there is none; absent when there are rows
     */
    public record Rows(List<Row> rows, @Nullable String note, @Nullable Empty empty) {}

    /**
     * What tasks wait for that others have to bring.
     *
     * @param waits what most wait for first
     * @param note how many are not shown, absent when all are
     */
    public record Waits(List<Wait> waits, @Nullable String note) {}

    /**
     * Something that is waited for.
     *
     * @param what as in "waits for …"
     * @param who the names of those that wait
     * @param count how many they are, formatted
     */
    public record Wait(String what, String who, String count) {}

    /**
     * Who holds what.
     *
     * @param leases those that most wait for first
     * @param note how many are not shown, absent when all are
     */
    public record Leases(List<Lease> leases, @Nullable String note) {}

    /**
     * A lease.
     *
     * @param name what it is about
     * @param holder who holds it
     * @param left for how long it is held still, in words
     * @param token its fencing token
     * @param waiters who waits for it, empty for nobody
     */
    public record Lease(String name, String holder, String left, String token, String waiters) {}

    /**
     * What groups are asked, and have not decided yet.
     *
     * @param quorums those for which somebody waits first
     * @param note how many are not shown, absent when all are
     */
    public record Quorums(List<Quorum> quorums, @Nullable String note) {}

    /**
     * A question to a group. What was asked and answered is not in this model.
     *
     * @param name what the group is called
     * @param asker who asked, and whether it waits, in words
     * @param votes who has voted how, in words; empty while nobody has
     * @param awaited whose votes are awaited, in words; empty where none is
     * @param count how many agree, how many must, and of how many, in words
     * @param left for how long it may go on, in words
     */
    public record Quorum(
            String name, String asker, String votes, String awaited, String count, String left) {}

    /**
     * A message that no agent will handle. Its content is not shown, nor is it in this model.
     *
     * @param type the name of its type
     * @param agent the name of the agent it was sent to
     * @param reason why it was not handled, one sentence
     * @param time when that was certain
     */
    public record Letter(String type, String agent, String reason, Instant time) {}

    /**
     * The latest dead letters.
     *
     * @param letters newest first
     * @param note how many more there were; absent when all are shown
     * @param shown whether there was ever an agent
     */
    public record Letters(List<Letter> letters, @Nullable String note, boolean shown) {}
}
