package dev.mayfly.kernel.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.snapshot.ChildSnapshot;
import dev.mayfly.kernel.snapshot.SupervisorSnapshot;
import dev.mayfly.kernel.supervise.ChildSpec.Restart;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;

/** OTP's documented rules, case by case. The headings are those of its supervision principles. */
class SupervisorTests {

    private static final RestartIntensity OFTEN = new RestartIntensity(100, Duration.ofSeconds(5));

    private final Tree tree = new Tree();

    @AfterEach
    void close() {
        tree.close();
    }

    private Supervisor three(RestartStrategy strategy) {
        return three(strategy, OFTEN, Restart.PERMANENT);
    }

    private Supervisor three(
            RestartStrategy strategy, RestartIntensity intensity, Restart restart) {
        Supervisor supervisor =
                tree.supervise(s ->
                        s.strategy(strategy)
                                .intensity(intensity)
                                .child(tree.worker("a", restart))
                                .child(tree.worker("b", restart))
                                .child(tree.worker("c", restart)));
        tree.settle();
        assertThat(tree.news()).containsExactly("start a", "start b", "start c");
        return supervisor;
    }

    // ---- restart strategy

    @Test
    void oneForOneStartsThatChildAgain() {
        three(RestartStrategy.ONE_FOR_ONE);
        tree.end("b", "fail");
        assertThat(tree.news()).containsExactly("FAILED b", "start b");
    }

    @Test
    void oneForAllEndsTheOthersInReverseOrderAndStartsAll() {
        three(RestartStrategy.ONE_FOR_ALL);
        tree.end("b", "fail");
        assertThat(tree.news())
                .containsExactly(
                        "FAILED b", "SHUTDOWN c", "SHUTDOWN a", "start a", "start b", "start c");
    }

    @Test
    void restForOneEndsThoseStartedAfterInReverseOrderAndStartsThemAgain() {
        three(RestartStrategy.REST_FOR_ONE);
        tree.end("a", "fail");
        assertThat(tree.news())
                .containsExactly(
                        "FAILED a", "SHUTDOWN c", "SHUTDOWN b", "start a", "start b", "start c");
        tree.end("c", "fail");
        assertThat(tree.news()).containsExactly("FAILED c", "start c");
    }

