package dev.mayfly.examples.consensus;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.capability.Val;
import dev.mayfly.agents.primitive.broadcast.Broadcast;
import dev.mayfly.agents.primitive.quorum.Quorum;
import dev.mayfly.agents.primitive.quorum.QuorumResult;
import dev.mayfly.examples.consensus.NodeMessage.AskKnowledge;
import dev.mayfly.examples.consensus.NodeMessage.Hear;
import dev.mayfly.examples.consensus.NodeMessage.Knowledge;
import dev.mayfly.examples.consensus.NodeMessage.Meet;
import dev.mayfly.kernel.task.TaskContext;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Calls ten nodes together, has coordinators ask them, and spreads what was decided. */
final class Council {

    static final String ALICE = "alice";
    static final String BOB = "bob";

    /** How long a coordinator waits for answers. */
    static final Duration TIME_OUT = Duration.ofMillis(500);

    private static final Duration GOSSIPING =
            Node.GOSSIP.interval().multipliedBy(4L * Node.GOSSIP.rounds(Scenario.NODES));

    private final AgentRuntime agents;
    private final TaskContext task;
    private final long seed;

    Council(AgentRuntime agents, TaskContext task, long seed) {
        this.agents = agents;
        this.task = task;
        this.seed = seed;
    }

    /** Tries all scenarios, one after the other. */
    List<Outcome> playAll() throws InterruptedException {
        var outcomes = new ArrayList<Outcome>();
        for (Scenario scenario : Scenario.ALL) {
            outcomes.add(play(scenario));
        }
        return outcomes;
    }

    /** Tries one scenario. */
    Outcome play(Scenario scenario) throws InterruptedException {
        List<AgentRef<NodeMessage>> nodes = call(scenario);
        List<NodeVoter> voters = nodes.stream().map(NodeVoter::new).toList();
        Outcome outcome = play(scenario, nodes, voters);
        dismiss(nodes);
        return outcome;
    }

    /** As a coordinator sees the nodes, which may be wrong. */
    Outcome play(Scenario scenario, List<AgentRef<NodeMessage>> nodes, List<NodeVoter> voters)
            throws InterruptedException {
        var counts = new ArrayList<Outcome.Count>();
        for (String coordinator : scenario.coordinators()) {
            QuorumResult<Vote> result = quorum(scenario, voters).ask(coordinator, TIME_OUT);
            if (result.isReached()) {
                spread(coordinator, result, nodes);
            }
            counts.add(new Outcome.Count(coordinator, result));
        }
        task.sleep(GOSSIPING);
        var knowledge = new ArrayList<Knowledge>();
        for (AgentRef<NodeMessage> node : nodes) {
            knowledge.add(node.ask(AskKnowledge::new, TIME_OUT));
        }
        return new Outcome(scenario, counts, knowledge);
    }

    List<AgentRef<NodeMessage>> call(Scenario scenario) {
        var nodes = new ArrayList<AgentRef<NodeMessage>>();
        for (int i = 1; i <= Scenario.NODES; i++) {
            int number = i;
            String name = "n" + number;
            int needed = scenario.threshold().agreeing();
            AgentSpec<NodeMessage> spec =
                    AgentSpec.handler(() ->
                            new Node(
                                    agents,
                                    name,
                                    scenario.opinionOf(number),
                                    scenario.behaviourOf(number),
                                    needed,
                                    seed + number));
            nodes.add(agents.spawn(spec.named(name)));
        }
        for (AgentRef<NodeMessage> node : nodes) {
            node.tell(new Meet(nodes.stream().filter(other -> other != node).toList()));
        }
        return nodes;
    }

    private Quorum<String, Vote> quorum(Scenario scenario, List<NodeVoter> voters) {
        Quorum<String, Vote> quorum =
                agents.quorum(voters, scenario.threshold()).agreeingBy(Vote::choice);
        return scenario.echo() ? quorum.withEcho(scenario.threshold().faults()) : quorum;
    }

    private void spread(
            String coordinator, QuorumResult<Vote> result, List<AgentRef<NodeMessage>> nodes) {
        Choice choice = result.decision().orElseThrow().choice();
        Broadcast<Decision> gossip =
                agents.gossip(
                        coordinator,
                        () -> nodes,
                        (node, rumour) -> node.trySend(Val.of(new Hear(rumour))),
                        decision -> {},
                        Node.GOSSIP,
                        seed);
        var decision = new Decision(coordinator, choice, List.copyOf(result.agreeing().values()));
        var _ = gossip.publish(Val.of(decision));
    }

    private void dismiss(List<AgentRef<NodeMessage>> nodes) {
        nodes.forEach(AgentRef::stop);
        CompletableFuture<?>[] ends =
                nodes.stream()
                        .map(node -> node.termination().toCompletableFuture())
                        .toArray(CompletableFuture[]::new);
        task.awaitStage("the end of the nodes", CompletableFuture.allOf(ends), null);
    }
}
