package dev.mayfly.examples.consensus;

import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.primitive.quorum.EchoVoter;
import dev.mayfly.examples.consensus.NodeMessage.Ask;
import dev.mayfly.examples.consensus.NodeMessage.AskWitness;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A node as a quorum sees it: questions become messages. The quorum's question is the name of the
 * coordinator that asks.
 *
 * @param name what the quorum calls it
 * @param node where the questions go
 */
record NodeVoter(String name, AgentRef<NodeMessage> node) implements EchoVoter<String, Vote> {

    /** Longer than any quorum waits. */
    private static final Duration PATIENCE = Council.TIME_OUT.multipliedBy(4);

    NodeVoter(AgentRef<NodeMessage> node) {
        this(node.name(), node);
    }

    @Override
    public CompletionStage<Vote> ask(String coordinator) {
        return node.askLater(replyTo -> new Ask(coordinator, replyTo), PATIENCE);
    }

    @Override
    public CompletionStage<Map<String, Vote>> echo(String coordinator) {
        return node.askLater(AskWitness::new, PATIENCE);
    }
}
