package dev.mayfly.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.agents.Counter.Add;
import dev.mayfly.agents.Counter.Fail;
import dev.mayfly.agents.Counter.Get;
import dev.mayfly.agents.Counter.Message;
import dev.mayfly.agents.Counter.Silent;
import dev.mayfly.agents.Counter.Style;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.AskException;
import dev.mayfly.agents.agent.Overflow;
import dev.mayfly.agents.agent.SendResult;
import dev.mayfly.agents.agent.StopMode;
import dev.mayfly.agents.capability.Val;
import dev.mayfly.agents.snapshot.AgentsSnapshot;
import dev.mayfly.kernel.sim.Simulation;
import dev.mayfly.kernel.sim.SimulationContext;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Agents on simulated time, and in orders that rarely happen. */
@Timeout(120)
class AgentSimulationTests {

    private static final Duration HOUR = Duration.ofHours(1);

    private static void assertAccounted(AgentsSnapshot.Totals totals) {
        assertThat(totals.handled() + totals.deadLetters() + totals.rejected())
                .as("%s", totals)
                .isEqualTo(totals.sent());
        assertThat(totals.ended()).isEqualTo(totals.spawned());
    }

    @ParameterizedTest
    @EnumSource
    void aTimeOutComesByTheSimulatedClock(Style style) {
        Simulation.withSeed(1)
                .run(sim -> {
                    var agents = AgentRuntime.on(sim.scheduler());
                    var record = new Counter.Record();
                    AgentRef<Message> agent = agents.spawn(Counter.spec(style, record));
                    var task =
                            sim.scheduler()
                                    .spawn(t -> {
                                        Instant before = t.now();
                                        assertThatThrownBy(
                                                        () -> agent.<Integer>ask(Silent::new, HOUR))
                                                .isInstanceOf(AskException.class);
                                        agent.stop();
                                        return Duration.between(before, t.now());
                                    });
                    sim.runFor(HOUR.plusSeconds(1));
                    assertThat(task.future().join()).isEqualTo(HOUR);
                });
    }

    @Test
    void aQuestionWaitsForRoomNoLongerThanForItsAnswer() {
        Simulation.withSeed(1)
                .run(sim -> {
                    var agents = AgentRuntime.on(sim.scheduler());
                    AgentSpec<Message> stuck =
                            AgentSpec.body(() -> mailbox -> mailbox.task().awaitSignal("never"));
                    AgentRef<Message> agent = agents.spawn(stuck.named("stuck").capacity(1));
                    agent.send(Counter.add(1));
                    var task =
                            sim.scheduler()
                                    .spawn(t -> {
                                        Instant before = t.now();
                                        assertThatThrownBy(() -> agent.<Integer>ask(Get::new, HOUR))
                                                .isInstanceOf(AskException.class)
                                                .hasMessage("stuck has no room for a question")
                                                .extracting(e -> ((AskException) e).reason())
                                                .isEqualTo(AskException.Reason.FULL);
                                        return Duration.between(before, t.now());
                                    });
                    sim.runFor(HOUR.plusSeconds(1));
                    assertThat(task.future().join()).isEqualTo(HOUR);
                    assertThat(agents.snapshot().totals().rejected()).isEqualTo(1);
                });
    }

