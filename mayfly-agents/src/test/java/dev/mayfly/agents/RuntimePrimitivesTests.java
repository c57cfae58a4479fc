package dev.mayfly.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.AskException;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.agents.capability.Iso;
import dev.mayfly.agents.capability.Val;
import dev.mayfly.agents.primitive.broadcast.Broadcast;
import dev.mayfly.agents.primitive.broadcast.GossipSettings;
import dev.mayfly.agents.primitive.broadcast.Rumour;
import dev.mayfly.agents.primitive.broadcast.Transport;
import dev.mayfly.agents.primitive.channel.Channel;
import dev.mayfly.agents.primitive.channel.ChannelClosedException;
import dev.mayfly.agents.primitive.channel.Select;
import dev.mayfly.agents.primitive.lease.Lease;
import dev.mayfly.agents.primitive.lease.LeaseLostException;
import dev.mayfly.agents.primitive.lease.LeaseTable;
import dev.mayfly.agents.primitive.promise.Promise;
import dev.mayfly.agents.primitive.quorum.Quorum;
import dev.mayfly.agents.primitive.quorum.QuorumResult;
import dev.mayfly.agents.primitive.quorum.Threshold;
import dev.mayfly.agents.primitive.quorum.Voter;
import dev.mayfly.agents.primitive.shard.RingShard;
import dev.mayfly.agents.primitive.shard.Shard;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.sim.Simulation;
import dev.mayfly.kernel.task.TaskContext;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What holds of the primitives that a runtime hands out, between agents, on a real scheduler and in
 * a simulation, where also times are exact. The examples of docs/agents.md are these.
 */
class RuntimePrimitivesTests extends AgentFixture {

    /** What the agents run on. */
    enum World {
        REAL,
        SIMULATED
    }

    /** What a task does with a runtime. */
    @FunctionalInterface
    private interface Play {
        void run(AgentRuntime agents, TaskContext task) throws Exception;
    }

    private static final Duration YEAR = Duration.ofDays(365);

    private void in(World world, Play play) throws Exception {
        if (world == World.REAL) {
            scheduler.<@Nullable Void>runBlocking(task -> played(play, agents, task));
            return;
        }
        Simulation.withSeed(5)
                .shuffled()
                .run(sim -> {
                    var runtime = AgentRuntime.on(sim.scheduler());
                    var done =
                            sim.scheduler()
                                    .<@Nullable Void>spawn(task -> played(play, runtime, task));
                    sim.runFor(YEAR);
                    assertThat(done.isDone()).as("waits for ever: %s", done.reason()).isTrue();
                    done.future().join();
                    stopAll(runtime);
                    sim.runFor(YEAR);
                });
    }

    private static @Nullable Void played(Play play, AgentRuntime agents, TaskContext task)
            throws Exception {
        play.run(agents, task);
        return null;
    }

    private static void stopAll(AgentRuntime runtime) {
        runtime.snapshot()
                .agents()
                .forEach(agent -> runtime.find(agent.id()).ifPresent(AgentRef::stop));
    }

    // ---- await: a promise

    private record Ask(String symbol, Promise<String> price) {}

    @ParameterizedTest
    @EnumSource
    void aPromiseThatAnAgentKeeps(World world) throws Exception {
        in(
                world,
                (agents, task) -> {
                    AgentRef<Ask> quotes =
                            agents.spawn(
                                    "quotes", () -> (m, self) -> m.price().complete(Val.of("12")));
                    Promise<String> price = agents.promise("the price of MAY");
                    quotes.tell(new Ask("MAY", price));

                    assertThat(price.await(LONG)).isEqualTo("12");
                    assertThat(price.complete(Val.of("13"))).as("the second").isFalse();
                });
    }

    @ParameterizedTest
    @EnumSource
    void aPromiseThatNobodyKeepsEndsByTheRuntimesClock(World world) throws Exception {
        Duration patience = world == World.REAL ? SHORT : Duration.ofDays(1);
        in(
                world,
                (agents, task) -> {
                    Promise<String> price = agents.promise("the price of MAY");
                    Instant before = task.now();
                    assertThatExceptionOfType(TimeoutException.class)
                            .isThrownBy(() -> price.await(patience))
                            .withMessageContaining("the price of MAY");
                    assertWaited(world, patience, Duration.between(before, task.now()));
                });
    }

