package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.snapshot.ChildSnapshot;
import dev.mayfly.kernel.supervise.ChildSpec;
import dev.mayfly.kernel.supervise.RestartIntensity;
import dev.mayfly.kernel.supervise.RestartStrategy;
import dev.mayfly.kernel.supervise.Supervisor;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.time.SteppableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** The examples of docs/kernel.md. */
class KernelGuideTests {

    private final Scheduler scheduler = Scheduler.builder().clock(new SteppableClock()).build();

    @AfterEach
    void shutDown() {
        scheduler.shutdown(Duration.ZERO);
    }

    @Test
    void tasksAndSystemCalls() throws Exception {
        TaskHandle<String> order =
                scheduler.spawn(task -> {
                    task.awaitSignal("approved", Duration.ofMinutes(5));
                    return "sent";
                });
        Eventually.await(
                "it waits",
                () -> order.reason().equals("waits for a signal on \"approved\", at most 5 min"));
        assertThat(order.stack().frames().getFirst().getClassName())
                .isEqualTo(KernelGuideTests.class.getName());
        assertThat(order.stack().reason()).isEqualTo(order.reason());
        scheduler.signal("approved");
        assertThat(order.await().get()).isEqualTo("sent");
    }

    @Test
    void scopes() throws Exception {
        int total =
                scheduler.runBlocking(task ->
                        task.scope(scope -> {
                            var left = scope.fork(t -> 40);
                            var right = scope.fork(t -> 2);
                            scope.join();
                            return left.get() + right.get();
                        }));
        assertThat(total).isEqualTo(42);
    }

    @Test
    void dependencies() throws Exception {
        Map<String, TaskHandle<?>> tasks =
                scheduler.submitAll(graph ->
                        graph.task("load", task -> "rows")
                                .task("clean", task -> "clean rows", "load")
                                .task("report", task -> "report", "clean", "load"));
        Object report = tasks.get("report").await().get();
        assertThat(report).isEqualTo("report");
    }

    @Test
    void supervision() throws Exception {
        Supervisor orders =
                scheduler.supervise(
                        "orders",
                        s ->
                                s.strategy(RestartStrategy.REST_FOR_ONE)
                                        .intensity(new RestartIntensity(3, Duration.ofSeconds(10)))
                                        .child(
                                                ChildSpec.starting(
                                                        "connection",
                                                        (task, start) -> {
                                                            start.ready();
                                                            task.awaitSignal("connection lost");
                                                            throw new IOException(
                                                                    "connection lost");
                                                        }))
                                        .child(
                                                ChildSpec.worker(
                                                        "inbox",
                                                        task -> {
                                                            task.awaitSignal("never");
                                                            return null;
                                                        })));
        scheduler.signal("connection lost");
        Eventually.await(
                "both were started again",
                () ->
                        scheduler.snapshot().supervisors().getFirst().children().stream()
                                .map(ChildSnapshot::restarts)
                                .allMatch(restarts -> restarts == 1));
        assertThat(orders.countChildren().active()).isEqualTo(2);
    }

    @Test
    void endsWithItsProcess() {
        Scheduler ending = Scheduler.builder().shutdownWithProcess(Duration.ofSeconds(20)).build();

        assertThat(ending.shutdown(Duration.ZERO).outcome())
                .isEqualTo(ShutdownReport.Outcome.CLEAN);
    }
}
