package dev.mayfly.kernel.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.Eventually;
import dev.mayfly.kernel.ShutdownReport;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.supervise.ChildSpec.Restart;
import dev.mayfly.kernel.supervise.ChildSpec.Shutdown;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Starts, ends and requests. */
class SupervisorLifeTests {

    private final Tree tree = new Tree();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        tree.close();
    }

    private ChildSpec failing(String id, AtomicInteger failures) {
        return ChildSpec.starting(
                id,
                (task, start) -> {
                    if (failures.getAndDecrement() > 0) {
                        throw new IOException("no connection for " + id);
                    }
                    start.ready();
                    tree.obey(task, id);
                });
    }

    // ---- start

    @Test
    void aChildThatFailsToStartEndsThoseBeforeItInReverseOrder() {
        assertThatThrownBy(() ->
                        tree.supervise(s ->
                                s.child(tree.worker("a"))
                                        .child(tree.worker("b"))
                                        .child(failing("c", new AtomicInteger(1)))
                                        .child(tree.worker("d"))))
                .isInstanceOf(ChildStartException.class)
                .hasMessageContaining("\"c\"")
                .hasRootCauseMessage("no connection for c");
        assertThat(tree.news())
                .containsExactly("start a", "start b", "fail c", "SHUTDOWN b", "SHUTDOWN a");
        Eventually.await("nothing is left", () -> tree.scheduler.snapshot().tasks().isEmpty());
    }

    @Test
    void theNextChildStartsOnlyWhenTheOneBeforeIsReady() {
        ChildSpec slow =
                ChildSpec.starting(
                        "slow",
                        (task, start) -> {
                            task.sleep(Duration.ofSeconds(3));
                            start.ready();
                            tree.obey(task, "slow");
                        });
        var supervisor = new AtomicReference<Supervisor>();
        TaskHandle<?> starter =
                tree.scheduler.spawn(t -> {
                    supervisor.set(
                            tree.scheduler.supervise(
                                    "top", s -> s.child(slow).child(tree.worker("next"))));
                    return 1;
                });
        tree.settle();
        assertThat(tree.news()).isEmpty();
        assertThat(starter.reason()).contains("the start of supervisor top");
        tree.clock.advance(Duration.ofSeconds(3));
        tree.settle();
        assertThat(tree.news()).containsExactly("start slow", "start next");
        assertThat(starter.isDone()).isTrue();
    }

    @Test
    void aChildThatAsksToBeIgnoredKeepsItsPlace() throws Exception {
        ChildSpec none = ChildSpec.starting("none", (task, start) -> start.ignore());
        Supervisor supervisor = tree.supervise(s -> s.child(none).child(tree.worker("a")));
        assertThat(supervisor.whichChildren().getFirst().status())
                .isEqualTo(ChildInfo.Status.STOPPED);
        assertThat(supervisor.restartChild("none")).isEmpty();
        assertThat(
                        supervisor.startChild(
                                ChildSpec.starting("brief", (task, start) -> start.ignore())
                                        .withRestart(Restart.TEMPORARY)))
                .isEmpty();
        assertThat(supervisor.countChildren()).isEqualTo(new ChildCounts(2, 1, 0, 2));
    }

    @Test
    void aChildThatFailsToStartAgainIsTriedAgainAndEachTryCounts() {
        var failures = new AtomicInteger(0);
        tree.supervise(s ->
                s.intensity(new RestartIntensity(3, Duration.ofSeconds(5)))
                        .child(failing("a", failures)));
        tree.settle();
        tree.news();
        failures.set(2);
        tree.end("a", "fail");
        assertThat(tree.news()).containsExactly("FAILED a", "fail a", "fail a", "start a");
        assertThat(tree.picture().restartsLeft()).isZero();
        failures.set(9);
        tree.clock.advance(Duration.ofSeconds(6));
        tree.end("a", "fail");
        assertThat(tree.news())
                .containsExactly("FAILED a", "fail a", "fail a", "fail a", "escalate top");
    }

    @Test
    void cancellingASupervisorThatWaitsForAStartEndsWhatHasStarted() {
        ChildSpec hanging =
                ChildSpec.starting("hanging", (task, start) -> task.awaitSignal("never"));
        TaskHandle<?> starter =
                tree.scheduler.spawn(t ->
                        tree.scheduler.supervise(
                                "top", s -> s.child(tree.worker("a")).child(hanging)));
        Eventually.await("it hangs", () -> tree.log.contains("start a"));
        tree.settle();
        starter.cancel();
        Eventually.await("nothing is left", () -> tree.scheduler.snapshot().tasks().isEmpty());
        assertThat(tree.news()).containsExactly("start a", "SHUTDOWN hanging", "SHUTDOWN a");
    }

    // ---- end

    @Test
    void cancellingASupervisorEndsTheTreeInReverseOrder() throws Exception {
        Supervisor top =
                tree.supervise(s ->
                        s.child(tree.worker("a"))
                                .child(
                                        ChildSpec.supervisor(
                                                "inner",
                                                i ->
                                                        i.child(tree.worker("x"))
                                                                .child(tree.worker("y"))))
                                .child(tree.worker("b")));
        tree.settle();
        tree.news();
        top.task().cancel();
        top.task().await();
        assertThat(tree.news())
                .containsExactly(
                        "SHUTDOWN b", "SHUTDOWN y", "SHUTDOWN x", "SHUTDOWN inner", "SHUTDOWN a");
        assertThat(top.task().state()).isEqualTo(TaskState.CANCELLED);
        assertThatThrownBy(top::countChildren)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("supervisor top has ended");
    }

    @Test
    void aChildMayFinishItsWorkWithinItsTime() throws Exception {
        var done = new AtomicInteger();
        ChildSpec tidy =
                ChildSpec.worker(
                        "tidy",
                        task -> {
                            try {
                                task.awaitSignal("never");
                                return 0;
                            } catch (TaskCancelledException e) {
                                return done.incrementAndGet();
                            }
                        });
        Supervisor supervisor = tree.supervise(s -> s.child(tidy));
        tree.settle();
        supervisor.terminateChild("tidy");
        assertThat(done).hasValue(1);
        assertThat(tree.news()).containsExactly("start tidy", "NORMAL tidy");
    }

    private ChildSpec stubborn(Shutdown shutdown) {
        return ChildSpec.worker(
                        "stubborn",
                        task -> {
                            while (true) {
                                try {
                                    release.await();
                                    return 1;
                                } catch (InterruptedException e) {
                                    // stubborn on purpose
                                }
                            }
                        })
                .withRestart(Restart.TRANSIENT)
                .withShutdown(shutdown);
    }

    @Test
    void aChildThatDoesNotEndInItsTimeIsReportedAsStuckAndLeftBehind() {
        Supervisor supervisor =
                tree.supervise(s ->
                        s.child(tree.worker("a"))
                                .child(stubborn(new Shutdown.Within(Duration.ofSeconds(2))))
                                .strategy(RestartStrategy.ONE_FOR_ALL));
        TaskHandle<?> old = tree.child("stubborn");
        Eventually.await("it runs", () -> old.state() == TaskState.RUNNING);
        tree.news();
        tree.end("a", "fail");
        assertThat(tree.news()).containsExactly("FAILED a");
        tree.clock.advance(Duration.ofMillis(1_999));
        tree.settle();
        assertThat(tree.news()).isEmpty();
        tree.clock.advance(Duration.ofMillis(1));
        tree.settle();
        assertThat(tree.news()).containsExactly("stuck stubborn", "start a", "start stubborn");
        assertThat(tree.picture().stuck()).containsExactly(old.id());

        release.countDown();
        Eventually.await("it is over", () -> tree.picture().stuck().isEmpty());
        assertThat(supervisor.task().isDone()).isFalse();
    }

    @Test
    void aBrutalKillGivesAThreadOneSecondToUnwind() {
        Supervisor supervisor = tree.supervise(s -> s.child(stubborn(new Shutdown.BrutalKill())));
        Eventually.await("it runs", () -> tree.child("stubborn").state() == TaskState.RUNNING);
        supervisor.task().cancel();
        tree.settle();
        tree.clock.advance(Shutdown.UNWINDING.minusNanos(1));
        tree.settle();
        assertThat(supervisor.task().isDone()).isFalse();
        tree.clock.advance(Duration.ofNanos(1));
        Eventually.await("it has given up", supervisor.task()::isDone);
        assertThat(tree.news()).endsWith("stuck stubborn");
    }

    @Test
    void dynamicChildrenAreEndedTogetherAndShareTheirTime() throws Exception {
        var stop = new AtomicInteger();
        Supervisor supervisor =
                tree.supervise(
                        s -> s.dynamic(new SupervisorSpec.Template("stubborn", Restart.TEMPORARY)));
        for (int i = 0; i < 3; i++) {
            supervisor.startChild(task -> {
                try {
                    task.awaitSignal("never");
                } catch (TaskCancelledException e) {
                    stop.incrementAndGet();
                    release.await();
                }
                return 1;
            });
        }
        tree.settle();
        supervisor.task().cancel();
        Eventually.await("all were told", () -> stop.get() == 3);
        tree.settle(); // the supervisor has set their time, too
        tree.clock.advance(ChildSpec.DEFAULT_SHUTDOWN);
        Eventually.await("it is over", supervisor.task()::isDone);
        assertThat(tree.news()).endsWith("stuck stubborn", "stuck stubborn", "stuck stubborn");
    }

    // ---- requests

    @Test
    void startsEndsRestartsDeletesAndListsChildren() throws Exception {
        Supervisor supervisor = tree.supervise(s -> s.child(tree.worker("a")));
        Optional<TaskHandle<?>> b = supervisor.startChild(tree.worker("b"));
        assertThat(b).isPresent();
        assertThatThrownBy(() -> supervisor.startChild(tree.worker("b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("runs as " + b.orElseThrow().id());
        assertThatThrownBy(() -> supervisor.restartChild("b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("terminateChild");
        assertThatThrownBy(() -> supervisor.deleteChild("b"))
                .isInstanceOf(IllegalStateException.class);

        supervisor.terminateChild("b");
        supervisor.terminateChild("b");
        assertThatThrownBy(() -> supervisor.startChild(tree.worker("b")))
                .hasMessageContaining("restartChild");
        assertThat(supervisor.countChildren()).isEqualTo(new ChildCounts(2, 1, 0, 2));
        assertThat(supervisor.restartChild("b")).isPresent();
        supervisor.terminateChild(supervisor.whichChildren().getLast().task().id());
        supervisor.deleteChild("b");
        assertThat(supervisor.whichChildren()).extracting(ChildInfo::id).containsExactly("a");
        assertThatThrownBy(() -> supervisor.terminateChild("b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no child \"b\"");
        assertThatThrownBy(() -> supervisor.startChild(failing("c", new AtomicInteger(1))))
                .isInstanceOf(ChildStartException.class);
        assertThat(supervisor.countChildren().specs()).isEqualTo(1);
    }

    @Test
    void aTemporaryChildThatIsEndedIsForgotten() throws Exception {
        Supervisor supervisor = tree.supervise(s -> s.child(tree.worker("a", Restart.TEMPORARY)));
        supervisor.terminateChild("a");
        assertThat(supervisor.countChildren().specs()).isZero();
    }

    @Test
    void aChildMayEndItself() throws Exception {
        var self = new AtomicReference<Supervisor>();
        Supervisor supervisor = tree.supervise(s -> s.child(tree.worker("a")));
        self.set(supervisor);
        supervisor.startChild(
                ChildSpec.worker(
                        "b",
                        task -> {
                            self.get().terminateChild("b");
                            return 1;
                        }));
        tree.settle();
        assertThat(tree.news()).containsExactly("start a", "start b", "SHUTDOWN b");
    }

    @Test
    void refusesAChildThatWouldWaitForItsOwnStart() {
        var self = new AtomicReference<Supervisor>();
        Supervisor supervisor = tree.supervise(s -> s.child(tree.worker("a")));
        self.set(supervisor);
        assertThatThrownBy(() ->
                        supervisor.startChild(
                                ChildSpec.starting(
                                        "b", (task, start) -> self.get().countChildren())))
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage(
                        "top/b asked for the count of children while supervisor top waits for it"
                                + " to start; say that it is ready first");
    }

    @Test
    void aTaskThatIsCancelledWhileItAsksLeavesNothingBehind() {
        Supervisor supervisor = tree.supervise(s -> s.child(tree.worker("a")));
        TaskHandle<?> asking =
                tree.scheduler.spawn(t ->
                        supervisor.startChild(ChildSpec.starting("b", SupervisorLifeTests::hang)));
        tree.settle();
        assertThat(asking.reason()).contains("the start of child b by supervisor top");
        asking.cancel();
        Eventually.await("it is over", asking::isDone);
        tree.scheduler.signal("go");
        tree.settle();
        assertThat(tree.news()).containsExactly("start a", "start b");
    }

    private static void hang(TaskContext task, SupervisedJob.Start start) {
        task.awaitSignal("go");
        start.ready();
        task.awaitSignal("never");
    }

    // ---- the scheduler around it

    @Test
    void aShutdownWaitsForTasksFirstAndThenEndsSupervisorsInOrder() throws Exception {
        tree.supervise(s -> s.child(tree.worker("a")).child(tree.worker("b")));
        tree.scheduler.supervise("second", s -> s.child(tree.worker("c")));
        tree.settle();
        assertThat(tree.scheduler.snapshot().load().live()).isEqualTo(5);
        tree.scheduler.runBlocking();
        tree.news();

        ShutdownReport report = tree.scheduler.shutdown(Duration.ofSeconds(30));

        assertThat(report.outcome()).isEqualTo(ShutdownReport.Outcome.CLEAN);
        assertThat(report.cancelled()).isZero();
        assertThat(tree.news()).containsExactly("SHUTDOWN c", "SHUTDOWN b", "SHUTDOWN a");
    }

    @Test
    void systemTasksAreStartedAgainWhenTheyFailAndTheirStartAndExitReported() throws Exception {
        Supervisor system =
                tree.scheduler.superviseSystem("system", s -> s.child(tree.worker("flusher")));
        tree.settle();
        tree.end("flusher", "fail");
        assertThat(tree.scheduler.snapshot().tasks())
                .allMatch(task -> task.system() && task.priority() == 0)
                .hasSize(2);
        assertThat(tree.events)
                .filteredOn(KernelEvent.SystemTaskExited.class::isInstance)
                .singleElement()
                .satisfies(e ->
                        assertThat(((KernelEvent.SystemTaskExited) e).name())
                                .isEqualTo("system/flusher"));
        ShutdownReport report = tree.scheduler.shutdown(Duration.ofSeconds(30));
        assertThat(report.outcome()).isEqualTo(ShutdownReport.Outcome.CLEAN);
        assertThat(system.task().isDone()).isTrue();
    }

    @Test
    void thousandsOfDynamicChildrenComeAndGoWithoutTrace() throws Exception {
        Supervisor supervisor =
                tree.supervise(
                        s -> s.dynamic(new SupervisorSpec.Template("call", Restart.TEMPORARY)));
        for (int i = 0; i < 5_000; i++) {
            supervisor.startChild(task -> 1);
        }
        Eventually.await("all are gone", () -> tree.picture().children().isEmpty());
        assertThat(tree.scheduler.snapshot().tasks()).hasSize(1);
    }
}
