package dev.mayfly.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mayfly.agents.Counter.Message;
import dev.mayfly.agents.Counter.Style;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.kernel.sim.Simulation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Waiting for the end of agents. */
class AwaitEndTests extends AgentFixture {

    @ParameterizedTest
    @EnumSource
    void aThreadAndATaskWaitUntilAllHaveEnded(Style style) throws Exception {
        AgentRef<Message> desk = agents.spawn(spec(style).named("desk"));
        AgentRef<Message> archive = agents.spawn(spec(style).named("archive"));
        hold(desk, 0);
        desk.stop();
        archive.stop();
        var waiting = scheduler.spawn(task -> agents.awaitEnd(LONG, archive, desk));
        Awaits.until(() -> waiting.reason().contains("the end of archive, desk"));

        assertThat(agents.awaitEnd(LONG, archive)).isTrue();
        assertThat(agents.awaitEnd(Duration.ZERO, archive, desk)).isFalse();
        record.gates.getFirst().countDown();

        assertThat(agents.awaitEnd(LONG, archive, desk)).isTrue();
        assertThat(waiting.await().get()).isTrue();
        assertThat(agents.awaitEnd(Duration.ZERO, archive, desk)).isTrue();
        assertThat(agents.awaitEnd(List.of(), Duration.ZERO)).as("of none").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void itEndsByTheClockAndStopsNobody(Style style) {
        Simulation.withSeed(1)
                .run(sim -> {
                    var runtime = AgentRuntime.on(sim.scheduler());
                    var desk = runtime.spawn(Counter.spec(style, record));
                    var waited =
                            sim.scheduler()
                                    .spawn(task -> {
                                        var before = task.now();
                                        assertThat(runtime.awaitEnd(Duration.ofHours(1), desk))
                                                .isFalse();
                                        return Duration.between(before, task.now());
                                    });
                    sim.runFor(Duration.ofHours(2));
                    assertThat(waited.future().join()).isEqualTo(Duration.ofHours(1));
                    assertThat(desk.isStopped()).isFalse();
                    desk.stop();
                    sim.runFor(Duration.ofHours(1));
                });
    }

    @Test
    void aBodyMayWaitForOthersAndIsToldIfItWaitsForItself() throws Exception {
        AgentRef<Message> desk = agents.spawn(spec(Style.HANDLER));
        var outcome = new CompletableFuture<Throwable>();
        var ended = new CompletableFuture<Boolean>();
        AgentSpec<Message> waits =
                AgentSpec.body(() ->
                        mailbox -> {
                            desk.stop();
                            ended.complete(agents.awaitEnd(LONG, desk));
                            try {
                                agents.awaitEnd(LONG, desk, mailbox.self());
                            } catch (Throwable t) {
                                outcome.complete(t);
                            }
                        });

        agents.spawn(waits.named("narcissus"));

        assertThat(ended.join()).isTrue();
        assertThat(outcome.join())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("narcissus waits for its own end");
    }

    @Test
    void aHandlerIsToldToWatchInstead() {
        var desks = List.of(1, 2, 3, 4, 5).stream().map(i -> agents.spawn(desk(i))).toList();
        var outcome = new CompletableFuture<Throwable>();
        AgentSpec<String> waits =
                AgentSpec.handler(() ->
                        (m, self) -> {
                            try {
                                agents.awaitEnd(desks, LONG);
                            } catch (Throwable t) {
                                outcome.complete(t);
                            }
                        });

        agents.spawn(waits).tell("wait");

        assertThat(outcome.join())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "a handler must not wait for the end of desk 1, desk 2, desk 3 and 2 more;"
                                + " watch by its context, which makes a message of an end");
    }

    private AgentSpec<Message> desk(int number) {
        return spec(Style.HANDLER).named("desk " + number);
    }

    @Test
    void aThreadThatIsInterruptedWaitsNoMore() {
        AgentRef<Message> desk = agents.spawn(spec(Style.BODY));
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> agents.awaitEnd(LONG, desk));
        assertThat(Thread.interrupted()).as("was cleared").isFalse();
    }
}