    private static void assertWaited(World world, Duration meant, Duration waited) {
        if (world == World.SIMULATED) {
            assertThat(waited).isEqualTo(meant);
        } else {
            assertThat(waited).isGreaterThanOrEqualTo(meant.minusMillis(1));
        }
    }

    // ---- channel

    private record Work(Channel<Integer> from, Channel<Integer> to) {}

    @ParameterizedTest
    @EnumSource
    void aChannelFeedsAgentsThatShareTheWork(World world) throws Exception {
        in(
                world,
                (agents, task) -> {
                    Channel<Integer> orders = agents.channel("orders", 2);
                    Channel<Integer> done = agents.channel("done", 100);
                    for (int i = 0; i < 3; i++) {
                        worker(agents).tell(new Work(orders, done));
                    }
                    for (int order = 0; order < 50; order++) {
                        orders.send(Iso.of(order)); // waits while two are in it
                    }
                    List<Integer> seen = new ArrayList<>();
                    for (int i = 0; i < 50; i++) {
                        seen.add(done.receive());
                    }
                    assertThat(seen)
                            .containsExactlyInAnyOrderElementsOf(
                                    IntStream.range(0, 50).boxed().toList());
                    assertThat(orders.close()).isTrue();
                    assertThatExceptionOfType(ChannelClosedException.class)
                            .isThrownBy(() -> orders.send(Val.of(1)));
                });
    }

    private static AgentRef<Work> worker(AgentRuntime agents) {
        return agents.spawn(
                AgentSpec.<Work>body(() ->
                        mailbox -> {
                            Work work = mailbox.receive();
                            try {
                                while (true) {
                                    work.to().send(Val.of(work.from().receive()));
                                }
                            } catch (ChannelClosedException e) {
                                mailbox.stop();
                            }
                        }));
    }

    @ParameterizedTest
    @EnumSource
    void aChoiceTakesWhatComesFirst(World world) throws Exception {
        in(
                world,
                (agents, task) -> {
                    Channel<String> prices = agents.channel("prices", 10);
                    Channel<String> news = agents.channel("news", 10);
                    AgentRef<Channel<String>> reporter =
                            agents.spawn(
                                    "reporter",
                                    () -> (to, self) -> to.trySend(Val.of("markets close")));
                    reporter.send(news);

                    Select<String> either =
                            agents.<String>select(42)
                                    .receive(prices, price -> "price " + price)
                                    .receive(news, text -> "news: " + text);

                    assertThat(either.await()).isEqualTo("news: markets close");
                    assertThat(either.await(SHORT, () -> "silence")).isEqualTo("silence");
                });
    }

    // ---- lease

    @ParameterizedTest
    @EnumSource
    void aLeaseHasOneHolderAndItsTimeEnds(World world) throws Exception {
        in(
                world,
                (agents, task) -> {
                    LeaseTable leases = agents.leases();
                    Lease first = leases.acquire("ledger", SHORT);
                    Lease second = leases.acquire("ledger", YEAR); // when the first one's time ends

                    assertThat(first.isHeld()).isFalse();
                    assertThat(second.isHeld()).isTrue();
                    assertThat(second.token()).isGreaterThan(first.token());
                    assertThatExceptionOfType(LeaseLostException.class).isThrownBy(first::renew);
                    assertThat(leases.tryAcquire("ledger", LONG)).isNull();
                    assertThat(second.release()).isTrue();
                    assertThat(leases.tryAcquire("ledger", LONG)).isNotNull();
                    assertThat(agents.leases().tryAcquire("ledger", LONG))
                            .as("another table has its own")
                            .isNotNull();
                });
    }

    // ---- quorum

    private record Check(int lots, ReplyTo<Boolean> replyTo) {}

    /** An agent as a quorum sees it: the question becomes a message. */
    private record Officer(AgentRef<Check> agent) implements Voter<Integer, Boolean> {

        @Override
        public String name() {
            return agent.name();
        }

