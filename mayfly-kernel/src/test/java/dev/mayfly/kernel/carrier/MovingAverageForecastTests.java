package dev.mayfly.kernel.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mayfly.kernel.carrier.BacklogForecast.Observation;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class MovingAverageForecastTests {

    private static final Duration LOOK = Duration.ofMillis(8);

    private final MovingAverageForecast forecast = new MovingAverageForecast(4);

    private void see(int carrier, int looks, int turnsEach) {
        for (int i = 0; i < looks; i++) {
            forecast.observe(new Observation(carrier, 10, turnsEach, LOOK, Duration.ZERO));
        }
    }

    /** Whether a forecast knows which of two rings is more work; the shorter one is. */
    static boolean prefersFewLongToManyShort(BacklogForecast forecast) {
        for (int i = 0; i < 100; i++) {
            // 5 ms a turn, and 20 µs a turn.
            forecast.observe(new Observation(0, 4, 1, Duration.ofMillis(5), Duration.ofMillis(2)));
            forecast.observe(new Observation(1, 200, 250, Duration.ofMillis(5), Duration.ZERO));
        }
        return forecast.backlog(0, 4) > forecast.backlog(1, 200);
    }

    @Test
    void knowsThatFewLongUnitsAreMoreWorkThanManyShortOnes() {
        assertThat(prefersFewLongToManyShort(forecast)).isTrue();
    }

    /** The planted fault: units are counted and not weighed. */
    @Test
    void theCheckFindsAForecastThatCounts() {
        BacklogForecast counting =
                new BacklogForecast() {
                    @Override
                    public void observe(Observation seen) {}

                    @Override
                    public double work(int carrier, int queued) {
                        return queued;
                    }
                };
        assertThat(prefersFewLongToManyShort(counting)).isFalse();
    }

    @Test
    void multipliesWhatIsQueuedByTheMeanTurnAndAddsTheAgeOfThePresentOne() {
        see(0, 100, 4); // 2 ms each
        assertThat(forecast.backlog(0, 5)).isCloseTo(0.010, within(1e-6));

        forecast.observe(new Observation(0, 5, 4, LOOK, Duration.ofMillis(3)));
        assertThat(forecast.backlog(0, 5)).isCloseTo(0.013, within(1e-6));
        assertThat(forecast.backlog(0, 0)).as("nobody waits behind it").isZero();
    }

    @Test
    void countsATurnAsAMicrosecondUntilItHasSeenOne() {
        assertThat(forecast.backlog(2, 3)).isCloseTo(3e-6, within(1e-12));
        forecast.observe(new Observation(2, 3, 50, Duration.ZERO, Duration.ZERO));
        assertThat(forecast.backlog(2, 3)).as("it slept").isCloseTo(3e-6, within(1e-12));
    }

    @Test
    void learnsLongTurnsWhileTheyLast() {
        see(1, 100, 8_000); // 1 µs each
        double before = forecast.backlog(1, 1);
        for (int i = 1; i <= 100; i++) {
            forecast.observe(new Observation(1, 1, 0, LOOK, LOOK.multipliedBy(i)));
        }

        assertThat(before).isCloseTo(1e-6, within(1e-8));
        assertThat(forecast.backlog(1, 1)).as("it has lasted 0.8 s").isGreaterThan(0.8);
    }

    @Test
    void forgetsLongTurnsWithinATenthOfASecond() {
        see(3, 100, 0);
        see(3, 13, 8_000);

        assertThat(forecast.backlog(3, 1)).isLessThan(5e-6);
    }

    /** Turns of a second, as the watch sees them: every 8 ms, and a turn in some of the looks. */
    @Test
    void knowsTurnsThatAreFarLongerThanItsMemoryAtFirst() {
        for (int i = 0; i < 20 * 125; i++) {
            int turns = i % 125 == 0 ? 1 : 0;
            forecast.observe(new Observation(0, 4, turns, LOOK, LOOK.multipliedBy(i % 125)));
        }

        assertThat(forecast.work(0, 4)).isBetween(3.0, 5.0);
    }

    @Test
    void keepsCarriersApart() {
        see(0, 100, 1);

        assertThat(forecast.backlog(1, 1)).isCloseTo(1e-6, within(1e-12));
    }
}
