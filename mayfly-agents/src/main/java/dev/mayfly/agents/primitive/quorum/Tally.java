package dev.mayfly.agents.primitive.quorum;

import dev.mayfly.agents.primitive.quorum.Quorum.Rules;
import dev.mayfly.agents.primitive.quorum.QuorumResult.Dispute;
import dev.mayfly.agents.primitive.quorum.QuorumResult.Verdict;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Counts what has come in so far. Belongs to the thread that holds the poll's lock. */
final class Tally<A> {

    private final Set<String> members;
    private final Rules<A> rules;
    private final Map<String, A> answers;
    private final Map<String, Throwable> faulty;
    private final Set<String> equivocating = new LinkedHashSet<>();
    private final Set<Dispute> disputes = new LinkedHashSet<>();

    /** By kind, those whose answers count. */
    private final Map<@Nullable Object, List<String>> camps = new LinkedHashMap<>();

    Tally(
            Set<String> members,
            Rules<A> rules,
            Map<String, A> answers,
            Map<String, Throwable> faulty,
            Map<String, Map<String, A>> echoes) {
        this.members = members;
        this.rules = rules;
        this.answers = answers;
        this.faulty = faulty;
        compare(echoes);
        answers.forEach((name, answer) -> {
            if (!equivocating.contains(name)) {
                camps.computeIfAbsent(rules.kind().apply(answer), kind -> new ArrayList<>())
                        .add(name);
            }
        });
    }

    private void compare(Map<String, Map<String, A>> echoes) {
        Map<String, Set<String>> accusers = new HashMap<>();
        echoes.forEach((witness, heard) ->
                heard.forEach((name, other) -> {
                    A answer = answers.get(name);
                    if (answer != null && !rules.agree(answer, other) && counts(name, other)) {
                        accusers.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(witness);
                    }
                }));
        Integer enough = rules.signed() != null ? Integer.valueOf(1) : rules.witnesses();
        accusers.forEach((name, witnesses) -> {
            if (enough == null) {
                return;
            }
            if (witnesses.size() >= enough || witnesses.contains(name)) {
                equivocating.add(name);
            } else {
                witnesses.forEach(witness -> disputes.add(new Dispute(name, witness)));
            }
        });
    }

    /** What anybody could have made up convicts nobody where answers are signed. */
    private boolean counts(String name, A reported) {
        var signed = rules.signed();
        return signed == null || signed.test(name, reported);
    }

    /** The kind of most answers, of several the one that came first; null if there is none. */
    @Nullable Object mostCommon() {
        Object best = null;
        int most = 0;
        for (Map.Entry<@Nullable Object, List<String>> entry : camps.entrySet()) {
            if (entry.getValue().size() > most) {
                most = entry.getValue().size();
                best = entry.getKey();
            }
        }
        return best;
    }

    int count(@Nullable Object kind) {
        return camp(kind).size();
    }

    /** Those that gave this kind of answer, in the order they came. */
    List<String> camp(@Nullable Object kind) {
        return camps.getOrDefault(kind, List.of());
    }

    Set<String> equivocating() {
        return equivocating;
    }

    QuorumResult<A> result(Verdict verdict, @Nullable Object kind) {
        Map<String, A> agreeing = new LinkedHashMap<>();
        Map<String, A> dissenting = new LinkedHashMap<>();
        answers.forEach((name, answer) -> {
            if (!equivocating.contains(name)) {
                boolean agrees =
                        verdict == Verdict.REACHED
                                && Objects.equals(rules.kind().apply(answer), kind);
                (agrees ? agreeing : dissenting).put(name, answer);
            }
        });
        Set<String> late = new LinkedHashSet<>(members);
        late.removeAll(answers.keySet());
        late.removeAll(faulty.keySet());
        return new QuorumResult<>(
                verdict,
                agreeing.isEmpty() ? null : agreeing.values().iterator().next(),
                Collections.unmodifiableMap(agreeing),
                Collections.unmodifiableMap(dissenting),
                Collections.unmodifiableMap(new LinkedHashMap<>(faulty)),
                Collections.unmodifiableSet(equivocating),
                Collections.unmodifiableSet(late),
                Collections.unmodifiableSet(disputes));
    }
}
