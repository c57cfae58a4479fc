package dev.mayfly.console.browser;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentPriority;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.OnFailure;
import dev.mayfly.agents.agent.Overflow;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.agents.capability.Val;
import dev.mayfly.agents.primitive.lease.LeaseTable;
import dev.mayfly.agents.primitive.quorum.Quorum;
import dev.mayfly.agents.primitive.quorum.Threshold;
import dev.mayfly.agents.primitive.quorum.Voter;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.TaskOptions;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A small trading desk of agents in every state that the console shows. */
final class StageAgents {

    private static final Duration HOUR = Duration.ofHours(1);

    private StageAgents() {}

    /** What they send. */
    sealed interface DeskMessage {}

    /** An order. */
    record Order(String symbol, int amount) implements DeskMessage {}

    /** Cannot be handled. */
    record BrokenQuote(String symbol) implements DeskMessage {}

    static void play(AgentRuntime agents, Scheduler scheduler) throws Exception {
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
        agree(agents, scheduler);
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

    /** A member of a board, who votes when the stage is completed. */
    record Officer(String name, CompletableFuture<Boolean> vote) implements Voter<String, Boolean> {
        Officer(String name) {
            this(name, new CompletableFuture<>());
        }

        Officer(String name, boolean vote) {
            this(name, CompletableFuture.completedFuture(vote));
        }

        @Override
        public CompletionStage<Boolean> ask(String question) {
            return vote;
        }
    }

    /** What the archive is asked. */
    record Count(ReplyTo<Integer> replyTo) {}

    /** Tasks that wait for each other: for leases, for a board, for an answer. */
    private static void agree(AgentRuntime agents, Scheduler scheduler) {
        LeaseTable leases = agents.leases();
        holds(scheduler, leases, "month-end ledger", "closing");
        StageJobs.await("it is held", () -> agents.snapshot().leases().size() == 1);
        for (String name : List.of("auditor", "tax-report")) {
            holds(scheduler, leases, "month-end ledger", name);
        }
        holds(scheduler, leases, "price list", "importer");
        decides(agents, scheduler);
        AgentBody<Count> silent = mailbox -> mailbox.task().awaitSignal("the end of statistics");
        var statistics = agents.spawn(AgentSpec.body(() -> silent).named("statistics"));
        start(scheduler, "dashboard", task -> statistics.ask(Count::new, HOUR));
        StageJobs.await(
                "all wait",
                () ->
                        agents.snapshot().leases().size() == 2
                                && agents.snapshot().leases().getFirst().waiting() == 2
                                && !agents.snapshot().quorums().isEmpty());
    }

    private static void decides(AgentRuntime agents, Scheduler scheduler) {
        List<Officer> officers =
                List.of(
                        new Officer("Ada", true),
                        new Officer("Grace", true),
                        new Officer("Joan", false),
                        new Officer("Barbara"),
                        new Officer("Edsger"));
        Quorum<String, Boolean> board =
                agents.quorum(officers, Threshold.majority(officers.size())).named("loan board");
        start(scheduler, "loan-desk", task -> board.ask("loan 4711", HOUR).verdict());
    }

    /** Holds a lease, once it has it, until the end of whoever holds it. */
    static void holds(Scheduler scheduler, LeaseTable leases, String lease, String who) {
        start(
                scheduler,
                who,
                task -> {
                    try (var _ = leases.acquire(lease, HOUR)) {
                        return task.awaitSignal("the end of " + who, HOUR);
                    }
                });
    }

    static void start(Scheduler scheduler, String name, SchedulableJob<?> body) {
        scheduler.spawnService(Scheduler.DEFAULT_QUEUE, TaskOptions.named(name), body);
    }
}
