package dev.mayfly.console.browser;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentPriority;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.OnFailure;
import dev.mayfly.agents.agent.Overflow;
import dev.mayfly.agents.capability.Val;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A small trading desk of agents in every state that the console shows. */
final class StageAgents {

    private StageAgents() {}

    /** What they send. */
    sealed interface DeskMessage {}

    /** An order. */
    record Order(String symbol, int amount) implements DeskMessage {}

    /** Cannot be handled. */
    record BrokenQuote(String symbol) implements DeskMessage {}

    static void play(AgentRuntime agents) throws Exception {
        AgentHandler<DeskMessage> handler =
                (message, self) -> {
                    if (message instanceof BrokenQuote(String symbol)) {
                        throw new IllegalStateException("no price for " + symbol);
                    }
                };
        AgentRef<DeskMessage> desk =
                agents.spawn(
                        AgentSpec.handler(() -> handler)
                                .named("order-desk")
                                .priority(AgentPriority.HIGH));
        for (int i = 0; i < 12_480; i++) {
            desk.send(Val.of(new Order("MAY", i)));
        }
        for (int i = 0; i < 3; i++) {
            desk.tell(new BrokenQuote("MAY"));
        }
        agents.spawn(
                        AgentSpec.handler(() -> handler)
                                .named("risk")
                                .priority(AgentPriority.CRITICAL))
                .tell(new Order("MAY", 1));
        fill(agents, "archive", 1_000, 912);
        fill(agents, "audit-log-of-a-rather-long-name-that-does-not-fit", 50, 60);
        fill(agents, "reports", 1_000, 140);
        leaveLetters(agents, handler);
    }

    /** One whose messages wait. */
    private static void fill(AgentRuntime agents, String name, int capacity, int messages) {
        AgentBody<DeskMessage> body = mailbox -> mailbox.task().awaitSignal("the end of " + name);
        AgentRef<DeskMessage> agent =
                agents.spawn(
                        AgentSpec.body(() -> body)
                                .named(name)
                                .capacity(capacity)
                                .overflow(Overflow.REJECT));
        for (int i = 0; i < messages; i++) {
            var _ = agent.trySend(Val.of(new Order("MAY", i)));
        }
    }

    private static void leaveLetters(AgentRuntime agents, AgentHandler<DeskMessage> handler)
            throws Exception {
        AgentRef<DeskMessage> brief =
                agents.spawn(
                        AgentSpec.handler(() -> handler).named("brief").onFailure(OnFailure.STOP));
        brief.tell(new BrokenQuote("MAY"));
        brief.termination()
                .toCompletableFuture()
                .get(Duration.ofMinutes(1).toSeconds(), TimeUnit.SECONDS);
        brief.tell(new Order("MAY", 7));
        brief.tell(new Order("FLY", 8));
    }
}
