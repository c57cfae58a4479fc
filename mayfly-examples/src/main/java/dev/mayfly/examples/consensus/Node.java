package dev.mayfly.examples.consensus;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentContext;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.capability.Val;
import dev.mayfly.agents.primitive.broadcast.Broadcast;
import dev.mayfly.agents.primitive.broadcast.GossipSettings;
import dev.mayfly.examples.consensus.NodeMessage.Ask;
import dev.mayfly.examples.consensus.NodeMessage.AskKnowledge;
import dev.mayfly.examples.consensus.NodeMessage.AskWitness;
import dev.mayfly.examples.consensus.NodeMessage.Hear;
import dev.mayfly.examples.consensus.NodeMessage.Knowledge;
import dev.mayfly.examples.consensus.NodeMessage.Meet;
import dev.mayfly.examples.consensus.NodeMessage.Testify;
import dev.mayfly.examples.consensus.NodeMessage.Thought;
import dev.mayfly.examples.consensus.NodeMessage.Told;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One of the ten. It never waits: what takes time, it sends itself as a message for later. */
final class Node implements AgentHandler<NodeMessage> {

    /** Ten nodes have all heard after six rounds of 5 ms. */
    static final GossipSettings GOSSIP = new GossipSettings(3, 7, Duration.ofMillis(5), 100);

    /** How long it waits for what the others tell before it says what they told. */
    private static final Duration LISTENING = Duration.ofMillis(50);

    private final String name;
    private final Choice opinion;
    private final Behaviour behaviour;
    private final int needed;
    private final Broadcast<Decision> gossip;
    private final Map<String, Vote> heard = new HashMap<>();
    private final List<Decision> accepted = new ArrayList<>();
    private final Set<String> doubleSigners = new TreeSet<>();
    private int refused;

    /** Read by the gossip's timer, too. */
    private volatile List<AgentRef<NodeMessage>> others = List.of();

    Node(
            AgentRuntime agents,
            String name,
            Choice opinion,
            Behaviour behaviour,
            int needed,
            long seed) {
        this.name = name;
        this.opinion = opinion;
        this.behaviour = behaviour;
        this.needed = needed;
        this.gossip =
                agents.gossip(
                        name,
                        () -> others,
                        (other, rumour) -> other.trySend(Val.of(new Hear(rumour))),
                        this::learn,
                        GOSSIP,
                        seed);
    }

    @Override
    public void onMessage(NodeMessage message, AgentContext<NodeMessage> self) {
        switch (message) {
            case Meet(var all) -> others = all;
            case Ask ask -> self.after(behaviour.thinkingTime(), Val.of(new Thought(ask)));
            case Thought(var ask) -> answer(ask);
            case Told(var vote) -> heard.put(vote.node(), vote);
            case AskWitness(var replyTo) -> self.after(patience(), Val.of(new Testify(replyTo)));
            case Testify(var replyTo) -> replyTo.tell(testimony());
            case Hear(var rumour) -> gossip.receive(rumour);
            case AskKnowledge(var replyTo) -> replyTo.tell(knowledge());
        }
    }

    private void answer(Ask ask) {
        if (behaviour == Behaviour.SILENT) {
            return;
        }
        others.forEach(other -> other.tell(new Told(vote(other.name()))));
        ask.replyTo().tell(vote(ask.coordinator()));
    }

    private Vote vote(String listener) {
        return new Vote(name, behaviour.tells(listener, opinion));
    }

    // ---- witnesses

    /** Those with something to hide answer first, so that the coordinator hears fewer of others. */
    private Duration patience() {
        return behaviour == Behaviour.HONEST ? LISTENING : Duration.ZERO;
    }

    private Map<String, Vote> testimony() {
        if (behaviour == Behaviour.FALSE_WITNESS) {
            String victim = Behaviour.SCAPEGOAT;
            return Map.of(victim, new Vote(victim, opinion.opposite()));
        }
        return behaviour == Behaviour.HONEST ? Map.copyOf(heard) : Map.of();
    }

    // ---- decisions

    /** Believes what enough nodes voted for, counting each once, and compares it. */
    private void learn(Decision decision) {
        if (decision.signers().size() < needed) {
            refused++;
            return;
        }
        for (Decision before : accepted) {
            if (before.choice() != decision.choice()) {
                doubleSigners.addAll(before.signersInCommon(decision));
            }
        }
        accepted.add(decision);
    }

    private Knowledge knowledge() {
        return new Knowledge(
                accepted.stream().map(Decision::choice).toList(),
                Set.copyOf(doubleSigners),
                refused);
    }
}
