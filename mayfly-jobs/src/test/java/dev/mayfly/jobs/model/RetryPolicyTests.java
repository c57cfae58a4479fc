package dev.mayfly.jobs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

class RetryPolicyTests {

    private static final RandomGenerator LOW = constant(0.0);
    private static final RandomGenerator HIGH = constant(Math.nextDown(1.0));

    private static RandomGenerator constant(double value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }

    @Test
    void waitsAsTheDocumentationSays() {
        RetryPolicy policy = RetryPolicy.DEFAULT;
        long[] longest = {1_000, 4_000, 16_000, 64_000};
        for (int failures = 1; failures <= 4; failures++) {
            assertThat(policy.delayAfter(failures, LOW).toMillis())
                    .isEqualTo(longest[failures - 1]);
            assertThat(policy.delayAfter(failures, HIGH).toMillis())
                    .isEqualTo(longest[failures - 1] * 8 / 10);
        }
    }

    @Test
    void neverWaitsLongerThanTheLongestDelay() {
        RetryPolicy policy = RetryPolicy.DEFAULT.withJitter(0);
        assertThat(policy.delayAfter(6, LOW)).isEqualTo(Duration.ofMinutes(15));
        assertThat(policy.delayAfter(Integer.MAX_VALUE, LOW)).isEqualTo(Duration.ofMinutes(15));
        RetryPolicy endless = policy.withDelays(Duration.ofDays(1), 1e300, Duration.ofDays(36_500));
        assertThat(endless.delayAfter(1_000, LOW)).isEqualTo(Duration.ofDays(36_500));
    }

    @Test
    void spreadsTheWaitsOverTheJitterAndNoFurther() {
        var random = new SplittableRandom(42);
        RetryPolicy policy = RetryPolicy.DEFAULT.withJitter(0.5);
        long shortest = Long.MAX_VALUE;
        long longest = 0;
        for (int i = 0; i < 10_000; i++) {
            long wait = policy.delayAfter(1, random).toMillis();
            assertThat(wait).isBetween(500L, 1_000L);
            shortest = Math.min(shortest, wait);
            longest = Math.max(longest, wait);
        }
        assertThat(shortest).isLessThan(520);
        assertThat(longest).isGreaterThan(980);
    }

    @Test
    void repeatsTheSameWaitsFromTheSameSeed() {
        var one = new SplittableRandom(7);
        var other = new SplittableRandom(7);
        for (int failures = 1; failures < 20; failures++) {
            assertThat(RetryPolicy.DEFAULT.delayAfter(failures, one))
                    .isEqualTo(RetryPolicy.DEFAULT.delayAfter(failures, other));
        }
    }

    @Test
    void doesNotWaitWhereTheInitialDelayIsZero() {
        RetryPolicy policy =
                RetryPolicy.DEFAULT.withDelays(Duration.ZERO, 2.0, Duration.ofMinutes(1));
        assertThat(policy.delayAfter(1_000_000, HIGH)).isEqualTo(Duration.ZERO);
    }

    @Test
    void retriesEverythingUnlessToldOtherwise() {
        assertThat(RetryPolicy.DEFAULT.retries(new IOException())).isTrue();
        assertThat(RetryPolicy.DEFAULT.retries(new StackOverflowError())).isTrue();
    }

    @Test
    void retriesOnlyWhatIsNamedIfAnythingIs() {
        RetryPolicy policy = RetryPolicy.DEFAULT.withRetryOn(Set.of("java.io.IOException"));
        assertThat(policy.retries(new IOException())).isTrue();
        assertThat(policy.retries(new FileNotFoundException())).isTrue();
        assertThat(policy.retries(new IllegalStateException(new IOException()))).isFalse();
    }

    @Test
    void letsTheNearestClassDecide() {
        RetryPolicy narrow =
                RetryPolicy.DEFAULT
                        .withRetryOn(Set.of("java.io.IOException"))
                        .withNoRetryOn(Set.of("java.io.FileNotFoundException"));
        assertThat(narrow.retries(new IOException())).isTrue();
        assertThat(narrow.retries(new FileNotFoundException())).isFalse();
        RetryPolicy wide =
                RetryPolicy.DEFAULT
                        .withRetryOn(Set.of("java.io.FileNotFoundException"))
                        .withNoRetryOn(Set.of("java.lang.Exception"));
        assertThat(wide.retries(new FileNotFoundException())).isTrue();
        assertThat(wide.retries(new IOException())).isFalse();
    }

