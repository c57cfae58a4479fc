package dev.mayfly.console.source.overview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.view.Overview;
import dev.mayfly.console.view.Problem;
import dev.mayfly.console.view.Tone;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.RunnerInfo;
import dev.mayfly.jobs.store.RunnerInfo.State;
import dev.mayfly.kernel.engine.EngineCapabilities;
import dev.mayfly.kernel.engine.EngineSnapshot;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class NodePartsTests {
    private static final Instant NOW = Instant.parse("2026-03-01T14:00:00Z");
    private static final JobPage NOTHING = new JobPage(List.of(), null);

    private static RunnerInfo runner(long number, String node, State state, long leaseSeconds) {
        return new RunnerInfo(
                number, node, state, NOW.minusSeconds(3_600), NOW.plusSeconds(leaseSeconds));
    }

    private static Overview.Nodes nodes(RunnerInfo... runners) {
        return NodeParts.nodes(List.of(runners), "b", NOTHING, NOW, new Links(""));
    }

    private static List<String> problems(RunnerInfo... runners) {
        return NodeParts.problems(List.of(runners), "b", NOW).stream().map(Problem::what).toList();
    }

    @Test
    void thoseAliveComeFirstAndThisOneIsMarked() {
        Overview.Nodes nodes =
                nodes(
                        runner(1, "b", State.LOST, -900),
                        runner(2, "c", State.ALIVE, 3),
                        runner(3, "d", State.GONE, -60),
                        runner(4, "b", State.ALIVE, 2),
                        runner(5, "e", State.LOST, -20));
        assertThat(nodes.nodes())
                .extracting(Overview.Node::name, Overview.Node::here)
                .containsExactly(
                        tuple("b", true),
                        tuple("c", false),
                        tuple("e", false),
                        tuple("b", false),
                        tuple("d", false));
        assertThat(nodes.nodes().getFirst().left()).isEqualTo("2 s left");
        assertThat(nodes.nodes().getFirst().holds()).isEqualTo("0 jobs");
        assertThat(nodes.nodes().getLast().left()).isNull();
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.api.Assertions.tuple(values);
    }

    @Test
    void aLeaseThatHasJustRunOutIsLateBeforeItIsLost() {
        Overview.Node late = nodes(runner(1, "b", State.ALIVE, -1)).nodes().getFirst();
        assertThat(late.pill().label()).isEqualTo("Late");
        assertThat(late.left()).isNull();
    }

    @Test
    void ofManyThatAreGoneTheLatestAreShown() {
        List<RunnerInfo> many = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            many.add(runner(i, "old-" + i, State.GONE, -i));
        }
        Overview.Nodes nodes = nodes(many.toArray(RunnerInfo[]::new));
        assertThat(nodes.nodes()).hasSize(12);
        assertThat(nodes.nodes().getFirst().name()).isEqualTo("old-1");
        assertThat(nodes.note()).isEqualTo("28 more are not shown.");
    }

    @Test
    void aLostNodeIsAProblemUntilItIsBackOrOldNews() {
        RunnerInfo here = runner(9, "b", State.ALIVE, 3);
        assertThat(problems(here)).isEmpty();
        assertThat(problems(here, runner(1, "a", State.LOST, -599)))
                .containsExactly("Node a was lost");
        assertThat(problems(here, runner(1, "a", State.LOST, -600))).isEmpty();
        assertThat(problems(here, runner(1, "a", State.GONE, -5))).isEmpty();
        assertThat(problems(here, runner(1, "a", State.LOST, -5), runner(2, "a", State.ALIVE, 3)))
                .isEmpty();
    }

    @Test
    void aNodeWithoutALeaseOfItsOwnSaysSoFirst() {
        List<Problem> problems =
                NodeParts.problems(
                        List.of(runner(1, "b", State.LOST, -5), runner(2, "a", State.ALIVE, 3)),
                        "b",
                        NOW);
        assertThat(problems).extracting(Problem::tone).containsExactly(Tone.FAIL, Tone.RETRY);
        assertThat(problems.getFirst().what()).isEqualTo("This node, b, has no lease.");
        assertThat(NodeParts.problems(List.of(), "b", NOW)).isEmpty();
    }

    @Test
    void theBusyShareIsThatOfTenSecondsOfLooks() {
        var shares = new BusyShares();
        long second = Duration.ofSeconds(1).toNanos();
        assertThat(shares.look(List.of(engine(2)), 0)).containsEntry("coroutine", 1.0);
        assertThat(shares.look(List.of(engine(0)), second)).containsEntry("coroutine", 0.5);
        assertThat(shares.look(List.of(engine(0)), 10 * second + 1))
                .containsEntry("coroutine", 0.0);
        assertThat(shares.look(List.of(engine(5)), 99 * second)).containsEntry("coroutine", 1.0);
    }

    private static EngineSnapshot engine(int running) {
        return new EngineSnapshot(
                "coroutine",
                "owned",
                new EngineCapabilities(true, true, true),
                2,
                running,
                0,
                Map.of());
    }
}
