package dev.mayfly.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class FixedRateTests {

    @Test
    void runsOnTheGridOfTheEpoch() {
        assertThat(
                        Schedule.every(Duration.ofMinutes(10))
                                .next(Instant.parse("2026-01-01T00:03:00Z"), 2))
                .containsExactly(
                        Instant.parse("2026-01-01T00:10:00Z"),
                        Instant.parse("2026-01-01T00:20:00Z"));
    }

    @Test
    void doesNotCountARunAtTheVeryInstantAskedFrom() {
        var rate = Schedule.every(Duration.ofMinutes(10));
        assertThat(rate.next(Instant.parse("2026-01-01T00:10:00Z")))
                .contains(Instant.parse("2026-01-01T00:20:00Z"));
        assertThat(rate.next(Instant.parse("2026-01-01T00:09:59.999999999Z")))
                .contains(Instant.parse("2026-01-01T00:10:00Z"));
    }

    @Test
    void followsAnAnchorAlsoBeforeIt() {
        var rate = new FixedRate(Duration.ofHours(1), Instant.parse("2026-01-01T00:05:00Z"));
        assertThat(rate.next(Instant.parse("2025-12-31T21:00:00Z")))
                .contains(Instant.parse("2025-12-31T21:05:00Z"));
        assertThat(rate.next(Instant.parse("2025-12-31T21:05:00Z")))
                .contains(Instant.parse("2025-12-31T22:05:00Z"));
    }

    @Test
    void hasNoRunBeyondTheEndOfTime() {
        assertThat(Schedule.every(Duration.ofDays(1)).next(Instant.MAX)).isEmpty();
    }

    @Test
    void refusesAPeriodOfNothing() {
        assertThatThrownBy(() -> Schedule.every(Duration.ofNanos(999_999)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0.000999999S is shorter than 1 ms");
        assertThatThrownBy(() -> Schedule.every(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesANegativeCount() {
        var rate = Schedule.every(Duration.ofDays(1));
        assertThat(rate.next(Instant.EPOCH, 0)).isEmpty();
        assertThatThrownBy(() -> rate.next(Instant.EPOCH, -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void describesItselfForPeople() {
        assertThat(Schedule.every(Duration.ofSeconds(90)).describe()).isEqualTo("every 1m30s");
    }
}
