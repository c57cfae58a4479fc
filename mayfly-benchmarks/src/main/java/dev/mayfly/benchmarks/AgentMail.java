package dev.mayfly.benchmarks;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentContext;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.benchmarks.mail.Mail;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;

/**
 * Mayfly's agents as they are by default: mailboxes of 1000 with back-pressure, counted, stamped
 * and supervised. What is sent are plain numbers, by {@code tell}. Senders are tasks, so that they
 * wait by a system call where a mailbox is full.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class AgentMail implements Mail {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final boolean handlers;
    private final Scheduler scheduler;
    private final AgentRuntime agents;

    private AgentMail(CoroutineMode mode, boolean handlers) {
        this.handlers = handlers;
        this.scheduler = Schedulers.builder(mode).queue(Scheduler.DEFAULT_QUEUE).build();
        this.agents = AgentRuntime.on(scheduler);
    }

    /** Agents without a stack. */
    static AgentMail handlers(CoroutineMode mode) {
        return new AgentMail(mode, true);
    }

    /** Agents that are coroutines. */
    static AgentMail bodies(CoroutineMode mode) {
        return new AgentMail(mode, false);
    }

    AgentRuntime agents() {
        return agents;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    private AgentSpec<Integer> spec(AgentHandler<Integer> handler) {
        if (handlers) {
            return AgentSpec.handler(() -> handler);
        }
        AgentBody<Integer> body =
                mailbox -> {
                    try {
                        while (true) {
                            handler.onMessage(mailbox.receive(), mailbox);
                        }
                    } finally {
                        handler.onStop(mailbox);
                    }
                };
        return AgentSpec.body(() -> body);
    }

    @Override
    public void roundTrips(int rounds) throws InterruptedException {
        var ping = new Player(new Count(rounds));
        var pong = new Player(new Count(Integer.MAX_VALUE));
        AgentRef<Integer> server = agents.spawn(spec(ping));
        AgentRef<Integer> returner = agents.spawn(spec(pong));
        ping.other = returner;
        pong.other = server;
        returner.tell(0);
        ping.done.await();
        server.stop();
        returner.stop();
    }

    private static final class Player implements AgentHandler<Integer> {

        private final Count done;

        /** Set before the first message is sent. */
        private @Nullable AgentRef<Integer> other;

        Player(Count done) {
            this.done = done;
        }

        @Override
        public void onMessage(Integer message, AgentContext<Integer> self) {
            AgentRef<Integer> to = other;
            if (to != null && !done.down()) {
                to.tell(message);
            }
        }
    }

    @Override
    public void send(int senders, int each, IntConsumer receiver) throws InterruptedException {
        var count = new Count(senders * each);
        AgentRef<Integer> agent =
                agents.spawn(
                        spec((message, self) -> {
                            receiver.accept(message);
                            var _ = count.down();
                        }));
        for (int s = 0; s < senders; s++) {
            int first = s * each;
            var _ = scheduler.spawn(task -> sendAll(agent, first, each));
        }
        count.await();
        agent.stop();
    }

    private static int sendAll(AgentRef<Integer> agent, int first, int each) {
        for (int i = first; i < first + each; i++) {
            agent.tell(i);
        }
        return each;
    }

    @Override
    public void spawn(int spawners, int each, IntConsumer handler) throws InterruptedException {
        var done = new CountDownLatch(spawners * each);
        AgentSpec<Integer> once = spec(new Once(handler, done));
        if (spawners == 1) {
            for (int i = 0; i < each; i++) {
                agents.spawn(once).tell(i);
            }
            done.await();
            return;
        }
        for (int s = 0; s < spawners; s++) {
            agents.spawn(spec(new Spawner(once, each))).tell(s * each);
        }
        done.await();
    }

    /** Handles one message and ends. */
    private record Once(IntConsumer handler, CountDownLatch done) implements AgentHandler<Integer> {

        @Override
        public void onMessage(Integer message, AgentContext<Integer> self) {
            handler.accept(message);
            self.stop();
        }

        @Override
        public void onStop(AgentContext<Integer> self) {
            done.countDown();
        }
    }

    /** Starts children with the numbers from its message on, and ends when they have. */
    private record Spawner(AgentSpec<Integer> child, int each) implements AgentHandler<Integer> {

        @Override
        public void onMessage(Integer first, AgentContext<Integer> self) {
            for (int i = first; i < first + each; i++) {
                self.spawn(child).tell(i);
            }
            self.stop();
        }
    }

    @Override
    public void close() throws InterruptedException {
        var _ = agents.shutdown(PATIENCE);
        agents.close();
        var _ = scheduler.shutdown(PATIENCE);
    }
}
