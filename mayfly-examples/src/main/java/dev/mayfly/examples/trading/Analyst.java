package dev.mayfly.examples.trading;

import dev.mayfly.agents.agent.AgentContext;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.capability.Val;
import dev.mayfly.agents.primitive.broadcast.Broadcast;
import dev.mayfly.examples.trading.Message.Ballot;
import dev.mayfly.examples.trading.Message.Bell;
import dev.mayfly.examples.trading.Message.Considered;
import dev.mayfly.examples.trading.Message.Heard;
import dev.mayfly.examples.trading.Message.Price;
import dev.mayfly.examples.trading.Message.Proposal;
import dev.mayfly.examples.trading.Message.ToAnalyst;
import dev.mayfly.examples.trading.Message.ToClerk;
import dev.mayfly.examples.trading.Message.ToRiskManager;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Watches prices, proposes trades and votes on those of others. A handler: it is quick and never
 * waits, so what the risk manager has no room for is turned away and counted.
 */
final class Analyst implements AgentHandler<ToAnalyst> {

    private final Strategy strategy;
    private final Duration slowness;
    private final AgentRef<ToRiskManager> riskManager;
    private final AgentRef<ToClerk> clerk;
    private final Grapevine grapevine;
    private final Map<String, Chart> charts = new HashMap<>();
    private final Tally tally = new Tally();
    private @Nullable Broadcast<Bell> ear;

    /** The last prices of a symbol. */
    private static final class Chart {
        private final long[] last = new long[Strategy.PRICES];
        private int seen;
        private int seenAtProposal;

        void add(long cents) {
            System.arraycopy(last, 1, last, 0, last.length - 1);
            last[last.length - 1] = cents;
            seen++;
        }

        boolean isFull() {
            return seen >= last.length;
        }

        /** One proposal for each full chart, or an analyst would repeat itself at every price. */
        boolean isNew() {
            return seen - seenAtProposal >= last.length;
        }
    }

    /** Slowness is how long it thinks about a vote. */
    Analyst(
            Strategy strategy,
            Duration slowness,
            AgentRef<ToRiskManager> riskManager,
            AgentRef<ToClerk> clerk,
            Grapevine grapevine) {
        this.strategy = strategy;
        this.slowness = slowness;
        this.riskManager = riskManager;
        this.clerk = clerk;
        this.grapevine = grapevine;
    }

    @Override
    public void onStart(AgentContext<ToAnalyst> self) {
        ear = grapevine.join(self.self(), bell -> close(self));
    }

    @Override
    public void onMessage(ToAnalyst message, AgentContext<ToAnalyst> self) {
        switch (message) {
            case Price price -> look(price, self.self().name());
            case Ballot ballot when slowness.isPositive() ->
                    self.after(slowness, Val.of(new Considered(ballot)));
            case Ballot ballot -> vote(ballot);
            case Considered(var ballot) -> vote(ballot);
            case Heard(var rumour) when ear != null -> ear.receive(rumour);
            case Heard _ -> throw new IllegalStateException("heard before it began");
        }
    }

    private void look(Price price, String name) {
        tally.add(Account.PRICES_SEEN);
        Chart chart = charts.computeIfAbsent(price.symbol(), symbol -> new Chart());
        chart.add(price.cents());
        int lots = chart.isNew() ? strategy.lots(chart.last) : 0;
        if (lots != 0) {
            chart.seenAtProposal = chart.seen;
            propose(new Proposal(name, price.symbol(), lots, price.cents()));
        }
    }

    private void propose(Proposal proposal) {
        tally.add(Account.PROPOSED);
        switch (riskManager.trySend(Val.of(proposal))) {
            case FULL -> tally.add(Account.TURNED_AWAY);
            case ACCEPTED, PRESSED, STOPPED -> {}
        }
    }

    /** Is for what it does not expect the opposite of. */
    private void vote(Ballot ballot) {
        Chart chart = charts.get(ballot.order().symbol());
        int own = chart != null && chart.isFull() ? strategy.lots(chart.last) : 0;
        ballot.replyTo().tell(Integer.signum(own) != -Integer.signum(ballot.order().lots()));
    }

    private void close(AgentContext<ToAnalyst> self) {
        tally.add(Account.BELLS_HEARD);
        self.stop();
    }

    @Override
    public void onStop(AgentContext<ToAnalyst> self) {
        clerk.tell(tally.handIn());
    }
}
