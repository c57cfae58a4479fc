package dev.mayfly.agents.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.function.LongConsumer;

class ProfileTests {

    private final Profile profile = new Profile();

    private double cpuShare(int now) {
        return profile.picture(0, now, now).cpuShare().orElseThrow();
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
        assertThat(profile.picture(10, 500, 500).cpuShare()).isEmpty();

        profile.weighed(0, 256, 500);
        assertThat(profile.picture(10, 500, 500).cpuShare()).hasValue(0);
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

        assertThat(profile.picture(taken, 100_050, 100_050).messagesPerSecond())
                .isCloseTo(1_000, within(1.0));
    }

    private double rate(long taken, int active, int now) {
        return profile.picture(taken, active, now).messagesPerSecond();
    }

    /** A thousand messages in a twentieth of a second, between two looks. */
    private int burst() {
        profile.handled(0, 1_000);
        return 1_050;
    }

    @Test
    void aBurstThatNobodyLookedAtFadesToThirtySevenPercentInTenSeconds() {
        int last = burst();
        assertThat(rate(1_000, last, last + 1_000)).isCloseTo(100 * Math.exp(-0.1), within(0.5));
        double before = rate(1_000, last, last + 5_000);
        assertThat(rate(1_000, last, last + 15_000) / before).isCloseTo(1 / Math.E, within(1e-6));
        assertThat(rate(1_000, last, last + 600_000)).isLessThan(1e-6);
    }

    /** The planted fault: the burst is taken to have lasted until somebody looks. */
    @Test
    void theCheckFindsABurstThatIsSpreadOverTheRest() {
        int last = burst();
        double before = rate(1_000, last + 5_000, last + 5_000);
        int later = last + 15_000;
        assertThat(rate(1_000, later, later) / before).isGreaterThan(0.45);
        assertThat(rate(1_000, last + 600_000, last + 600_000)).isGreaterThan(1);
    }

    @Test
    void whatGoesOnAfterARestDoesNotSpreadTheBurstBeforeIt() {
        int last = burst();
        int again = last + 30_000;
        profile.rested(1_000, last, again);
        profile.handled(1_001, again + 1);
        assertThat(rate(1_001, again + 1, again + 1)).isCloseTo(100 * Math.exp(-3), within(0.2));
    }

    @Test
    void anAgentThatIsNeverLookedAtButInPicturesHasItsRate() {
        profile.handled(0, 0);
        for (int now = 1_000; now <= 60_000; now += 1_000) {
            profile.rested(now / 1_000 - 1, now - 1_000, now);
            profile.handled(now / 1_000, now);
        }
        assertThat(rate(60, 60_000, 60_000)).isCloseTo(1, within(0.06));
    }

    @Test
    void anAgentThatRestsForAMonthHasNoRate() {
        int last = burst();
        long month = 30L * 86_400_000;
        assertThat(rate(1_000, last, (int) (last + month))).isZero();
        profile.rested(1_000, last, (int) (last + month));
        profile.handled(1_000, (int) (last + month));
        assertThat(rate(1_000, (int) (last + month), (int) (last + month))).isZero();
    }
}
