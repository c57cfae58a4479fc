package dev.mayfly.agents.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.time.Alarm;
import dev.mayfly.kernel.time.Clock;
import dev.mayfly.kernel.time.SteppableClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

/** The times of messages, by clocks that are no use to anyone but a test. */
class StampsTests {

    private final SteppableClock time = new SteppableClock();

    /** Goes on by a little less than a stamp at each reading, so that two readings may differ. */
    private final Clock restless =
            new Clock() {
                @Override
                public long nanoTime() {
                    time.advance(Duration.ofNanos(700_000));
                    return time.nanoTime();
                }

                @Override
                public Instant wallTime() {
                    return time.wallTime();
                }

                @Override
                public Alarm alarm(String name, Runnable action) {
                    return time.alarm(name, action);
                }
            };

    @Test
    void oneStampIsOneTimeWheneverItIsReadAgain() {
        try (var stamps = new Stamps(restless)) {
            int stamp = stamps.now();
            Instant first = stamps.wallTime(stamp);

            for (int i = 0; i < 20; i++) {
                assertThat(stamps.wallTime(stamp)).isEqualTo(first);
            }
        }
    }

    @Test
    void stampsComeRoundAndTimesGoOn() {
        try (var stamps = new Stamps(time)) {
            Instant begin = time.wallTime();
            Duration longerThanAStampLasts = Duration.ofDays(60);
            time.advance(longerThanAStampLasts);

            assertThat(stamps.wallTime(stamps.now())).isEqualTo(begin.plus(longerThanAStampLasts));
        }
    }
}
