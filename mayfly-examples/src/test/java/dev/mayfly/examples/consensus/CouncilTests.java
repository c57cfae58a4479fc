package dev.mayfly.examples.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.primitive.quorum.QuorumResult.Verdict;
import dev.mayfly.examples.stage.Stage;
import dev.mayfly.kernel.sim.Simulation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

@Timeout(120)
class CouncilTests {

    private static final Set<Choice> COMMITTED = Set.of(Choice.COMMIT);

    private static List<Outcome> simulated(Simulation simulation, long seed) {
        return Stage.simulated(
                simulation, (agents, task) -> new Council(agents, task, seed).playAll());
    }

    private static List<Verdict> verdicts(Outcome outcome) {
        return outcome.counts().stream().map(count -> count.result().verdict()).toList();
    }

    // ---- in simulated time

    @Test
    void whatTheTheoryAllowsIsBorneAndOneMoreIsNot() {
        for (long seed = 1; seed <= 10; seed++) {
            checkAll(simulated(Simulation.withSeed(seed), seed));
            checkAll(simulated(Simulation.withSeed(seed).shuffled(), seed));
        }
    }

    private static void checkAll(List<Outcome> outcomes) {
        assertThat(outcomes.stream().map(CouncilTests::verdicts))
                .containsExactly(
                        List.of(Verdict.REACHED),
                        List.of(Verdict.REACHED),
                        List.of(Verdict.TIMED_OUT),
                        List.of(Verdict.REACHED),
                        List.of(Verdict.IMPOSSIBLE),
                        List.of(Verdict.REACHED),
                        List.of(Verdict.TIMED_OUT),
                        List.of(Verdict.REACHED),
                        List.of(Verdict.REACHED),
                        List.of(Verdict.REACHED),
                        List.of(Verdict.REACHED),
                        List.of(Verdict.REACHED, Verdict.IMPOSSIBLE),
                        List.of(Verdict.REACHED, Verdict.REACHED));
        for (Outcome outcome : outcomes) {
            checkSafe(outcome);
            assertThat(outcome.informed()).as(outcome.scenario().title()).isEqualTo(10);
        }
    }

    /** No two decisions but in the last scenario, whose faults are one too many. */
    private static void checkSafe(Outcome outcome) {
        boolean last = outcome.scenario().equals(Scenario.ALL.getLast());
        Set<Choice> possible = last ? Set.of(Choice.values()) : COMMITTED;
        assertThat(possible).containsAll(outcome.decisions());
    }

    @Test
    void theFaultyAreFoundAndItIsSaidHow() {
        List<Outcome> outcomes = simulated(Simulation.withSeed(1), 1);

        assertThat(outcomes.stream().map(Outcome::found))
                .containsExactly(
                        Map.of(),
                        Map.of(),
                        Map.of("did not answer in time", guilty(outcomes, 2)),
                        Map.of("voted against", guilty(outcomes, 3)),
                        Map.of(),
                        Map.of(),
                        Map.of("did not answer in time", guilty(outcomes, 6)),
                        Map.of("told different things", guilty(outcomes, 7)),
                        Map.of(),
                        Map.of(),
                        Map.of("told different things", Set.of(Behaviour.SCAPEGOAT)),
                        Map.of(),
                        Map.of("voted both ways", guilty(outcomes, 12)));
        assertThat(outcomes.get(8).disputed()).isEqualTo(guilty(outcomes, 8));
        assertThat(outcomes.get(9).disputed()).containsExactly(Behaviour.SCAPEGOAT);
    }

    private static Set<String> guilty(List<Outcome> outcomes, int number) {
        Set<String> guilty = outcomes.get(number).scenario().guilty();
        assertThat(guilty).isNotEmpty();
        return guilty;
    }

    @Test
    void theSameSeedGivesTheSameReport() throws Exception {
        assertThat(Main.play("42")).isEqualTo(Main.play("42"));
    }

    @Test
    void theDocumentationShowsWhatIsPrinted() throws IOException, InterruptedException {
        assertThat(Files.readString(Path.of("..", "docs", "examples-agents.md")))
                .contains(Main.play("42"));
    }

    // ---- in real time

    /** How fast it is decides who is awaited, and never what is decided. */
    @Test
    void noTwoDecisionsInRealTime() throws Exception {
        List<Outcome> outcomes =
                Stage.inRealTime((agents, task) -> new Council(agents, task, 1).playAll());

        assertThat(outcomes).hasSameSizeAs(Scenario.ALL).allSatisfy(CouncilTests::checkSafe);
    }

    // ---- planted

    /** Planted: n6 votes under two names, so that five nodes make six votes. */
    @Test
    void aQuorumThatCountsANodeTwiceIsNotBelieved() {
        Scenario fiveAreSilent = Scenario.ALL.get(2);
        Outcome outcome =
                Stage.simulated(
                        Simulation.withSeed(1),
                        (agents, task) -> {
                            var council = new Council(agents, task, 1);
                            List<AgentRef<NodeMessage>> nodes = council.call(fiveAreSilent);
                            var voters = new ArrayList<NodeVoter>();
                            nodes.forEach(node -> voters.add(new NodeVoter(node)));
                            voters.set(0, new NodeVoter("n6 again", nodes.get(5)));
                            return council.play(fiveAreSilent, nodes, voters);
                        });

        assertThat(verdicts(outcome)).as("the quorum cannot know").containsOnly(Verdict.REACHED);
        assertThat(outcome.knowledge()).allMatch(node -> node.refused() == 1);
        assertThat(outcome.decisions()).as("five are not six").isEmpty();
    }

    /** Planted: a threshold made for fewer liars than there are. */
    @Test
    void twoDecisionsAreFoundOutByTheCheckOfThisSuite() {
        Outcome two = simulated(Simulation.withSeed(1), 1).getLast();

        assertThat(two.decisions()).hasSize(2);
        assertThat(COMMITTED.containsAll(two.decisions())).isFalse();
    }
}
