package dev.mayfly.console.state.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.console.state.StoreOutage;
import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
class StoreGuardTests {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    private volatile boolean gone;
    private final AtomicInteger looks = new AtomicInteger();

    private StoreGuard guard(Duration patience) {
        return new StoreGuard(this::look, InstantSource.fixed(NOON), patience);
    }

    private void look() {
        looks.incrementAndGet();
        answer();
    }

    private String answer() {
        if (gone) {
            throw new StoreUnavailableException("no route", new SQLException("no route"));
        }
        return "here";
    }

    @Test
    void anOutageIsKnownWithItsCauseUntilTheStoreAnswersAgain() {
        StoreGuard guard = guard(Duration.ofSeconds(50));
        assertThat(guard.ask(this::answer)).isEqualTo("here");
        assertThat(guard.outage()).isNull();

        gone = true;
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> guard.ask(this::answer))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("no route");
        }
        assertThat(guard.outage()).isEqualTo(new StoreOutage(NOON, "no route"));

        gone = false;
        Await.until("it is back", () -> reached(guard));
        assertThat(guard.outage()).isNull();
    }

    private boolean reached(StoreGuard guard) {
        try {
            return guard.ask(this::answer).equals("here");
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    @Test
    void aStoreThatIsKnownToBeGoneIsNotAskedByEverybody() {
        StoreGuard guard = guard(Duration.ofSeconds(50));
        gone = true;
        var asked = new AtomicInteger();
        for (int i = 0; i < 200; i++) {
            assertThatThrownBy(() ->
                            guard.ask(() -> {
                                asked.incrementAndGet();
                                return answer();
                            }))
                    .isInstanceOf(StoreUnavailableException.class);
        }
        assertThat(asked).hasValue(1);
        assertThat(looks.get()).isBetween(1, 100);
    }

    @Test
    void aStoreThatSaysNothingIsGoneAfterThePatienceAndBackWhenItAnswers() {
        StoreGuard guard = guard(Duration.ofMillis(20));
        var silence = new CountDownLatch(1);
        assertThatThrownBy(() -> guard.ask(() -> waited(silence)))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("PT0.02S");
        assertThat(Objects.requireNonNull(guard.outage()).cause()).contains("has not answered");
        silence.countDown();
        Await.until("it is back", () -> reached(guard));
    }

    private static String waited(CountDownLatch silence) {
        try {
            silence.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "late";
    }

    @Test
    void questionsThatNobodyWaitsForAnyMoreDoNotPileUp() {
        StoreGuard guard = guard(Duration.ofMillis(5));
        var silence = new CountDownLatch(1);
        var asked = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() ->
                            guard.ask(() -> {
                                asked.incrementAndGet();
                                return waited(silence);
                            }))
                    .isInstanceOf(StoreUnavailableException.class);
        }
        assertThat(asked.get()).isBetween(1, 8);
        silence.countDown();
    }

    @Test
    void whatElseIsThrownIsThrownOn() {
        StoreGuard guard = guard(Duration.ofSeconds(50));
        assertThatThrownBy(() ->
                        guard.ask(() -> {
                            throw new IllegalArgumentException("no cursor");
                        }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no cursor");
        assertThat(guard.outage()).isNull();
    }
}
