package dev.mayfly.examples.consensus;

import dev.mayfly.agents.primitive.quorum.QuorumResult;
import dev.mayfly.agents.primitive.quorum.QuorumResult.Dispute;
import dev.mayfly.agents.primitive.quorum.QuorumResult.Verdict;
import dev.mayfly.examples.consensus.NodeMessage.Knowledge;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What came of a scenario.
 *
 * @param scenario what was tried
 * @param counts what each coordinator counted
 * @param knowledge what each node has learnt in the end
 */
record Outcome(Scenario scenario, List<Count> counts, List<Knowledge> knowledge) {

    /**
     * What a coordinator counted.
     *
     * @param coordinator who
     * @param result what
     */
    record Count(String coordinator, QuorumResult<Vote> result) {}

    /** All that any coordinator decided, and at least one node believed. */
    Set<Choice> decisions() {
        return knowledge.stream()
                .flatMap(node -> node.accepted().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** How many nodes have heard all that was decided. */
    long informed() {
        long decided = counts.stream().filter(count -> count.result().isReached()).count();
        return knowledge.stream().filter(node -> node.accepted().size() == decided).count();
    }

    /** Who was found to be faulty, with how; an innocent may be among them. */
    Map<String, Set<String>> found() {
        var found = new TreeMap<String, Set<String>>();
        for (Count count : counts) {
            add(found, "told different things", count.result().equivocating());
            add(found, "failed", count.result().faulty().keySet());
            if (count.result().isReached() && counts.size() == 1) {
                add(found, "voted against", count.result().dissenting().keySet());
            }
            if (count.result().verdict() == Verdict.TIMED_OUT) {
                add(found, "did not answer in time", count.result().late());
            }
        }
        knowledge.forEach(node -> add(found, "voted both ways", node.doubleSigners()));
        return found;
    }

    private static void add(Map<String, Set<String>> found, String how, Set<String> who) {
        if (!who.isEmpty()) {
            found.computeIfAbsent(how, key -> new TreeSet<>()).addAll(who);
        }
    }

    /** Who was accused by too few to know which of the two lies. */
    Set<String> disputed() {
        return counts.stream()
                .flatMap(count -> count.result().disputes().stream())
                .map(Dispute::accused)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
