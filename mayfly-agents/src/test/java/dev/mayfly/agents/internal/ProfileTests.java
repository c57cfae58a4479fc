package dev.mayfly.agents.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.function.LongConsumer;

class ProfileTests {

    private final Profile profile = new Profile();

    private double cpuShare(int now) {
        return profile.picture(0, now).cpuShare().orElseThrow();
    }

    /**
     * Weighs a turn of 50 µs every 51.2 ms, each for 256: a quarter of a processor. Tells how far
     * off the figure is after a minute.
     */
    private double errorAfterAMinute(LongConsumer weigh) {
        for (int i = 1; i * 51.2 < 60_000; i++) {
            weigh.accept((long) (i * 51.2));
        }
        return Math.abs(cpuShare(60_000) - 0.25);
    }

    @Test
    void takesEachWeighingForItsTurns() {
        assertThat(errorAfterAMinute(now -> profile.weighed(50_000, 256, (int) now)))
                .isLessThan(0.005);
    }

    /** The planted fault: the turns that were not weighed are forgotten. */
    @Test
    void theCheckFindsAWeighingThatStandsForItselfAlone() {
        assertThat(errorAfterAMinute(now -> profile.weighed(50_000, 1, (int) now)))
                .isGreaterThan(0.2);
    }

    @Test
    void fadesToThirtySevenPercentInTenSeconds() {
        profile.weighed(100_000_000, 256, 1_000);
        assertThat(cpuShare(1_000)).isCloseTo(2.56, within(1e-6));
        assertThat(cpuShare(11_000)).isCloseTo(2.56 / Math.E, within(1e-6));
        assertThat(cpuShare(1_000_000)).isCloseTo(0, within(1e-6));
    }

    @Test
    void hasNoShareUntilATurnWasWeighed() {
        profile.ran(1_000, 1);
        profile.handled(10, 0);
        assertThat(profile.picture(10, 500).cpuShare()).isEmpty();

        profile.weighed(0, 256, 500);
        assertThat(profile.picture(10, 500).cpuShare()).hasValue(0);
    }

    @Test
    void losesNoWeighingOfTwoThreads() throws InterruptedException {
        Runnable weigher =
                () -> {
                    for (int i = 0; i < 10_000; i++) {
                        profile.weighed(1_000, 256, 7);
                    }
                };
        Thread other = Thread.ofPlatform().daemon().start(weigher);
        weigher.run();
        other.join();

        assertThat(cpuShare(7)).isCloseTo(20_000 * 256e3 / 10e9, within(1e-3));
    }

    @Test
    void countsMessagesAlsoPastTwoThousandMillion() {
        long taken = Integer.MAX_VALUE - 500L;
        for (int now = 0; now <= 100_000; now += 100) {
            profile.handled(taken, now);
            taken += 100;
        }

        assertThat(profile.picture(taken, 100_050).messagesPerSecond())
                .isCloseTo(1_000, within(1.0));
    }
}
