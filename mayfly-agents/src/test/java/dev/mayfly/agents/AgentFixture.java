package dev.mayfly.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.agents.Counter.Hold;
import dev.mayfly.agents.Counter.Message;
import dev.mayfly.agents.Counter.Style;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.Termination;
import dev.mayfly.agents.event.AgentEvent;
import dev.mayfly.agents.snapshot.AgentsSnapshot;
import dev.mayfly.kernel.Scheduler;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** A runtime for each test, on a scheduler of its own. */
@Timeout(60)
abstract class AgentFixture {

    static final Duration LONG = Duration.ofSeconds(30);
    static final Duration SHORT = Duration.ofMillis(20);

    final Scheduler scheduler = Scheduler.builder().queue("default").build();
    final AgentRuntime agents = AgentRuntime.on(scheduler);
    final Counter.Record record = new Counter.Record();
    final Queue<AgentEvent> events = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        record.gates.forEach(CountDownLatch::countDown);
        agents.close();
        scheduler.close();
    }

    AgentSpec<Message> spec(Style style) {
        return Counter.spec(style, record);
    }

    static Termination end(AgentRef<?> agent) {
        return agent.termination().toCompletableFuture().join();
    }

    void hold(AgentRef<Message> agent, int gate) throws InterruptedException {
        agent.tell(new Hold(gate));
        record.held.get(gate).await();
    }

    AgentsSnapshot.Totals totals() {
        return agents.snapshot().totals();
    }

    void assertAccounted() {
        AgentsSnapshot.Totals totals = totals();
        assertThat(totals.handled() + totals.deadLetters() + totals.rejected())
                .as("%s", totals)
                .isEqualTo(totals.sent());
    }
}