    @Test
    void simpleOneForOneStartsADynamicChildAgain() throws Exception {
        Supervisor supervisor =
                tree.supervise(s ->
                        s.dynamic(new SupervisorSpec.Template("call", Restart.TRANSIENT))
                                .intensity(OFTEN));
        supervisor.startChild(task -> tree.obey(task, "one"));
        supervisor.startChild(task -> tree.obey(task, "two"));
        tree.settle();
        tree.news();

        tree.end("one", "fail");
        assertThat(tree.news()).containsExactly("FAILED call", "start call");
        tree.end("one", "return");
        assertThat(tree.news()).containsExactly("NORMAL call");
        assertThat(supervisor.countChildren()).isEqualTo(new ChildCounts(1, 1, 0, 1));
        assertThatThrownBy(() -> supervisor.startChild(tree.worker("x")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dynamic");
    }

    // ---- restart type

    @ParameterizedTest
    @CsvSource({
        "PERMANENT, return,   true",
        "PERMANENT, shutdown, true",
        "PERMANENT, fail,     true",
        "PERMANENT, kill,     true",
        "TRANSIENT, return,   false",
        "TRANSIENT, shutdown, false",
        "TRANSIENT, fail,     true",
        "TRANSIENT, kill,     true",
        "TEMPORARY, return,   false",
        "TEMPORARY, shutdown, false",
        "TEMPORARY, fail,     false",
        "TEMPORARY, kill,     false",
    })
    void theRestartTypeDecidesByHowTheChildEnded(Restart restart, String how, boolean again) {
        three(RestartStrategy.ONE_FOR_ONE, OFTEN, restart);
        if (how.equals("kill")) {
            tree.kill("b");
        } else {
            tree.end("b", how);
        }
        String exit =
                switch (how) {
                    case "return" -> "NORMAL b";
                    case "shutdown" -> "SHUTDOWN b";
                    case "kill" -> "KILLED b";
                    default -> "FAILED b";
                };
        assertThat(tree.news()).isEqualTo(again ? List.of(exit, "start b") : List.of(exit));
        assertThat(tree.picture().children())
                .extracting(ChildSnapshot::id)
                .isEqualTo(
                        restart == Restart.TEMPORARY ? List.of("a", "c") : List.of("a", "b", "c"));
    }

    @Test
    void aTemporaryChildEndedWithItsSiblingsIsForgotten() {
        tree.supervise(s ->
                s.strategy(RestartStrategy.ONE_FOR_ALL)
                        .child(tree.worker("a"))
                        .child(tree.worker("b", Restart.TEMPORARY)));
        tree.settle();
        tree.news();
        tree.end("a", "fail");
        assertThat(tree.news()).containsExactly("FAILED a", "SHUTDOWN b", "start a");
        assertThat(tree.picture().children()).extracting(ChildSnapshot::id).containsExactly("a");
    }

    // ---- maximum restart intensity

    @Test
    void givesUpAtOneRestartTooManyAndEndsTheOthersInReverseOrder() throws Exception {
        Supervisor supervisor =
                three(
                        RestartStrategy.ONE_FOR_ONE,
                        new RestartIntensity(2, Duration.ofSeconds(5)),
                        Restart.PERMANENT);
        tree.end("b", "fail");
        assertThat(tree.picture().restartsLeft()).isEqualTo(1);
        tree.end("b", "fail");
        assertThat(tree.picture().restartsLeft()).isZero();
        tree.news();
        tree.end("b", "fail");

        assertThat(tree.news())
                .containsExactly("FAILED b", "escalate top", "SHUTDOWN c", "SHUTDOWN a");
        assertThat(supervisor.task().await()).isInstanceOf(JoinResult.Failure.class);
        assertThat(supervisor.task().reason())
                .contains("ShutdownException")
                .contains("\"b\"")
                .contains("2 in 5s");
        assertThat(tree.scheduler.snapshot().tasks()).isEmpty();
        assertThat(tree.scheduler.snapshot().supervisors()).isEmpty();
    }

    @Test
    void countsRestartsWithinThePeriodToTheNanosecond() {
        three(RestartStrategy.ONE_FOR_ONE, RestartIntensity.DEFAULT, Restart.PERMANENT);
        tree.end("a", "fail");
        tree.clock.advance(Duration.ofSeconds(5).plusNanos(1));
        assertThat(tree.picture().restartsLeft()).isEqualTo(1);
        tree.end("a", "fail");
        tree.clock.advance(Duration.ofSeconds(5));
        tree.news();
        tree.end("a", "fail");
        assertThat(tree.news()).contains("escalate top");
    }

    @Test
    void anIntensityOfZeroAllowsNoRestart() {
        three(
                RestartStrategy.ONE_FOR_ONE,
                new RestartIntensity(0, Duration.ofSeconds(1)),
                Restart.PERMANENT);
        tree.end("a", "return");
        assertThat(tree.news())
                .containsExactly("NORMAL a", "escalate top", "SHUTDOWN c", "SHUTDOWN b");
    }

    @Test
    void aSupervisorThatGaveUpIsStartedAgainByTheOneAbove() {
        Supervisor top = nested(Restart.PERMANENT);
        tree.end("b", "fail");
        tree.end("b", "fail");
        assertThat(tree.news())
                .containsExactly(
                        "FAILED b",
                        "start b",
                        "FAILED b",
                        "escalate top/inner",
                        "SHUTDOWN a",
                        "SHUTDOWN inner",
                        "start a",
                        "start b",
                        "start inner");
        assertThat(top.supervisor("inner")).isPresent();
    }

    @Test
    void aTransientSupervisorThatGaveUpIsNotSinceItsExitIsShutdown() {
        Supervisor top = nested(Restart.TRANSIENT);
        tree.end("b", "fail");
        tree.end("b", "fail");
        assertThat(tree.news()).endsWith("SHUTDOWN a", "SHUTDOWN inner");
        assertThat(top.supervisor("inner")).isEmpty();
        assertThat(top.task().isDone()).isFalse();
    }

    @Test
    void escalationGoesUpUntilSomeoneMendsOrTheTopGivesUp() {
        Supervisor top = nested(Restart.PERMANENT);
        for (int i = 0; i < 4; i++) {
            tree.end("b", "fail");
        }
        assertThat(tree.news())
                .endsWith(
                        "FAILED b",
                        "escalate top/inner",
                        "SHUTDOWN a",
                        "SHUTDOWN inner",
                        "escalate top");
        assertThat(top.task().state()).isEqualTo(TaskState.FAILED);
        assertThat(tree.scheduler.snapshot().tasks()).isEmpty();
    }

    private Supervisor nested(Restart restart) {
        Supervisor top =
                tree.supervise(s ->
                        s.child(
                                ChildSpec.supervisor(
                                                "inner",
                                                i ->
                                                        i.child(tree.worker("a"))
                                                                .child(tree.worker("b")))
                                        .withRestart(restart)));
        tree.settle();
        assertThat(tree.news()).containsExactly("start a", "start b", "start inner");
        return top;
    }

    // ---- automatic shutdown

    @ParameterizedTest
    @CsvSource({"ANY_SIGNIFICANT, 1", "ALL_SIGNIFICANT, 2"})
    void shutsDownByItselfWhenSignificantChildrenHaveEnded(AutoShutdown rule, int ends) {
        Supervisor supervisor =
                tree.supervise(s ->
                        s.autoShutdown(rule)
                                .child(tree.worker("helper"))
                                .child(tree.worker("one", Restart.TRANSIENT).asSignificant())
                                .child(tree.worker("two", Restart.TEMPORARY).asSignificant()));
        tree.settle();
        tree.end("one", "return");
        assertThat(supervisor.task().isDone()).isEqualTo(ends == 1);
        if (ends == 2) {
            tree.end("two", "fail");
        }
        assertThat(supervisor.task().reason()).contains("shuts down").contains("significant");
        assertThat(tree.news()).endsWith("SHUTDOWN helper");
    }

    @Test
    void endingASignificantChildByRequestShutsNothingDown() throws Exception {
        Supervisor supervisor =
                tree.supervise(s ->
                        s.autoShutdown(AutoShutdown.ANY_SIGNIFICANT)
                                .child(tree.worker("a", Restart.TRANSIENT).asSignificant()));
        supervisor.terminateChild("a");
        assertThat(supervisor.countChildren().active()).isZero();
    }

    // ---- what is shown

    @Test
    void theTreeItsRestartsLeftAndUptimesAreInTheSnapshot() {
        nested(Restart.PERMANENT);
        tree.clock.advance(Duration.ofSeconds(60));
        tree.end("b", "fail");
        tree.clock.advance(Duration.ofSeconds(2));

        List<SupervisorSnapshot> supervisors = tree.scheduler.snapshot().supervisors();
        assertThat(supervisors)
                .extracting(SupervisorSnapshot::name)
                .containsExactly("top", "top/inner");
        SupervisorSnapshot inner = supervisors.get(1);
        assertThat(inner.parent()).isEqualTo(supervisors.getFirst().id());
        assertThat(inner.restartsLeft()).isZero();
        assertThat(inner.uptime()).isEqualTo(Duration.ofSeconds(62));
        assertThat(inner.children())
                .extracting(ChildSnapshot::uptime)
                .containsExactly(Duration.ofSeconds(62), Duration.ofSeconds(2));
        assertThat(inner.children()).extracting(ChildSnapshot::restarts).containsExactly(0L, 1L);
    }

    // ---- what is refused

    @Test
    void refusesSpecsThatDoNotFit() {
        assertThatThrownBy(() ->
                        tree.supervise(s -> s.child(tree.worker("a")).child(tree.worker("a"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two children \"a\"");
        assertThatThrownBy(() -> tree.worker("a").asSignificant())
                .hasMessageContaining("permanent and significant");
        assertThatThrownBy(() ->
                        tree.supervise(
                                s -> s.child(tree.worker("a", Restart.TRANSIENT).asSignificant())))
                .hasMessageContaining("never ends by itself");
        assertThatThrownBy(
                        () -> tree.supervise(s -> s.strategy(RestartStrategy.SIMPLE_ONE_FOR_ONE)))
                .hasMessageContaining("template");
        assertThatThrownBy(() -> new RestartIntensity(-1, Duration.ofSeconds(1)))
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> new RestartIntensity(1, Duration.ZERO))
                .hasMessageContaining("PT0S");
        assertThatThrownBy(() -> tree.supervise(s -> s.queue("nowhere")))
                .hasMessageContaining("nowhere");
    }
}
