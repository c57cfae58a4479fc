package dev.mayfly.examples.trading;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.primitive.lease.LeaseTable;
import dev.mayfly.examples.trading.Clerk.Books;
import dev.mayfly.examples.trading.Message.Bell;
import dev.mayfly.examples.trading.Message.CloseBooks;
import dev.mayfly.examples.trading.Message.Freeze;
import dev.mayfly.examples.trading.Message.Leaves;
import dev.mayfly.examples.trading.Message.Price;
import dev.mayfly.kernel.task.TaskContext;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Sends the prices, lets things happen, rings the bell, and waits until the books are closed. */
final class TradingDay {

    private static final int TICKS = 60;
    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AgentRuntime agents;
    private final TaskContext task;
    private final Market market;
    private final Floor floor;
    private final Watch watch = new Watch();
    private final Tally tally = new Tally();

    /**
     * What can be other than usual.
     *
     * @param seed draws the prices
     * @param fence makes what tells the exchange which tokens to let pass
     * @param leasesOfB what executor b takes for the leases
     */
    record Plan(long seed, Supplier<LongPredicate> fence, UnaryOperator<LeaseTable> leasesOfB) {

        static Plan usual(long seed) {
            return new Plan(seed, Exchange.Fence::new, leases -> leases);
        }
    }

    TradingDay(AgentRuntime agents, TaskContext task, Plan plan) {
        this.agents = agents;
        this.task = task;
        this.market = new Market(plan.seed());
        agents.addListener(watch);
        this.floor = new Floor(agents, plan);
    }

    /** From the first price to the closed books. */
    Day play() throws InterruptedException {
        floor.hireAnalysts();
        List.of("exec-a", "exec-b", "exec-c").forEach(floor::hireExecutor);
        for (int tick = 1; tick <= TICKS; tick++) {
            market.tick().forEach(this::send);
            happen(tick);
            task.sleep(TICK);
        }
        floor.note("the bell rings");
        floor.ring(new Bell(TICKS));
        return close();
    }

    /** To each analyst the same object: nobody can change a price. */
    private void send(Price price) {
        floor.analysts().forEach(analyst -> analyst.tell(price));
        tally.add(Account.PRICES_SENT, floor.analysts().size());
    }

    /** What happens in the day, beside prices. */
    private void happen(int tick) {
        switch (tick) {
            case 15 -> floor.hireExecutor("exec-d");
            case 25 -> {
                floor.note("exec-b freezes for 300 ms; its lease lasts 200 ms");
                floor.executor("exec-b").tell(new Freeze(Duration.ofMillis(300)));
            }
            case 40 -> floor.riskManager().tell(new Leaves("exec-a"));
            case 50 -> {
                floor.note("dave goes home before the bell");
                floor.analyst("dave").stop();
            }
            default -> {}
        }
    }

    /** Analysts go when they hear the bell, the risk manager after them, executors after it. */
    private Day close() throws InterruptedException {
        List<AgentRef<?>> traders = floor.traders();
        awaitEnd(traders);
        floor.exchange().stop();
        awaitEnd(List.of(floor.exchange()));
        tally.add(Account.WHISPERS_TURNED_AWAY, floor.whispersTurnedAway());
        floor.clerk().tell(tally.counts());
        Books books = floor.clerk().ask(CloseBooks::new, PATIENCE);
        var _ = agents.shutdown(PATIENCE);
        return new Day(
                books,
                agents.snapshot().totals(),
                watch.deadLetters(),
                watch.pressed(),
                traders.size() + 1);
    }

    private void awaitEnd(List<AgentRef<?>> ending) {
        CompletableFuture<?>[] ends =
                ending.stream()
                        .map(agent -> agent.termination().toCompletableFuture())
                        .toArray(CompletableFuture[]::new);
        task.awaitStage("the end of the day", CompletableFuture.allOf(ends), null);
    }
}