        @Override
        public CompletionStage<Boolean> ask(Integer lots) {
            return agent.askLater(replyTo -> new Check(lots, replyTo), LONG);
        }
    }

    private static List<Officer> officers(AgentRuntime agents, int... limits) {
        List<Officer> officers = new ArrayList<>();
        for (int limit : limits) {
            AgentHandler<Check> officer = (m, self) -> m.replyTo().tell(m.lots() <= limit);
            officers.add(new Officer(agents.spawn("officer " + officers.size(), () -> officer)));
        }
        return officers;
    }

    @ParameterizedTest
    @EnumSource
    void aQuorumOfAgentsDecidesAlsoIfOneHasEnded(World world) throws Exception {
        in(
                world,
                (agents, task) -> {
                    List<Officer> officers = officers(agents, 5, 20, 20, 20, 20);
                    AgentRef<Check> ended = officers.getLast().agent();
                    ended.stop();
                    assertThat(agents.awaitEnd(LONG, ended)).isTrue();
                    Quorum<Integer, Boolean> risk =
                            agents.quorum(officers, Threshold.majority(officers.size()));

                    QuorumResult<Boolean> result = risk.ask(10, LONG);

                    assertThat(result.decision()).contains(true);
                    assertThat(result.agreeing()).hasSize(3);
                    assertThat(risk.ask(30, LONG).decision()).contains(false);
                    QuorumResult<Boolean> all =
                            agents.quorum(officers, Threshold.of(5, 5)).ask(1, LONG);
                    assertThat(all.verdict()).isEqualTo(QuorumResult.Verdict.IMPOSSIBLE);
                    assertThat(all.faulty().get("officer 4")).isInstanceOf(AskException.class);
                });
    }

    @Test
    void aQuorumLargerThanItsGroupIsRefused() {
        List<Officer> three = officers(agents, 1, 2, 3);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> agents.quorum(three, Threshold.of(3, 4)))
                .withMessage("4 of 3 members cannot agree; choose a threshold of 1 to 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> agents.quorum(three, Threshold.majority(5)))
                .withMessage(
                        "the threshold is 3 of 5, and there are 3 members; make it for as many");
    }

    // ---- broadcast

    private static final int VILLAGERS = 20;
    private static final GossipSettings QUICK =
            new GossipSettings(3, 40, Duration.ofMillis(1), 100);

    /** Agents that gossip; each counts what it hears. */
    private static final class Village {

        private final List<AgentRef<Rumour<String>>> members = new ArrayList<>();
        private final List<AtomicInteger> heard = new ArrayList<>();
        private final Map<Integer, Broadcast<String>> mouths = new ConcurrentHashMap<>();

        Village(AgentRuntime agents, Transport<AgentRef<Rumour<String>>, String> transport) {
            for (int i = 0; i < VILLAGERS; i++) {
                int self = i;
                members.add(
                        agents.spawn(
                                "villager " + i,
                                () -> (rumour, me) -> mouths.get(self).receive(rumour)));
                heard.add(new AtomicInteger());
            }
            for (int i = 0; i < VILLAGERS; i++) {
                mouths.put(i, mouth(agents, i, transport));
            }
        }

        private Broadcast<String> mouth(
                AgentRuntime agents,
                int self,
                Transport<AgentRef<Rumour<String>>, String> transport) {
            List<AgentRef<Rumour<String>>> others = new ArrayList<>(members);
            others.remove(self);
            return agents.gossip(
                    "villager " + self,
                    () -> others,
                    transport,
                    text -> heard.get(self).incrementAndGet(),
                    QUICK,
                    self);
        }

        void publish(String text) {
            var _ = mouths.get(0).publish(Val.of(text));
        }

        int mostHeard() {
            return heard.stream().mapToInt(AtomicInteger::get).max().orElse(0);
        }

        int deaf() {
            return (int) heard.stream().filter(count -> count.get() == 0).count();
        }
    }

    /** Whoever wrote agents uses this: the rumour is a message of the one it reaches. */
    private static void carry(AgentRef<Rumour<String>> to, Rumour<String> rumour) {
        to.tell(rumour);
    }

