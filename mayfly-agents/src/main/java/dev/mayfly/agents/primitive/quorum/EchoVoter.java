package dev.mayfly.agents.primitive.quorum;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A member that tells its answer to the other members, too, and says what they told it: so that one
 * who tells one thing to one and another to another is found.
 *
 * @param <Q> what it is asked
 * @param <A> what it answers
 */
public interface EchoVoter<Q, A> extends Voter<Q, A> {

    /**
     * Asks what it heard. Must not block.
     *
     * @param question what all were asked
     * @return by the names of members, what each told this one; its own answer may stand there, too
     */
    CompletionStage<Map<String, A>> echo(Q question);
}
