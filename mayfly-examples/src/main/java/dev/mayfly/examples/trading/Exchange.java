package dev.mayfly.examples.trading;

import dev.mayfly.agents.agent.AgentContext;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.capability.Iso;
import dev.mayfly.agents.primitive.broadcast.Broadcast;
import dev.mayfly.examples.trading.Message.Bell;
import dev.mayfly.examples.trading.Message.Clear;
import dev.mayfly.examples.trading.Message.Heard;
import dev.mayfly.examples.trading.Message.Note;
import dev.mayfly.examples.trading.Message.ToClerk;
import dev.mayfly.examples.trading.Message.ToExchange;

import org.jspecify.annotations.Nullable;

import java.util.function.LongPredicate;

/** Executes pages of orders, unless somebody has traded under a newer lease. */
final class Exchange implements AgentHandler<ToExchange> {

    private final LongPredicate fence;
    private final AgentRef<ToClerk> clerk;
    private final Grapevine grapevine;
    private final Tally tally = new Tally();
    private long newest;
    private @Nullable Broadcast<Bell> ear;

    /** Lets a fencing token pass if it has seen none that is greater. */
    static final class Fence implements LongPredicate {

        private long greatest;

        @Override
        public boolean test(long token) {
            greatest = Math.max(greatest, token);
            return token == greatest;
        }
    }

    Exchange(LongPredicate fence, AgentRef<ToClerk> clerk, Grapevine grapevine) {
        this.fence = fence;
        this.clerk = clerk;
        this.grapevine = grapevine;
    }

    @Override
    public void onStart(AgentContext<ToExchange> self) {
        ear = grapevine.join(self.self(), bell -> tally.add(Account.BELLS_HEARD));
    }

    @Override
    public void onMessage(ToExchange message, AgentContext<ToExchange> self) {
        switch (message) {
            case Clear(var page, var token, var cleared) -> {
                clear(page, token);
                cleared.complete(Iso.of(page));
            }
            case Heard(var rumour) when ear != null -> ear.receive(rumour);
            case Heard _ -> throw new IllegalStateException("heard before it began");
        }
    }

    private void clear(OrderPage page, long token) {
        if (!fence.test(token)) {
            tally.add(Account.PAGES_REFUSED);
            clerk.tell(
                    new Note(
                            "the exchange refuses %s of %s: token %d, and it has seen %d"
                                    .formatted(page, page.executor(), token, newest)));
            return;
        }
        page.stamp();
        tally.add(Account.PAGES_STAMPED);
        if (token < newest) {
            tally.add(Account.EXECUTED_UNDER_OLD_TOKEN, page.length());
        }
        newest = Math.max(newest, token);
    }

    @Override
    public void onStop(AgentContext<ToExchange> self) {
        clerk.tell(tally.handIn());
    }
}
