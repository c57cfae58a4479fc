package dev.mayfly.examples.trading;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentEndedException;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.Mailbox;
import dev.mayfly.agents.agent.SendResult;
import dev.mayfly.agents.capability.Val;
import dev.mayfly.agents.primitive.broadcast.Broadcast;
import dev.mayfly.agents.primitive.quorum.QuorumResult;
import dev.mayfly.examples.trading.Message.Bell;
import dev.mayfly.examples.trading.Message.GoHome;
import dev.mayfly.examples.trading.Message.Heard;
import dev.mayfly.examples.trading.Message.Hired;
import dev.mayfly.examples.trading.Message.Joined;
import dev.mayfly.examples.trading.Message.Leaves;
import dev.mayfly.examples.trading.Message.Note;
import dev.mayfly.examples.trading.Message.Order;
import dev.mayfly.examples.trading.Message.Proposal;
import dev.mayfly.examples.trading.Message.ToClerk;
import dev.mayfly.examples.trading.Message.ToExecutor;
import dev.mayfly.examples.trading.Message.ToRiskManager;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides on proposals, and gives orders to executors. A body: it waits for votes, and for room in
 * the mailboxes of executors that are behind.
 */
final class RiskManager implements AgentBody<ToRiskManager> {

    static final int SYMBOL_LIMIT = 60;
    static final int TOTAL_LIMIT = 350;

    private static final Duration LAST_PROPOSALS = Duration.ofMillis(200);

    private final AgentRuntime agents;
    private final AgentRef<ToClerk> clerk;
    private final Grapevine grapevine;
    private final Roster roster = new Roster();
    private final Map<String, Integer> positions = new HashMap<>();
    private final Tally tally = new Tally();
    private Committee committee;
    private long orders;
    private boolean bellRung;

    RiskManager(AgentRuntime agents, AgentRef<ToClerk> clerk, Grapevine grapevine) {
        this.agents = agents;
        this.clerk = clerk;
        this.grapevine = grapevine;
        this.committee = new Committee(agents, List.of());
    }

    @Override
    public void run(Mailbox<ToRiskManager> mailbox) throws InterruptedException {
        Broadcast<Bell> ear = grapevine.join(mailbox.self(), bell -> close(mailbox));
        try {
            while (true) {
                switch (mailbox.receive()) {
                    case Proposal proposal -> tally.add(decide(proposal));
                    case Hired(var analysts) -> committee = new Committee(agents, analysts);
                    case Joined(var executor) -> clerk.tell(new Note(roster.join(executor)));
                    case Leaves(var executor) -> clerk.tell(new Note(roster.leave(executor)));
                    case Heard(var rumour) -> ear.receive(rumour);
                    case GoHome() -> mailbox.stop();
                }
            }
        } catch (AgentEndedException e) {
            // Only who gives orders knows when there are no more: the executors end after that.
            roster.executors().forEach(AgentRef::stop);
            tally.add(Account.LOTS_HELD, total());
            clerk.tell(tally.handIn());
        }
    }

    private void close(Mailbox<ToRiskManager> mailbox) {
        tally.add(Account.BELLS_HEARD);
        bellRung = true;
        mailbox.after(LAST_PROPOSALS, Val.of(new GoHome()));
    }

    // ---- deciding

    private Account decide(Proposal proposal) throws InterruptedException {
        tally.add(Account.CONSIDERED);
        int before = positions.getOrDefault(proposal.symbol(), 0);
        int after = before + proposal.lots();
        if (bellRung) {
            return Account.VETOED_AFTER_BELL;
        }
        if (Math.abs(after) > SYMBOL_LIMIT) {
            return Account.VETOED_FOR_SYMBOL_LIMIT;
        }
        if (total() - Math.abs(before) + Math.abs(after) > TOTAL_LIMIT) {
            return Account.VETOED_FOR_TOTAL_LIMIT;
        }
        var order = new Order(++orders, proposal.symbol(), proposal.lots(), proposal.cents());
        if (Committee.isCritical(order)) {
            QuorumResult<Boolean> vote = committee.vote(order, tally);
            if (!vote.decision().orElse(false)) {
                return vote.isReached() ? Account.VETOED_BY_VOTE : Account.VETOED_WITHOUT_DECISION;
            }
        }
        positions.put(proposal.symbol(), after);
        give(order);
        return Account.APPROVED;
    }

    private int total() {
        return positions.values().stream().mapToInt(Math::abs).sum();
    }

    /** Waits where the executor is behind: the mailbox says so, and then makes the sender wait. */
    private void give(Order order) {
        AgentRef<ToExecutor> executor = roster.ownerOf(order.symbol());
        if (executor.trySend(Val.of(order)) == SendResult.FULL) {
            tally.add(Account.HELD_UP);
            executor.tell(order);
        }
    }
}
