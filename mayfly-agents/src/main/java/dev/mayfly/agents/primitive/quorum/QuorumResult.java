package dev.mayfly.agents.primitive.quorum;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What came of a question: the decision if there is one, and what became of each member. Each is in
 * exactly one of {@code agreeing}, {@code dissenting}, {@code faulty}, {@code equivocating} and
 * {@code late}.
 *
 * @param verdict how it ended
 * @param value what was agreed on, the answer of the first of those that agree; null unless reached
 * @param agreeing the answers that decided, by name, in the order they came; empty unless reached
 * @param dissenting the other answers, by name, in the order they came
 * @param faulty those that threw, by name, with what they threw
 * @param equivocating those shown to have told different things to different members
 * @param late those that had not answered when it ended, and were told that it did
 * @param disputes where one said that it heard something else from another than was told here, and
 *     too few say so to know which of the two lies
 * @param <A> what was answered
 */
public record QuorumResult<A>(
        Verdict verdict,
        @Nullable A value,
        Map<String, A> agreeing,
        Map<String, A> dissenting,
        Map<String, Throwable> faulty,
        Set<String> equivocating,
        Set<String> late,
        Set<Dispute> disputes) {

    /** How it ended. */
    public enum Verdict {
        /** Enough agree. */
        REACHED,
        /** Those that had not answered were too few to change anything. */
        IMPOSSIBLE,
        /** The time was up. */
        TIMED_OUT
    }

    /**
     * One says that it heard something else.
     *
     * @param accused of whom it is said
     * @param witness by whom
     */
    public record Dispute(String accused, String witness) {}

    /**
     * Whether enough agree.
     *
     * @return true if there is a value
     */
    public boolean isReached() {
        return verdict == Verdict.REACHED;
    }

    /**
     * What was agreed on.
     *
     * @return empty unless reached
     */
    public Optional<A> decision() {
        return Optional.ofNullable(value);
    }
}
