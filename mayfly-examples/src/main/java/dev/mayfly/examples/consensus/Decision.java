package dev.mayfly.examples.consensus;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a coordinator says was decided, with the votes that prove it.
 *
 * @param coordinator who counted
 * @param choice what
 * @param votes those that agreed
 */
record Decision(String coordinator, Choice choice, List<Vote> votes) {

    /** Copies the votes. */
    Decision {
        votes = List.copyOf(votes);
    }

    /** Who voted for it, each once however often it was counted. */
    Set<String> signers() {
        return votes.stream()
                .filter(vote -> vote.choice() == choice)
                .map(Vote::node)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Who voted for both of two decisions, which no honest node does if they differ. */
    Set<String> signersInCommon(Decision other) {
        Set<String> both = signers();
        both.retainAll(other.signers());
        return both;
    }
}
