package dev.mayfly.console.source.overview;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

class QueueWaitsTests {
    private final QueueWaits waits = new QueueWaits();

    private QueueWaits.Figures figures() {
        return waits.of("mail").orElseThrow();
    }

    @Test
    void nothingIsKnownBeforeTheFirstStart() {
        assertThat(waits.of("mail")).isEmpty();
        waits.add("letters", Duration.ofMillis(3));
        assertThat(waits.of("mail")).isEmpty();
    }

    @Test
    void percentilesAreAtMostAQuarterAboveTheTruth() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            var all = new QueueWaits();
            long[] micros = new long[1 + random.nextInt(400)];
            for (int i = 0; i < micros.length; i++) {
                micros[i] = random.nextLong(1L << (1 + random.nextInt(36)));
                all.add("mail", Duration.ofNanos(micros[i] * 1_000));
            }
            Arrays.sort(micros);
            QueueWaits.Figures figures = all.of("mail").orElseThrow();
            assertThat(figures.jobs()).isEqualTo(micros.length);
            check(figures.median(), micros[(micros.length * 50 + 99) / 100 - 1]);
            check(figures.most(), micros[(micros.length * 95 + 99) / 100 - 1]);
        }
    }

    private static void check(Duration shown, long truth) {
        long micros = shown.toNanos() / 1_000;
        assertThat(micros).isBetween(truth, truth + truth / 4);
    }

    @Test
    void waitsBeyondAllBoundsAreCountedAtTheBound() {
        waits.add("mail", Duration.ofNanos(-5));
        assertThat(figures().median()).isZero();
        waits.add("mail", Duration.ofDays(9_000));
        assertThat(figures().most()).isGreaterThan(Duration.ofDays(12));
    }

    @Test
    void whatIsTwoMinutesAgoIsForgotten() {
        waits.add("mail", Duration.ofSeconds(9));
        for (int i = 0; i < QueueWaits.STRETCHES; i++) {
            waits.advance();
            assertThat(figures().jobs()).as("after %d advances", i + 1).isEqualTo(1);
        }
        waits.advance();
        assertThat(waits.of("mail")).isEmpty();
    }
}