    private static void assertEachHearsOnce(Village village, TaskContext task) {
        village.publish("markets are closed");
        for (int i = 0; i < 10_000 && village.deaf() > 0; i++) {
            task.sleep(Duration.ofMillis(1)); // of the runtime's clock, and a simulation's are none
        }
        assertThat(village.deaf()).as("have not heard").isZero();
        assertThat(village.mostHeard()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aRumourReachesEachAgentOnce(World world) throws Exception {
        in(
                world,
                (agents, task) ->
                        assertEachHearsOnce(
                                new Village(agents, RuntimePrimitivesTests::carry), task));
    }

    /** The fault: one member is never told. The check must see that it has not heard. */
    @Test
    void aPlantedTransportThatLeavesOneOutIsFound() {
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() ->
                        in(
                                World.SIMULATED,
                                (agents, task) ->
                                        assertEachHearsOnce(
                                                new Village(
                                                        agents, RuntimePrimitivesTests::carryNot7),
                                                task)))
                .havingRootCause()
                .isInstanceOf(AssertionError.class)
                .withMessageContaining("have not heard");
    }

    private static void carryNot7(AgentRef<Rumour<String>> to, Rumour<String> rumour) {
        if (!to.name().equals("villager 7")) {
            carry(to, rumour);
        }
    }

    // ---- shard

    private record Trade(String symbol) {}

    @ParameterizedTest
    @EnumSource
    void aShardSendsEachKeyToOneAgent(World world) throws Exception {
        in(
                world,
                (agents, task) -> {
                    Map<String, List<String>> books = new ConcurrentHashMap<>();
                    Shard shard = RingShard.of("book a", "book b", "book c");
                    for (String name : shard.members().keySet()) {
                        List<String> book = new ArrayList<>();
                        books.put(name, book);
                        AgentHandler<Trade> keeper = (trade, self) -> book.add(trade.symbol());
                        var _ = agents.spawn(name, () -> keeper);
                    }
                    for (int i = 0; i < 100; i++) {
                        String symbol = "S" + i % 10;
                        tell(agents, shard.owner(symbol), new Trade(symbol));
                    }
                    stopAll(agents);
                    assertThat(agents.awaitEnd(all(agents), LONG)).isTrue();
                    Map<String, Long> owners =
                            books.values().stream()
                                    .flatMap(book -> book.stream().distinct())
                                    .collect(Collectors.groupingBy(s -> s, Collectors.counting()));
                    assertThat(owners).hasSize(10).allSatisfy((s, n) -> assertThat(n).isOne());
                });
    }

    @SuppressWarnings("unchecked") // spawned above, for trades
    private static void tell(AgentRuntime agents, String name, Trade trade) {
        ((AgentRef<Trade>) agents.find(name).orElseThrow()).tell(trade);
    }

    private static List<AgentRef<?>> all(AgentRuntime agents) {
        List<AgentRef<?>> all = new ArrayList<>();
        agents.snapshot().agents().forEach(a -> agents.find(a.id()).ifPresent(all::add));
        return all;
    }

    // ---- bad input

    @Test
    void whatIsOutOfRangeIsRefusedWithItsValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> agents.channel("orders", 0))
                .withMessageContaining("\"orders\" cannot have a capacity of 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> agents.channel(" ", 1))
                .withMessageContaining("needs a name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> agents.leases().tryAcquire("ledger", Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> agents.leases().tryAcquire("", LONG));
    }

    /** A runtime's primitives go by its own scheduler: not by that of the thread that made them. */
    @Test
    void primitivesGoByTheClockOfTheirRuntime() {
        var clock =
                new dev.mayfly.kernel.time.SteppableClock(Instant.parse("2026-01-01T00:00:00Z"));
        try (var stepped = Scheduler.builder().clock(clock).queue("default").build();
                var runtime = AgentRuntime.on(stepped)) {
            Lease lease = runtime.leases().tryAcquire("ledger", Duration.ofSeconds(1));

            clock.advance(Duration.ofMillis(999));
            assertThat(lease).isNotNull().returns(true, Lease::isHeld);
            clock.advance(Duration.ofMillis(1));
            assertThat(lease).returns(false, Lease::isHeld);
        }
    }
}
