package dev.mayfly.agents.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.agents.snapshot.AgentsSnapshot;
import dev.mayfly.kernel.Scheduler;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Agents that end while they are counted. Steps the end into the middle of the counting. */
@Timeout(60)
class CensusTests {

    private static final int MESSAGES = 10;

    /** A question, so that its sender knows when it was handled. */
    private record Ping(ReplyTo<String> replyTo) {}

    private final Scheduler scheduler = Scheduler.builder().queue("default").build();
    private final Agents agents = new Agents(scheduler, "default");
    private final List<AgentRef<Ping>> all = new ArrayList<>();
    private int looks;

    @AfterEach
    void close() throws InterruptedException {
        assertThat(agents.shutdown(Duration.ofSeconds(30))).isTrue();
        scheduler.close();
    }

    private void startTwo() throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            AgentRef<Ping> agent =
                    agents.spawn(
                            AgentSpec.<Ping>handler(() -> (m, self) -> m.replyTo().tell("pong")));
            for (int m = 0; m < MESSAGES; m++) {
                agent.ask(Ping::new, Duration.ofSeconds(30));
            }
            all.add(agent);
        }
    }

    private void endOne() {
        AgentRef<Ping> agent = all.removeFirst();
        agent.stop();
        agent.termination().toCompletableFuture().join();
    }

    /** Shows those alive, and lets some end after the first look, when they have been counted. */
    private Consumer<Consumer<Cell<?>>> thenEnds(int howMany) {
        return visitor -> {
            agents.forEachAlive(visitor);
            if (looks++ < howMany) {
                endOne();
            }
        };
    }

    private static void assertCounted(AgentsSnapshot picture, long ended) {
        AgentsSnapshot.Totals totals = picture.totals();
        assertThat(picture.exact()).isTrue();
        assertThat(totals.handled()).as("handled").isEqualTo(2 * MESSAGES);
        assertThat(totals.sent()).as("sent").isEqualTo(2 * MESSAGES);
        assertThat(totals.ended()).isEqualTo(ended);
        assertThat(totals.spawned() - totals.ended()).isEqualTo(picture.agents().size());
    }

    @Test
    void whereNobodyEndsOneLookIsEnough() throws Exception {
        startTwo();

        assertCounted(new Census(agents, thenEnds(0)).take(), 0);
        assertThat(looks).isEqualTo(1);
    }

    @Test
    void anAgentThatEndsAfterItWasLookedAtIsCountedOnce() throws Exception {
        startTwo();

        assertCounted(new Census(agents, thenEnds(1)).take(), 1);
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void itLooksAgainAsOftenAsAgentsEnd() throws Exception {
        startTwo();

        assertCounted(new Census(agents, thenEnds(2)).take(), 2);
        assertThat(looks).isEqualTo(3);
    }

    @Test
    void anEndThatIsUnderWayAllTheTimeMakesThePictureInexact() throws Exception {
        startTwo();
        agents.ledger().ends();

        AgentsSnapshot picture = new Census(agents, thenEnds(0)).take();

        assertThat(picture.exact()).isFalse();
        assertThat(looks).as("bounded").isEqualTo(Census.TRIES);
    }

    /** The fault: it looks once. The check must see the agent that is then counted twice. */
    @Test
    void aPlantedCensusThatLooksOnceIsFound() throws Exception {
        startTwo();

        AgentsSnapshot picture = new Census(agents, thenEnds(1), 1).take();

        assertThat(picture.exact()).isFalse();
        assertThat(picture.totals().handled()).as("one twice").isEqualTo(3 * MESSAGES);
    }
}
