package dev.mayfly.console.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThroughputTests {
    private final Throughput throughput = new Throughput();

    private void second(long well, long badly) {
        throughput.add("q", well, badly);
        throughput.advance();
    }

    @Test
    void aQueueThatEndedNothingHasAnEmptyChart() {
        assertThat(throughput.rate("unknown")).isZero();
        assertThat(throughput.spark("unknown").ok()).isEmpty();
        assertThat(throughput.spark("unknown").peak()).isEqualTo("nothing ended");
    }

    @Test
    void theRateIsTheMeanOfTheLastTenSeconds() {
        for (int i = 0; i < 30; i++) {
            second(i < 20 ? 1_000 : 4, 0);
        }
        assertThat(throughput.rate("q")).isEqualTo(4.0);
    }

    @Test
    void theRateOfTheFirstSecondsIsNotThinnedBySecondsThatNeverWere() {
        second(8, 0);
        second(8, 0);
        assertThat(throughput.rate("q")).isEqualTo(8.0);
    }

    @Test
    void whatIsOlderThanTwoMinutesIsForgotten() {
        second(50, 50);
        for (int i = 0; i < 122; i++) {
            second(0, 0);
        }
        assertThat(throughput.spark("q").peak()).isEqualTo("nothing ended");
        assertThat(throughput.failed("q")).isZero();
    }

    @Test
    void aBarIsTwoSecondsAndFailuresStandOnTopInRed() {
        second(6, 0);
        second(2, 8);
        assertThat(throughput.spark("q").peak()).isEqualTo("peak 8.0 / s");
        // The newest bar is the last of sixty: x = 59.5 * 5. Sixteen events fill 41 units of
        // height.
        assertThat(throughput.spark("q").ok()).isEqualTo("M297.5 43.0v-20.5");
        assertThat(throughput.spark("q").bad()).isEqualTo("M297.5 22.5v-20.5");
    }

    @Test
    void theChartStandsStillUntilABarIsComplete() {
        second(6, 0);
        second(2, 0);
        var before = throughput.spark("q");
        second(100, 0);
        assertThat(throughput.spark("q")).isEqualTo(before);
        second(0, 0);
        assertThat(throughput.spark("q")).isNotEqualTo(before);
    }

    @Test
    void aSingleEventAmongThousandsIsStillSeen() {
        second(100_000, 1);
        second(0, 0);
        assertThat(throughput.spark("q").bad()).endsWith("v-1.5");
    }
}
