package dev.mayfly.examples.trading;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.primitive.quorum.QuorumResult;
import dev.mayfly.agents.primitive.quorum.Threshold;
import dev.mayfly.agents.primitive.quorum.Voter;
import dev.mayfly.examples.trading.Message.Ballot;
import dev.mayfly.examples.trading.Message.Order;
import dev.mayfly.examples.trading.Message.ToAnalyst;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The analysts, who vote on large orders. Belongs to the risk manager, which waits for them. */
final class Committee {

    /** From so many lots on a majority must agree. */
    static final int CRITICAL = 12;

    /** From so many lots on two thirds must agree. */
    static final int VERY_CRITICAL = 18;

    /** Who has not voted by then has not voted. */
    static final Duration TIME_OUT = Duration.ofMillis(30);

    private final AgentRuntime agents;
    private final List<Member> members;

    /** An analyst as a quorum sees it: the question becomes a message. */
    private record Member(AgentRef<ToAnalyst> analyst) implements Voter<Order, Boolean> {

        @Override
        public String name() {
            return analyst.name();
        }

        @Override
        public CompletionStage<Boolean> ask(Order order) {
            return analyst.askLater(replyTo -> new Ballot(order, replyTo), TIME_OUT);
        }
    }

    Committee(AgentRuntime agents, List<AgentRef<ToAnalyst>> analysts) {
        this.agents = agents;
        this.members = analysts.stream().map(Member::new).toList();
    }

    static boolean isCritical(Order order) {
        return Math.abs(order.lots()) >= CRITICAL;
    }

    /** Has the analysts vote, and counts. */
    QuorumResult<Boolean> vote(Order order, Tally tally) throws InterruptedException {
        Threshold threshold =
                Math.abs(order.lots()) >= VERY_CRITICAL
                        ? Threshold.superMajority(members.size())
                        : Threshold.majority(members.size());
        QuorumResult<Boolean> result = agents.quorum(members, threshold).ask(order, TIME_OUT);
        tally.add(Account.POLLS);
        tally.add(Account.VOTES_ASKED, members.size());
        for (var answers : List.of(result.agreeing(), result.dissenting())) {
            answers.values().forEach(yes -> tally.add(yes ? Account.VOTES_YES : Account.VOTES_NO));
        }
        tally.add(Account.VOTES_MISSING, result.late().size() + result.faulty().size());
        return result;
    }
}
