package dev.mayfly.examples.consensus;

import dev.mayfly.agents.primitive.quorum.QuorumResult;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Outcomes as a text for people. */
final class Report {

    private Report() {}

    static String of(List<Outcome> outcomes) {
        var text = new StringBuilder("Ten nodes are asked to commit or to abort.\n\n");
        int number = 0;
        for (Outcome outcome : outcomes) {
            number++;
            line(text, "%2d  %s".formatted(number, outcome.scenario().title()));
            for (Outcome.Count count : outcome.counts()) {
                line(text, "      %-7s %s".formatted(count.coordinator(), count(count.result())));
            }
            line(text, "      nodes   " + knowledge(outcome));
            line(text, "      blamed  " + found(outcome));
            line(text, "      so      " + outcome.scenario().lesson());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }

    private static String count(QuorumResult<Vote> result) {
        return switch (result.verdict()) {
            case REACHED -> "decides " + result.decision().orElseThrow().choice() + votes(result);
            case IMPOSSIBLE -> "gives up, for too few can agree" + votes(result);
            case TIMED_OUT ->
                    "gives up after " + Council.TIME_OUT.toMillis() + " ms" + votes(result);
        };
    }

    private static String votes(QuorumResult<Vote> result) {
        var counted = new ArrayList<>(result.agreeing().values());
        counted.addAll(result.dissenting().values());
        var text = new StringBuilder();
        for (Choice choice : Choice.values()) {
            long votes = counted.stream().filter(vote -> vote.choice() == choice).count();
            append(text, votes, choice.toString());
        }
        append(text, result.equivocating().size(), "convicted, not counted");
        append(text, result.faulty().size(), "failed");
        append(text, result.late().size(), result.isReached() ? "not awaited" : "missing");
        return text.toString();
    }

    private static void append(StringBuilder text, long count, String what) {
        if (count > 0) {
            text.append(text.isEmpty() ? ": " : ", ").append(count).append(' ').append(what);
        }
    }

    private static String knowledge(Outcome outcome) {
        Set<Choice> decisions = outcome.decisions();
        return switch (decisions.size()) {
            case 0 -> "have heard of no decision";
            case 1 -> outcome.informed() + " of 10 have heard " + decisions.iterator().next();
            default -> outcome.informed() + " of 10 have heard both, and raise the alarm";
        };
    }

    private static String found(Outcome outcome) {
        String found =
                outcome.found().entrySet().stream()
                        .map(Report::finding)
                        .collect(Collectors.joining("; "));
        Set<String> disputed = outcome.disputed();
        String disputes =
                disputed.isEmpty()
                        ? ""
                        : "accused, by too few to know who lies: " + String.join(" ", disputed);
        String all =
                found.isEmpty() || disputes.isEmpty() ? found + disputes : found + "; " + disputes;
        return all.isEmpty() ? "nobody" : all;
    }

    private static String finding(Map.Entry<String, Set<String>> finding) {
        return String.join(" ", finding.getValue()) + " " + finding.getKey();
    }
}
