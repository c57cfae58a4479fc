package dev.mayfly.agents.agent;

import dev.mayfly.agents.capability.Sendable;
import dev.mayfly.agents.capability.Tag;
import dev.mayfly.agents.capability.Val;

/**
 * Where the answer to a question goes. Questions carry it as a component; only the first answer
 * counts.
 *
 * {@snippet :
 * record CountOpen(ReplyTo<Integer> replyTo) implements DeskMessage {}
 *
 * case CountOpen(var replyTo) -> replyTo.tell(open.size());
 * }
 *
 * <p>Thread rule: safe for use by any thread; may be answered later, by somebody else too.
 *
 * @param <R> the type of the answer
 */
public interface ReplyTo<R> extends Tag<ReplyTo<R>> {

    /**
     * Answers.
     *
     * @param answer used up where it is an {@link dev.mayfly.agents.capability.Iso} and this
     *     returns true
     * @return false if nobody waits any more: the question was answered before, or its time is up
     */
    boolean send(Sendable<? extends R> answer);

    /**
     * Answers with something that nobody can change: {@code send(Val.of(answer))}.
     *
     * @param answer for instance a record of texts and numbers
     * @return as {@link #send}
     * @throws IllegalArgumentException if it can be changed; it names the field
     */
    default boolean tell(R answer) {
        return send(Val.of(answer));
    }

    /**
     * Answers that there is no answer.
     *
     * @param cause why
     * @return as {@link #send}
     */
    boolean fail(Throwable cause);

    @Override
    default ReplyTo<R> handOver() {
        return this;
    }
}
