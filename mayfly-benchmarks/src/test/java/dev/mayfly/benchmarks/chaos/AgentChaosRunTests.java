package dev.mayfly.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.agents.agent.SendResult;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A slice of the chaos run in each mode, and a post that loses letters for it to find. */
@Timeout(300)
class AgentChaosRunTests {

    @ParameterizedTest
    @EnumSource(names = {"OWNED", "PORTABLE"})
    void findsEachLetterOnceAndNothingLeft(CoroutineMode mode) throws Exception {
        var run = new AgentChaosRun(Duration.ofSeconds(5), mode, 42, Post.HONEST);
        String report = run.run();
        assertThat(run.faults()).as(report).isEmpty();
        assertThat(report).contains("letters handled", "letters undelivered", "letters refused");
    }

    /** Planted: every thousandth letter is said to be accepted and is not sent. */
    @Test
    void findsAPostThatLosesLetters() throws Exception {
        var brought = new AtomicInteger();
        Post lossy =
                (to, letter) ->
                        brought.incrementAndGet() % 1_000 == 0
                                ? SendResult.ACCEPTED
                                : Post.HONEST.trySend(to, letter);
        var run = new AgentChaosRun(Duration.ofNanos(1), CoroutineMode.OWNED, 42, lossy);
        assertThat(run.run()).contains("NOT CLEAN");
        assertThat(run.faults())
                .anyMatch(fault -> fault.contains("the books do not balance"))
                .anyMatch(fault -> fault.contains("the runtime has counted"))
                .anyMatch(fault ->
                        fault.contains("was handled 0, undelivered 0 and refused 0 times"));
    }

    /** Planted: a thread that stays. */
    @Test
    void findsAThreadThatIsLeft() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        var end = new CountDownLatch(1);
        Thread left =
                Thread.ofPlatform()
                        .daemon()
                        .name("left-behind")
                        .start(() -> {
                            try {
                                end.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });

        assertThat(AgentChaosRun.threadsSince(before))
                .anyMatch(fault -> fault.contains("left-behind"));
        end.countDown();
        left.join();
        assertThat(AgentChaosRun.threadsSince(before))
                .noneMatch(fault -> fault.contains("left-behind"));
    }

    @Test
    void refusesAModeThatThereIsNot() {
        assertThatThrownBy(() -> AgentChaosRun.parse("PT1S", "both"))
                .hasMessageContaining("neither owned nor portable");
    }
}
