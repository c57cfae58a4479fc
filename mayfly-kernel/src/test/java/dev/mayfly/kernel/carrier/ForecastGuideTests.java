package dev.mayfly.kernel.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mayfly.kernel.Scheduler;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/** The forecast of the guide, as it stands there. */
@Timeout(60)
class ForecastGuideTests {

    private static final Duration LOOK = Duration.ofMillis(8);

    static final class LongestTurn implements BacklogForecast {
        private final AtomicLongArray longest; // in nanoseconds, by carrier

        LongestTurn(int carriers) {
            longest = new AtomicLongArray(carriers);
        }

        @Override
        public void observe(Observation seen) { // every 1 to 8 ms, on the watch's thread
            long turn =
                    seen.turns() > 0
                            ? seen.busy().toNanos() / seen.turns()
                            : seen.current().toNanos();
            long faded = longest.get(seen.carrier()) * 99 / 100;
            longest.set(seen.carrier(), Math.max(turn, faded));
        }

        @Override
        public double work(int carrier, int queued) {
            return queued * longest.get(carrier) / 1e9;
        }
    }

    @Test
    void plansForTheLongestTurnOfLate() {
        var forecast = new LongestTurn(2);
        forecast.observe(new BacklogForecast.Observation(1, 5, 0, LOOK, Duration.ofMillis(400)));
        forecast.observe(new BacklogForecast.Observation(1, 5, 8, LOOK, Duration.ZERO));
        assertThat(forecast.work(1, 5)).isCloseTo(5 * 0.4 * 0.99, within(1e-6));
        assertThat(forecast.backlog(1, 5)).isEqualTo(forecast.work(1, 5));
        for (int i = 0; i < 2_000; i++) {
            forecast.observe(new BacklogForecast.Observation(1, 5, 8, LOOK, Duration.ZERO));
        }
        assertThat(forecast.work(1, 5)).isCloseTo(0.005, within(1e-6));
        assertThat(forecast.work(0, 5)).isZero();
    }

    @Test
    void runsAScheduler() {
        assumeTrue(VirtualThreads.canOwnCarriers(), "portable mode has no forecast");
        try (var scheduler = Scheduler.builder().forecast(LongestTurn::new).build()) {
            assertThat(scheduler.spawn(task -> 42).future().join()).isEqualTo(42);
        }
    }
}
