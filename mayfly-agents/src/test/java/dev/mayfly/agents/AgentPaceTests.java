package dev.mayfly.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.agents.event.LatencyListener;
import dev.mayfly.agents.snapshot.AgentsSnapshot;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.SchedulerBuilder;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.time.SteppableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** How long messages and agents wait, on a clock that is stepped. */
@Timeout(60)
class AgentPaceTests {

    private static final Duration LONG = Duration.ofDays(1);

    private record Ping(ReplyTo<Integer> replyTo) {}

    private final SteppableClock clock = new SteppableClock();
    private final Scheduler scheduler =
            Scheduler.builder()
                    .clock(clock)
                    .engine(SchedulerBuilder.COROUTINE, name -> new CoroutineEngine(name, 1))
                    .queue("default")
                    .build();
    private final AgentRuntime agents = AgentRuntime.on(scheduler);
    private final ConcurrentLinkedQueue<Duration> messages = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Duration> spawns = new ConcurrentLinkedQueue<>();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    AgentPaceTests() {
        agents.addLatencyListener(
                new LatencyListener() {
                    @Override
                    public void messageWaited(Duration latency) {
                        messages.add(latency);
                    }

                    @Override
                    public void agentWaited(Duration latency) {
                        spawns.add(latency);
                    }
                });
    }

    @AfterEach
    void close() {
        released.countDown();
        agents.close();
        scheduler.close();
    }

    private AgentsSnapshot.Pace pace() {
        return agents.snapshot().pace();
    }

    /** Keeps the only carrier, or the only permit, until it is released. */
    private void hold() throws InterruptedException {
        scheduler.spawn(task -> {
            held.countDown();
            while (released.getCount() > 0) {
                Thread.onSpinWait();
            }
            return null;
        });
        held.await();
    }

    private AgentRef<Ping> spawn(boolean body) {
        AgentHandler<Ping> handler = (ping, self) -> ping.replyTo().tell(1);
        AgentBody<Ping> loop =
                mailbox -> {
                    while (true) {
                        mailbox.receive().replyTo().tell(1);
                    }
                };
        return agents.spawn(body ? AgentSpec.body(() -> loop) : AgentSpec.handler(() -> handler));
    }

    private void waitsFor(boolean body) throws Exception {
        assertThat(pace().messageLatency()).as("nobody was looked at").isNull();
        assertThat(pace().spawnLatency()).isNull();
        hold();
        AgentRef<Ping> agent = spawn(body);
        clock.advance(Duration.ofMillis(20));
        var answer = agent.askLater(Ping::new, LONG).toCompletableFuture();
        clock.advance(Duration.ofMillis(30));
        released.countDown();
        assertThat(answer.get()).isEqualTo(1);

        assertThat(messages).containsExactly(Duration.ofMillis(30));
        assertThat(spawns).containsExactly(Duration.ofMillis(50));
        assertThat(pace().messageLatency()).isEqualTo(Duration.ofMillis(30));
        assertThat(pace().spawnLatency()).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void tellsHowLongTheMessageAndTheStartOfAHandlerWaited() throws Exception {
        waitsFor(false);
    }

    @Test
    void tellsHowLongTheMessageAndTheStartOfABodyWaited() throws Exception {
        waitsFor(true);
    }

    @Test
    void oneAgentOf64IsWatchedFromItsSpawn() throws Exception {
        for (int i = 0; i < 200; i++) {
            assertThat(spawn(i % 2 == 0).<Integer>ask(Ping::new, LONG)).isEqualTo(1);
        }

        assertThat(spawns).hasSize(4);
    }

    /** An agent that waits for long is not given up for one that begins sooner. */
    @Test
    void theSlowStartOfOneIsNotForgottenForOthers() throws Exception {
        hold();
        AgentRef<Ping> first = spawn(false);
        clock.advance(Duration.ofMillis(10));
        for (int i = 0; i < 200; i++) {
            spawn(false);
        }
        clock.advance(Duration.ofMillis(40));
        released.countDown();
        assertThat(first.<Integer>ask(Ping::new, LONG)).isEqualTo(1);

        assertThat(spawns.element()).isEqualTo(Duration.ofMillis(50));
    }

    private void fadesAfterABurst(boolean body) throws Exception {
        AgentRef<Ping> agent = spawn(body);
        assertThat(agent.<Integer>ask(Ping::new, LONG)).isEqualTo(1);
        for (int i = 0; i < 500; i++) {
            assertThat(agent.<Integer>ask(Ping::new, LONG)).isEqualTo(1);
        }
        clock.advance(Duration.ofSeconds(10));
        assertThat(rate()).isCloseTo(50 / Math.E, within(0.5));
        clock.advance(Duration.ofSeconds(20));
        assertThat(agent.<Integer>ask(Ping::new, LONG)).isEqualTo(1);
        clock.advance(Duration.ofSeconds(20));
        assertThat(rate()).isCloseTo(50 * Math.exp(-5), within(0.1));
    }

    private double rate() {
        return agents.snapshot().agents().getFirst().profile().messagesPerSecond();
    }

    @Test
    void theRateOfAHandlerFadesAfterABurst() throws Exception {
        fadesAfterABurst(false);
    }

    @Test
    void theRateOfABodyFadesAfterABurst() throws Exception {
        fadesAfterABurst(true);
    }

    @Test
    void countsMessagesASecondOfAllAgentsAlsoOfThoseThatHaveEnded() throws Exception {
        for (int second = 0; second < 60; second++) {
            AgentRef<Ping> agent = spawn(false);
            for (int i = 0; i < 20; i++) {
                assertThat(agent.<Integer>ask(Ping::new, LONG)).isEqualTo(1);
            }
            agent.stop();
            agent.termination().toCompletableFuture().get();
            clock.advance(Duration.ofSeconds(1));
            assertThat(pace().messagesPerSecond()).isLessThanOrEqualTo(20.001);
        }
        assertThat(pace().messagesPerSecond()).isCloseTo(20, within(0.1));

        clock.advance(Duration.ofMinutes(5));
        assertThat(pace().messagesPerSecond()).isLessThan(0.001);
    }

    @Test
    void aListenerThatThrowsIsCountedAndHarmsNobody() throws Exception {
        agents.addLatencyListener(
                new LatencyListener() {
                    @Override
                    public void messageWaited(Duration latency) {
                        throw new IllegalStateException("planted");
                    }

                    @Override
                    public void agentWaited(Duration latency) {
                        throw new IllegalStateException("planted");
                    }
                });
        assertThat(spawn(false).<Integer>ask(Ping::new, LONG)).isEqualTo(1);

        assertThat(agents.snapshot().listenerFailures()).isEqualTo(2);
    }
}
