package dev.mayfly.console.source.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.agents.agent.AgentPriority;
import dev.mayfly.agents.snapshot.AgentSnapshot;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.OptionalDouble;

class MailboxTrendsTests {
    private static final long STEP = Duration.ofMillis(500).toNanos();

    private final MailboxTrends trends = new MailboxTrends();
    private long now;

    private static AgentSnapshot agent(int length, long handled) {
        return new AgentSnapshot(
                7,
                "desk",
                "handler",
                AgentSnapshot.State.RUNNING,
                null,
                AgentPriority.NORMAL,
                length,
                1_000,
                800,
                200,
                length >= 800,
                handled,
                0,
                0,
                new AgentSnapshot.AgentProfile(Duration.ZERO, 0, OptionalDouble.empty()));
    }

    /** Looks twice a second while a mailbox grows by so many and so many are handled a second. */
    private String after(int seconds, int begin, int growth, int handled) {
        String words = "";
        for (int i = 0; i <= 2 * seconds; i++) {
            words = trends.of(agent(begin + i * growth / 2, (long) i * handled / 2), now);
            now += STEP;
        }
        return words;
    }

    @Test
    void aMailboxThatGrowsSaysWhenItIsFull() {
        assertThat(after(10, 100, 20, 500)).isEqualTo("full in 35 s");
    }

    @Test
    void aMailboxThatIsWorkedOffSaysWhenItIsEmpty() {
        assertThat(after(10, 900, -40, 40)).isEqualTo("empty in 15 s");
    }

    @Test
    void nothingIsSaidOnTooFewLooksNorOfOneThatStandsNorOfTheFarFuture() {
        assertThat(after(2, 100, 20, 0)).isEmpty();
        assertThat(new MailboxTrends().of(agent(900, 0), 0)).isEmpty();
        now += Duration.ofMinutes(5).toNanos();
        assertThat(after(30, 100, 0, 900)).isEmpty();
    }

    @Test
    void aFullMailboxIsFull() {
        assertThat(after(10, 1_000, 0, 3)).isEqualTo("full");
    }

    @Test
    void looksThatFollowAtOnceChangeNothing() {
        String words = after(10, 100, 20, 500);
        assertThat(trends.of(agent(999, 0), now - STEP + 1)).isEqualTo(words);
    }
}