    @Test
    void refusesValuesOutOfRangeByName() {
        RetryPolicy policy = RetryPolicy.DEFAULT;
        assertThatThrownBy(() -> policy.withMaxAttempts(0))
                .hasMessage("maxAttempts 0 is below 1; 1 means no retry");
        assertThatThrownBy(() -> policy.withJitter(1.1)).hasMessageContaining("jitter 1.1");
        assertThatThrownBy(() -> policy.withJitter(Double.NaN)).hasMessageContaining("jitter NaN");
        assertThatThrownBy(
                        () -> policy.withDelays(Duration.ofSeconds(-1), 1, Duration.ofSeconds(1)))
                .hasMessageContaining("initialDelay PT-1S is negative");
        assertThatThrownBy(() -> policy.withDelays(Duration.ofSeconds(2), 1, Duration.ofSeconds(1)))
                .hasMessageContaining("maxDelay PT1S is below initialDelay PT2S");
        assertThatThrownBy(
                        () -> policy.withDelays(Duration.ofSeconds(1), 0.5, Duration.ofSeconds(1)))
                .hasMessageContaining("multiplier 0.5");
        assertThatThrownBy(() ->
                        policy.withDelays(Duration.ofSeconds(1), Double.NaN, Duration.ofSeconds(1)))
                .hasMessageContaining("multiplier NaN");
        assertThatThrownBy(() -> policy.withRetryOn(Set.of("a.B")).withNoRetryOn(Set.of("a.B")))
                .hasMessageContaining("a.B is in both");
    }

    // ---- preview

    private static final Instant FAILED = Instant.parse("2026-01-01T18:20:00Z");

    private static RetryPreview.NextAttempt next(
            int number, long shortest, long longest, String earliest, String latest) {
        return new RetryPreview.NextAttempt(
                number,
                Duration.ofMillis(shortest),
                Duration.ofMillis(longest),
                Instant.parse("2026-01-01T" + earliest + "Z"),
                Instant.parse("2026-01-01T" + latest + "Z"));
    }

    @Test
    void previewsTheNumbersOfTheDocumentation() {
        assertThat(RetryPolicy.DEFAULT.preview(1, FAILED))
                .isEqualTo(
                        new RetryPreview(
                                List.of(
                                        next(2, 800, 1_000, "18:20:00.8", "18:20:01"),
                                        next(3, 3_200, 4_000, "18:20:04", "18:20:05"),
                                        next(4, 12_800, 16_000, "18:20:16.8", "18:20:21"),
                                        next(5, 51_200, 64_000, "18:21:08", "18:21:25")),
                                0));
        assertThat(RetryPolicy.DEFAULT.preview(4, FAILED).attempts())
                .containsExactly(next(5, 51_200, 64_000, "18:20:51.2", "18:21:04"));
    }

    @Test
    void previewIsExactWithoutJitter() {
        RetryPolicy policy =
                RetryPolicy.DEFAULT
                        .withJitter(0)
                        .withDelays(Duration.ofSeconds(5), 2, Duration.ofSeconds(10));
        assertThat(policy.preview(1, FAILED).attempts())
                .allMatch(RetryPreview.NextAttempt::isExact)
                .extracting(RetryPreview.NextAttempt::earliest)
                .containsExactly(
                        FAILED.plusSeconds(5),
                        FAILED.plusSeconds(15),
                        FAILED.plusSeconds(25),
                        FAILED.plusSeconds(35));
    }

    @Test
    void everyWaitThatIsDrawnLiesInThePreview() {
        var random = new SplittableRandom(11);
        RetryPolicy policy = RetryPolicy.DEFAULT.withMaxAttempts(12).withJitter(0.7);
        List<RetryPreview.NextAttempt> attempts = policy.preview(1, FAILED).attempts();
        assertThat(attempts).hasSize(11);
        for (int failures = 1; failures <= 11; failures++) {
            RetryPreview.NextAttempt next = attempts.get(failures - 1);
            for (int i = 0; i < 1_000; i++) {
                assertThat(policy.delayAfter(failures, random))
                        .isBetween(next.shortest(), next.longest());
            }
        }
    }

    @Test
    void previewsNoAttemptForWhatIsNotRetriedAndAfterTheLast() {
        RetryPolicy policy =
                RetryPolicy.DEFAULT
                        .withRetryOn(Set.of("java.io.IOException"))
                        .withNoRetryOn(Set.of("java.io.FileNotFoundException"));
        assertThat(policy.preview(IOException.class, 1, FAILED))
                .isEqualTo(policy.preview(1, FAILED));
        assertThat(policy.preview(FileNotFoundException.class, 1, FAILED).isRetried()).isFalse();
        assertThat(policy.preview(NullPointerException.class, 1, FAILED))
                .isEqualTo(RetryPreview.NONE);
        assertThat(policy.preview(5, FAILED)).isEqualTo(RetryPreview.NONE);
        assertThat(RetryPolicy.NONE.preview(1, FAILED).isRetried()).isFalse();
        assertThatThrownBy(() -> policy.preview(0, FAILED))
                .hasMessageContaining("failures 0 is below 1");
    }

    @Test
    void previewOfManyAttemptsIsBoundedAndStaysInTheCalendar() {
        RetryPolicy policy =
                RetryPolicy.DEFAULT
                        .withMaxAttempts(Integer.MAX_VALUE)
                        .withDelays(Duration.ofSeconds(1), 1e9, Duration.ofSeconds(Long.MAX_VALUE));
        RetryPreview preview = policy.preview(1, FAILED);
        assertThat(preview.attempts()).hasSize(RetryPreview.MOST);
        assertThat(preview.more()).isEqualTo(Integer.MAX_VALUE - 1 - RetryPreview.MOST);
        assertThat(preview.attempts().getLast().latest()).isEqualTo(Instant.MAX);
    }
}
