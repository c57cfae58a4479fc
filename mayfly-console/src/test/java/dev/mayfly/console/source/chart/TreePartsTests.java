package dev.mayfly.console.source.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.chart.TreeView;
import dev.mayfly.console.view.chart.TreeView.Node;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.supervise.ChildSpec;
import dev.mayfly.kernel.supervise.RestartIntensity;
import dev.mayfly.kernel.supervise.RestartStrategy;
import dev.mayfly.kernel.task.ScopeOptions;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class TreePartsTests {
    private final Scheduler scheduler = Scheduler.builder().build();

    @AfterEach
    void close() {
        var _ = scheduler.shutdown(Duration.ZERO);
    }

    private <T> T model(Class<T> type) {
        return TreeParts.of(scheduler.snapshot()).stream()
                .map(Fragment::model)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    private List<Node> roots() {
        return model(TreeView.Trees.class).roots();
    }

    private static Object waits(TaskContext task) {
        return task.awaitSignal("over", Duration.ofHours(1));
    }

    private static Node find(List<Node> nodes, String name) {
        for (Node node : nodes) {
            if (node.name().equals(name)) {
                return node;
            }
            try {
                return find(node.nodes(), name);
            } catch (AssertionError notHere) {
                // Then in the next.
            }
        }
        throw new AssertionError(name + " is not among " + nodes);
    }

    private static int size(List<Node> nodes) {
        return nodes.stream().mapToInt(node -> 1 + size(node.nodes())).sum();
    }

    @Test
    void whereNobodyStartedAnybodyAReaderLearnsHow() {
        assertThat(model(TreeView.Trees.class).empty()).isNotNull();
        assertThat(model(TreeView.Head.class).sentence()).isEqualTo("0 supervisors");
    }

    @Test
    void supervisorsAreShownWithTheirChildrenAndTheRestartsLeft() throws Exception {
        scheduler.supervise(
                "orders",
                s ->
                        s.strategy(RestartStrategy.REST_FOR_ONE)
                                .intensity(new RestartIntensity(3, Duration.ofHours(1)))
                                .child(ChildSpec.worker("inbox", TreePartsTests::waits))
                                .child(
                                        ChildSpec.supervisor(
                                                "books",
                                                below ->
                                                        below.child(
                                                                ChildSpec.worker(
                                                                        "ledger",
                                                                        TreePartsTests::waits)))));
        Node orders = roots().getFirst();
        assertThat(orders.name()).isEqualTo("orders");
        assertThat(orders.facts()).contains("rest for one", "3 of 3 restarts left within 1 h");
        assertThat(orders.warning()).isNull();
        assertThat(orders.nodes()).hasSize(2);
        assertThat(find(orders.nodes(), "inbox").kind()).isEqualTo("Child");
        assertThat(find(orders.nodes(), "ledger").facts()).contains("permanent", "never restarted");
        assertThat(model(TreeView.Head.class).sentence()).isEqualTo("2 supervisors");
        assertThat(model(TreeView.Head.class).facts()).contains("3 children", "4 live tasks");
    }

    @Test
    void aSupervisorThatWillGiveUpAtTheNextRestartSaysSo() throws Exception {
        scheduler.supervise(
                "fragile",
                s ->
                        s.intensity(new RestartIntensity(1, Duration.ofHours(1)))
                                .child(
                                        ChildSpec.worker(
                                                "worker",
                                                task -> {
                                                    task.awaitSignal("fail");
                                                    throw new IllegalStateException("as asked");
                                                })));
        scheduler.signal("fail");
        Await.until(
                "it was restarted",
                () ->
                        scheduler.snapshot().supervisors().stream()
                                .allMatch(each -> each.restartsLeft() == 0));
        Node fragile = roots().getFirst();
        assertThat(fragile.pill().label()).isEqualTo("No restart left");
        assertThat(fragile.warning())
                .startsWith("At one more restart within the period it gives up");
        assertThat(fragile.facts()).contains("0 of 1 restart left within 1 h");
        assertThat(model(TreeView.Head.class).facts()).contains("1 with no restart left");
    }

    @Test
    void tasksAreShownBelowThoseThatSpawnedThemAndByScope() {
        scheduler.submit(
                "default",
                TaskOptions.DEFAULTS.withName("parent"),
                task -> {
                    task.spawn(TaskOptions.DEFAULTS.withName("loose"), TreePartsTests::waits);
                    return task.scope(
                            ScopeOptions.named("both"),
                            scope -> {
                                scope.fork(
                                        TaskOptions.DEFAULTS.withName("left"),
                                        TreePartsTests::waits);
                                scope.fork(
                                        TaskOptions.DEFAULTS.withName("right"),
                                        TreePartsTests::waits);
                                scope.join();
                                return "done";
                            });
                });
        scheduler.submit("default", TreePartsTests::waits);
        Await.until("all are alive", () -> scheduler.snapshot().tasks().size() == 5);
        assertThat(roots())
                .singleElement()
                .satisfies(parent -> {
                    assertThat(parent.name()).isEqualTo("parent");
                    assertThat(parent.nodes())
                            .extracting(Node::name)
                            .containsExactly("loose", "both");
                    Node both = parent.nodes().getLast();
                    assertThat(both.kind()).isEqualTo("Scope");
                    assertThat(both.nodes())
                            .extracting(Node::name)
                            .containsExactly("left", "right");
                    assertThat(parent.note()).isNull();
                });
    }

    @Test
    void howeverManyThereAreThePageIsBounded() {
        scheduler.submit(
                "default",
                TaskOptions.DEFAULTS.withName("parent"),
                task -> {
                    for (int i = 0; i < 3_000; i++) {
                        task.spawn(TreePartsTests::waits);
                    }
                    return deep(task, 100);
                });
        Await.until("all are alive", () -> scheduler.snapshot().tasks().size() >= 3_101);
        assertThat(size(roots())).isLessThanOrEqualTo(400);
        assertThat(roots().getFirst().note()).isEqualTo("2\u202f961 more are not shown");
    }

    private static Object deep(TaskContext task, int levels) {
        if (levels > 0) {
            task.spawn(below -> deep(below, levels - 1));
        }
        return waits(task);
    }
}
