package dev.mayfly.benchmarks.stress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

class HeapTrendTests {

    private static final long MEBIBYTE = 1 << 20;

    private static HeapTrend trend(int rounds, long perRound, int outlierEvery) {
        var trend = new HeapTrend();
        var random = new SplittableRandom(1);
        for (int i = 0; i < rounds; i++) {
            long outlier = i % outlierEvery == outlierEvery - 1 ? 50 * MEBIBYTE : 0;
            trend.add(20 * MEBIBYTE + i * perRound + random.nextLong(MEBIBYTE) + outlier);
        }
        return trend;
    }

    @Test
    void callsNoiseAndOutliersFlat() {
        assertThat(trend(200, 0, 10).check().isClean()).isTrue();
        assertThat(trend(200, 0, 4).growth()).isLessThan(MEBIBYTE);
    }

    @Test
    void findsAPlantedLeakOfFiftyKilobytesARound() {
        HeapTrend leaking = trend(200, 50_000, 10);
        assertThat(leaking.check().isClean()).isFalse();
        assertThat(leaking.growth()).isBetween(9.0 * MEBIBYTE, 10.0 * MEBIBYTE);
        assertThat(leaking.toString()).contains("slope over 200 rounds");
    }

    @Test
    void saysNothingOfTooFewRounds() {
        assertThat(trend(3, 100 * MEBIBYTE, 10).check().isClean()).isTrue();
        assertThat(new HeapTrend().growth()).isZero();
    }
}
