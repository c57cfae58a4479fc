package dev.mayfly.console.source.agent;

import dev.mayfly.agents.snapshot.AgentsSnapshot;
import dev.mayfly.agents.snapshot.QuorumSnapshot;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.view.AgentList;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What groups are asked: who has voted, who has yet to, and who waits for it. */
public final class QuorumParts {
    private static final int MOST_SHOWN = 20;
    private static final int MOST_NAMED = 5;

    private QuorumParts() {}

    /**
     * The questions that are not decided yet.
     *
     * @param now the agents' picture; null for an application without
     * @return those for which somebody waits first
     */
    public static AgentList.Quorums quorums(@Nullable AgentsSnapshot now) {
        List<QuorumSnapshot> all = now == null ? List.of() : now.quorums();
        int hidden = all.size() - MOST_SHOWN;
        return new AgentList.Quorums(
                all.stream().limit(MOST_SHOWN).map(QuorumParts::quorum).toList(),
                hidden <= 0 ? null : Words.count(hidden) + " more are not shown.");
    }

    private static AgentList.Quorum quorum(QuorumSnapshot quorum) {
        String asker = quorum.asker().isBlank() ? "a thread without a name" : quorum.asker();
        String votes =
                Stream.of(
                                group("agree", quorum.agreeing()),
                                group("dissent", quorum.dissenting()),
                                group("at fault", quorum.faulty()))
                        .filter(group -> !group.isEmpty())
                        .collect(Collectors.joining("; "));
        return new AgentList.Quorum(
                quorum.name(),
                (quorum.waiting() ? "waited for by " : "asked by ") + asker,
                votes,
                quorum.awaited().count() == 0 ? "" : "yet to come: " + names(quorum.awaited()),
                count(quorum),
                left(quorum.left()));
    }

    private static String count(QuorumSnapshot quorum) {
        int agreeing = quorum.agreeing().count();
        return "%s %s, %s of %s needed"
                .formatted(
                        Words.count(agreeing),
                        agreeing == 1 ? "agrees" : "agree",
                        Words.count(quorum.needed()),
                        Words.count(quorum.members()));
    }

    private static String left(Duration left) {
        return left.isZero() ? "its time is over" : Words.coarse(left) + " left";
    }

    private static String group(String what, QuorumSnapshot.Group group) {
        return group.count() == 0 ? "" : what + ": " + names(group);
    }

    private static String names(QuorumSnapshot.Group group) {
        List<String> named = group.names().stream().limit(MOST_NAMED).toList();
        int more = group.count() - named.size();
        return String.join(", ", named) + (more <= 0 ? "" : ", and " + more + " more");
    }
}
