package dev.mayfly.benchmarks;

import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.benchmarks.forked.Fork;
import dev.mayfly.benchmarks.forked.Heap;
import dev.mayfly.benchmarks.mail.TypedPekko;
import dev.mayfly.benchmarks.peer.Pekko;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;
import dev.mayfly.kernel.task.TaskState;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What an agent takes in memory that does nothing: a million are started, and the heap is counted
 * before and after, with all that a runtime keeps about them. They wait for their first message: a
 * handler on nothing, a body on its own stack. Pekko's actors are started by the actor at the root.
 *
 * <p>Not counted: the array that keeps their addresses, which is the user's and there before.
 */
public final class IdleAgentsBenchmark {

    private static final int AGENTS = 1_000_000;
    private static final int WARM_UP_ROUNDS = 10;
    private static final int WARM_UP_AGENTS = 20_000;

    private IdleAgentsBenchmark() {}

    /** Every measurement there is. */
    static List<Fork> forks() {
        List<Fork> forks = new ArrayList<>();
        for (String peer : List.of("mayfly", "mayfly-body", "pekko-actor", "pekko-typed")) {
            forks.add(
                    new Fork(
                            "IdleAgentsBenchmark.idle",
                            peer,
                            "bytes",
                            List.of("-Xms4g", "-Xmx4g"),
                            IdleAgentsBenchmark.class,
                            List.of(
                                    peer,
                                    Integer.toString(AGENTS),
                                    Integer.toString(WARM_UP_ROUNDS))));
        }
        return forks;
    }

    /**
     * Measures in this JVM and prints bytes an agent.
     *
     * @param args the peer, how many agents, and how many rounds of warm-up
     * @throws Exception if the peer fails
     */
    public static void main(String[] args) throws Exception {
        System.out.println(bytes(args[0], Integer.parseInt(args[1]), Integer.parseInt(args[2])));
        System.exit(0); // a million agents are not worth ending
    }

    private static double bytes(String peer, int agents, int rounds) throws Exception {
        Object[] kept = new Object[agents];
        Nest nest = nest(peer);
        for (int round = 0; round < rounds; round++) {
            int count = Math.min(agents, WARM_UP_AGENTS);
            for (int i = 0; i < count; i++) {
                kept[i] = nest.start();
            }
            nest.settle(count);
            for (int i = 0; i < count; i++) {
                nest.stop(kept[i]);
            }
        }
        long before = Heap.live();
        for (int i = 0; i < agents; i++) {
            kept[i] = nest.start();
        }
        nest.settle(agents);
        long after = Heap.live();
        if (kept[agents - 1] == null) {
            throw new AssertionError("the array lives to the end");
        }
        return (after - before) / (double) agents;
    }

    private static Nest nest(String peer) {
        return switch (peer) {
            case "mayfly" -> new Mayfly(true);
            case "mayfly-body" -> new Mayfly(false);
            case "pekko-actor" -> new Classic(Pekko.standard());
            case "pekko-typed" -> new Typed(new TypedPekko());
            default -> throw new IllegalArgumentException("no such peer: " + peer);
        };
    }

    private interface Nest {

        Object start() throws Exception;

        /** Waits until the agents started last are idle. */
        default void settle(int agents) {}

        default void stop(Object agent) {}
    }

    private static final class Mayfly implements Nest {

        private final AgentMail mail = AgentMail.handlers(CoroutineMode.OWNED);
        private final AtomicInteger begun = new AtomicInteger();
        private final AgentSpec<Integer> spec;

        Mayfly(boolean handlers) {
            spec =
                    handlers
                            ? AgentSpec.handler(() -> {
                                begun.incrementAndGet();
                                return (message, self) -> {};
                            })
                            : AgentSpec.body(() ->
                                    mailbox -> {
                                        begun.incrementAndGet();
                                        while (true) {
                                            mailbox.receive();
                                        }
                                    });
        }

        @Override
        public Object start() {
            return mail.agents().spawn(spec);
        }

        @Override
        public void settle(int agents) {
            while (begun.get() < agents || !areParked()) {
                LockSupport.parkNanos(1_000_000);
            }
            begun.set(0);
        }

        private boolean areParked() {
            return mail.scheduler().snapshot().tasks().stream()
                    .allMatch(task -> task.state() == TaskState.WAITING);
        }

        @Override
        public void stop(Object agent) {
            ((AgentRef<?>) agent).stop();
        }
    }

    private record Classic(Pekko pekko) implements Nest {

        @Override
        public Object start() {
            return pekko.idle();
        }

        @Override
        public void stop(Object agent) {
            pekko.stop(agent);
        }
    }

    private record Typed(TypedPekko pekko) implements Nest {

        @Override
        public Object start() throws InterruptedException {
            return pekko.idle();
        }
    }
}
