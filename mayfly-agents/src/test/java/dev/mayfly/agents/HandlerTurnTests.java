package dev.mayfly.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.agents.agent.AgentContext;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.SchedulerBuilder;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A handler has one turn at a time. */
@Timeout(60)
class HandlerTurnTests {

    /** Blocks in its first moment, which no handler should, so that others come meanwhile. */
    private static final class SlowToStart implements AgentHandler<Integer> {

        private final CountDownLatch started;
        private final CountDownLatch mayGoOn;
        private final AtomicInteger handled;

        SlowToStart(CountDownLatch started, CountDownLatch mayGoOn, AtomicInteger handled) {
            this.started = started;
            this.mayGoOn = mayGoOn;
            this.handled = handled;
        }

        @Override
        public void onStart(AgentContext<Integer> self) throws InterruptedException {
            started.countDown();
            mayGoOn.await();
        }

        @Override
        public void onMessage(Integer message, AgentContext<Integer> self) {
            handled.incrementAndGet();
            self.stop();
        }
    }

    @Test
    void aMessageThatComesDuringTheStartBeginsNoSecondTurn() throws Exception {
        var handled = new AtomicInteger();
        var started = new CountDownLatch(1);
        var mayGoOn = new CountDownLatch(1);
        try (var scheduler = scheduler();
                var agents = AgentRuntime.on(scheduler)) {
            AgentRef<Integer> slow =
                    agents.spawn(
                            AgentSpec.handler(() -> new SlowToStart(started, mayGoOn, handled)));
            started.await();
            slow.tell(1);
            // Whatever the message made ready stands before this one, on the other carrier.
            end(agents.spawn(AgentSpec.<Integer>handler(() -> (message, self) -> self.stop())), 1);

            assertThat(handled).as("handled during the start").hasValue(0);
            mayGoOn.countDown();
            slow.termination().toCompletableFuture().join();
            assertThat(handled).hasValue(1);
        } finally {
            mayGoOn.countDown();
        }
    }

    private static void end(AgentRef<Integer> agent, int message) {
        agent.tell(message);
        agent.termination().toCompletableFuture().join();
    }

    private static Scheduler scheduler() {
        return Scheduler.builder()
                .engine(SchedulerBuilder.COROUTINE, name -> new CoroutineEngine(name, 2))
                .queue("default")
                .build();
    }
}
