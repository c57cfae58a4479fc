package dev.mayfly.agents.primitive.quorum;

import java.util.concurrent.CompletionStage;

/**
 * A member of a group that is asked.
 *
 * <p>Thread rule: called by the thread that asks, and by those that complete answers.
 *
 * @param <Q> what it is asked
 * @param <A> what it answers
 */
public interface Voter<Q, A> {

    /**
     * Its name, by which results name it.
     *
     * @return always the same, and no other member's
     */
    String name();

    /**
     * Asks it. Must not block.
     *
     * @param question what
     * @return completed with its answer, not null, or with what went wrong; throwing does the same
     */
    CompletionStage<A> ask(Q question);

    /**
     * Tells it that its answer is not wanted any more. Called at most once for a question, and only
     * where the stage of the answer, or of the echo, was not completed. Must not block; what it
     * throws is of no consequence.
     *
     * @param question what it was asked
     */
    default void cancel(Q question) {}
}
