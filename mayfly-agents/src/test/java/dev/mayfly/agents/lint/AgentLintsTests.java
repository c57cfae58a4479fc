package dev.mayfly.agents.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.lint.Lint;
import dev.mayfly.kernel.lint.LintRule;
import dev.mayfly.kernel.lint.LintSubject;
import dev.mayfly.kernel.lint.Lints;
import dev.mayfly.kernel.time.SteppableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

@Timeout(60)
class AgentLintsTests {

    private final SteppableClock clock = new SteppableClock();
    private final Scheduler scheduler = Scheduler.builder().clock(clock).queue("default").build();
    private final AgentRuntime agents = AgentRuntime.on(scheduler);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    /** The rules that are asked; others only in {@link PlantedFaultTests}. */
    List<LintRule> rules = AgentLints.rules(clock, agents);

    @SuppressWarnings("NullAway.Init") // by begin
    private Lints lints;

    @BeforeEach
    void begin() {
        lints = Lints.on(scheduler, rules);
    }

    @AfterEach
    void close() {
        gate.countDown();
        lints.close();
        agents.close();
        scheduler.close();
    }

    @Test
    void aMailboxThatFillsWhileItsAgentHandlesNothingIsToldOfUntilItIsDrained() throws Exception {
        AgentRef<Integer> stuck =
                agents.spawn(
                        AgentSpec.<Integer>handler(() -> (message, self) -> awaitGate())
                                .named("<b>desk</b>")
                                .capacity(10));
        for (int i = 0; i < 9; i++) {
            stuck.tell(i);
        }
        begun.await();
        clock.advance(Duration.ofSeconds(20));
        assertThat(lints.current()).isEmpty();
        clock.advance(Duration.ofSeconds(30));

        assertThat(lints.current()).hasSize(1);
        Lint lint = lints.current().getFirst();
        assertThat(lint.name()).isEqualTo("undrained-mailbox");
        assertThat(lint.finding().subject().type()).isEqualTo(LintSubject.Type.AGENT);
        assertThat(lint.finding().sentence())
                .startsWith("Agent \"<b>desk</b>\" has handled nothing for");
        assertThat(lint.finding().evidence()).containsEntry("messages that wait", "8 of 10");

        gate.countDown();
        while (agents.snapshot(stuck.id()).orElseThrow().length() > 0) {
            Thread.yield();
        }
        clock.advance(Duration.ofSeconds(10));
        assertThat(lints.current()).isEmpty();
        assertThat(lints.history()).hasSize(1);
    }

    private void awaitGate() throws InterruptedException {
        begun.countDown();
        gate.await();
    }

    @Test
    void anAgentThatEndsIsToldOfNoMore() throws Exception {
        AgentRef<Integer> stuck =
                agents.spawn(
                        AgentSpec.<Integer>handler(() -> (message, self) -> awaitGate())
                                .capacity(10));
        for (int i = 0; i < 9; i++) {
            stuck.tell(i);
        }
        begun.await();
        clock.advance(Duration.ofMinutes(1));
        assertThat(lints.current()).hasSize(1);
        stuck.stop();
        gate.countDown();
        stuck.termination().toCompletableFuture().join();
        clock.advance(Duration.ofSeconds(10));

        assertThat(lints.current()).isEmpty();
    }

    @Test
    void anAgentThatHandlesWhatItGetsIsSilent() {
        AgentRef<Integer> quick =
                agents.spawn(AgentSpec.<Integer>handler(() -> (message, self) -> {}).capacity(10));
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 9; i++) {
                quick.tell(i);
            }
            while (agents.snapshot(quick.id()).orElseThrow().length() > 0) {
                Thread.yield();
            }
            clock.advance(Duration.ofSeconds(20));
        }

        assertThat(lints.current()).isEmpty();
        assertThat(lints.history()).isEmpty();
    }

    @Test
    void noPatienceIsRefused() {
        assertThatThrownBy(() -> AgentLints.undrainedMailbox(clock, agents, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0S");
    }
}