    /** What a run does: the same for the same seed. */
    private static String scenario(SimulationContext sim, long seed, Style style) {
        var random = new Random(seed);
        var agents = AgentRuntime.on(sim.scheduler());
        var record = new Counter.Record();
        List<AgentRef<Message>> all = new ArrayList<>();
        Overflow[] policies = Overflow.values();
        for (int i = 0; i < 5; i++) {
            AgentSpec<Message> spec =
                    Counter.spec(style, record)
                            .capacity(1 + random.nextInt(4))
                            .overflow(policies[random.nextInt(policies.length)]);
            all.add(agents.spawn(spec));
        }
        var refused = new AtomicLong();
        for (int s = 0; s < 6; s++) {
            var choices = new Random(random.nextLong());
            sim.scheduler()
                    .spawn(task -> {
                        for (int i = 0; i < 30; i++) {
                            act(all.get(choices.nextInt(all.size())), choices, refused);
                            if (choices.nextInt(4) == 0) {
                                task.sleep(Duration.ofMillis(choices.nextInt(5)));
                            }
                        }
                        return "done";
                    });
        }
        sim.runFor(HOUR);
        all.forEach(agent -> agent.stop(random.nextBoolean() ? StopMode.DRAIN : StopMode.DROP));
        sim.runFor(HOUR);
        AgentsSnapshot.Totals totals = agents.snapshot().totals();
        assertAccounted(totals);
        assertThat(totals.rejected()).isEqualTo(refused.get());
        agents.close();
        return totals + " " + record.added;
    }

    private static void act(AgentRef<Message> agent, Random choices, AtomicLong refused) {
        switch (choices.nextInt(10)) {
            case 0 -> agent.stop(choices.nextBoolean() ? StopMode.DRAIN : StopMode.DROP);
            case 1 -> {
                if (agent.trySend(Val.of(new Fail("by chance"))) == SendResult.FULL) {
                    refused.incrementAndGet();
                }
            }
            case 2, 3 -> {
                try {
                    agent.send(Counter.add(1));
                } catch (dev.mayfly.agents.agent.MailboxFullException e) {
                    refused.incrementAndGet();
                }
            }
            case 4 -> {
                var _ =
                        agent.<Integer>askLater(Get::new, Duration.ofMillis(1))
                                .whenComplete((answer, failure) -> {
                                    if (failure instanceof AskException e
                                            && e.reason() == AskException.Reason.FULL) {
                                        refused.incrementAndGet();
                                    }
                                });
            }
            default -> {
                if (agent.trySend(Val.of(new Add(2))) == SendResult.FULL) {
                    refused.incrementAndGet();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyMessageIsAccountedForInAnyOrder(Style style) {
        for (long seed = 0; seed < 150; seed++) {
            long chosen = seed;
            Simulation.withSeed(seed).shuffled().run(sim -> scenario(sim, chosen, style));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedDoesTheSame(Style style) {
        List<String> seen = new ArrayList<>();
        List<Long> hashes = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            var result =
                    Simulation.withSeed(7).shuffled().run(sim -> seen.add(scenario(sim, 7, style)));
            hashes.add(result.hash());
        }
        assertThat(seen.getFirst()).isEqualTo(seen.getLast());
        assertThat(hashes.getFirst()).isEqualTo(hashes.getLast());
    }

    @Test
    void aRingOfAgentsPassesATokenRoundInBothStyles() {
        Simulation.withSeed(3)
                .shuffled()
                .run(sim -> {
                    var agents = AgentRuntime.on(sim.scheduler());
                    var rounds = new AtomicLong();
                    List<AgentRef<Integer>> ring = new ArrayList<>();
                    for (int i = 0; i < 10; i++) {
                        int next = (i + 1) % 10;
                        ring.add(
                                agents.spawn(
                                        i % 2 == 0
                                                ? AgentSpec.<Integer>handler(() ->
                                                        (left, self) ->
                                                                pass(ring.get(next), left, rounds))
                                                : AgentSpec.<Integer>body(() ->
                                                        mailbox -> {
                                                            while (true) {
                                                                pass(
                                                                        ring.get(next),
                                                                        mailbox.receive(),
                                                                        rounds);
                                                            }
                                                        })));
                    }
                    ring.getFirst().tell(1_000);
                    sim.runFor(HOUR);
                    assertThat(rounds.get()).isEqualTo(1_001);
                    ring.forEach(AgentRef::stop);
                    sim.runFor(HOUR);
                    assertAccounted(agents.snapshot().totals());
                });
    }

    private static void pass(AgentRef<Integer> next, int left, AtomicLong rounds) {
        rounds.incrementAndGet();
        if (left > 0) {
            next.tell(left - 1);
        }
    }
}
