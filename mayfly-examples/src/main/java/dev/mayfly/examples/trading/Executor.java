package dev.mayfly.examples.trading;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentEndedException;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.Mailbox;
import dev.mayfly.agents.capability.Iso;
import dev.mayfly.agents.primitive.broadcast.Broadcast;
import dev.mayfly.agents.primitive.lease.Lease;
import dev.mayfly.agents.primitive.lease.LeaseTable;
import dev.mayfly.agents.primitive.promise.Promise;
import dev.mayfly.examples.trading.Message.Bell;
import dev.mayfly.examples.trading.Message.Clear;
import dev.mayfly.examples.trading.Message.Freeze;
import dev.mayfly.examples.trading.Message.Heard;
import dev.mayfly.examples.trading.Message.Order;
import dev.mayfly.examples.trading.Message.ToClerk;
import dev.mayfly.examples.trading.Message.ToExchange;
import dev.mayfly.examples.trading.Message.ToExecutor;

import java.time.Duration;

/**
 * Collects orders on a page and trades them while it holds the trading lease. A body: it waits for
 * the lease, and for the exchange.
 */
final class Executor implements AgentBody<ToExecutor> {

    /** What only one executor holds at a time. */
    static final String TRADING = "trading";

    static final Duration LEASE = Duration.ofMillis(200);

    /** How long it waits for a page to be full. */
    private static final Duration LINGER = Duration.ofMillis(30);

    /** The way to the exchange. */
    private static final Duration WIRE = Duration.ofMillis(2);

    private final AgentRuntime agents;
    private final LeaseTable leases;
    private final AgentRef<ToExchange> exchange;
    private final AgentRef<ToClerk> clerk;
    private final Grapevine grapevine;
    private final Tally tally = new Tally();
    private OrderPage page = new OrderPage("");
    private Duration freeze = Duration.ZERO;

    Executor(
            AgentRuntime agents,
            LeaseTable leases,
            AgentRef<ToExchange> exchange,
            AgentRef<ToClerk> clerk,
            Grapevine grapevine) {
        this.agents = agents;
        this.leases = leases;
        this.exchange = exchange;
        this.clerk = clerk;
        this.grapevine = grapevine;
    }

    @Override
    public void run(Mailbox<ToExecutor> mailbox) throws Exception {
        Broadcast<Bell> ear =
                grapevine.join(mailbox.self(), bell -> tally.add(Account.BELLS_HEARD));
        page = new OrderPage(mailbox.self().name());
        try {
            while (true) {
                switch (page.isEmpty() ? mailbox.receive() : mailbox.receive(LINGER)) {
                    case Order order -> write(order, mailbox);
                    case Freeze(var time) -> freeze = time;
                    case Heard(var rumour) -> ear.receive(rumour);
                    case null -> trade(mailbox);
                }
            }
        } catch (AgentEndedException e) {
            trade(mailbox);
            clerk.tell(tally.handIn());
        }
    }

    private void write(Order order, Mailbox<ToExecutor> mailbox) throws Exception {
        tally.add(Account.TAKEN);
        page.add(order);
        if (page.isFull()) {
            trade(mailbox);
        }
    }

    /** Gives the page away, and gets the same page back, with the exchange's stamp or without. */
    private void trade(Mailbox<ToExecutor> mailbox) throws Exception {
        if (page.isEmpty()) {
            return;
        }
        try (Lease lease = leases.acquire(TRADING, LEASE)) {
            tally.add(Account.LEASES);
            mailbox.task().sleep(WIRE.plus(freeze));
            freeze = Duration.ZERO;
            Promise<OrderPage> cleared = agents.promise("a page of " + page.executor());
            // Whether the lease is still held, only the exchange can tell: by the token.
            exchange.send(Iso.of(new Clear(page, lease.token(), cleared)));
            tally.add(Account.PAGES_GIVEN);
            page = new OrderPage(mailbox.self().name());
            OrderPage back = cleared.await();
            tally.add(Account.PAGES_BACK);
            tally.add(Account.EXECUTED, back.executed());
            tally.add(Account.REFUSED, back.length() - back.executed());
        }
    }
}
