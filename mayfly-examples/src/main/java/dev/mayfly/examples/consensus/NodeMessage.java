package dev.mayfly.examples.consensus;

import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.agents.primitive.broadcast.Rumour;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a node is told. */
sealed interface NodeMessage {

    /** Here are the others. */
    record Meet(List<AgentRef<NodeMessage>> others) implements NodeMessage {}

    /** A coordinator asks what to do. */
    record Ask(String coordinator, ReplyTo<Vote> replyTo) implements NodeMessage {}

    /** It has thought about it. */
    record Thought(Ask ask) implements NodeMessage {}

    /** Another node says what it votes for. */
    record Told(Vote vote) implements NodeMessage {}

    /** A coordinator asks what the others told it. */
    record AskWitness(ReplyTo<Map<String, Vote>> replyTo) implements NodeMessage {}

    /** It has waited long enough for what the others tell. */
    record Testify(ReplyTo<Map<String, Vote>> replyTo) implements NodeMessage {}

    /** A decision makes the round. */
    record Hear(Rumour<Decision> rumour) implements NodeMessage {}

    /** What do you know? */
    record AskKnowledge(ReplyTo<Knowledge> replyTo) implements NodeMessage {}

    /**
     * What a node has learnt.
     *
     * @param accepted the choices of the decisions it believes, in the order they came
     * @param doubleSigners who has voted for two decisions that differ
     * @param refused decisions that had too few votes to be true
     */
    record Knowledge(List<Choice> accepted, Set<String> doubleSigners, int refused) {}
}
