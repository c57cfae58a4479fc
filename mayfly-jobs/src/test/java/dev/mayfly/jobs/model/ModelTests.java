package dev.mayfly.jobs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.model.policy.SubmissionRules;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

class ModelTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "../x",
                "<script>",
                "ä",
                "0123456789012345678901234567890123456789012345678901234567890123x"
            })
    void refusesIdsThatDoNotBelongInAddresses(String id) {
        assertThatThrownBy(() -> new JobId(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("job id \"");
    }

    @Test
    void showsProgressInPercentRoundedDown() {
        assertThat(new Progress(1, 3, null).percent()).hasValue(33);
        assertThat(new Progress(999_999, 1_000_000, null).percent()).hasValue(99);
        assertThat(new Progress(Long.MAX_VALUE, Long.MAX_VALUE, null).percent()).hasValue(100);
        assertThat(new Progress(5, 0, null).percent()).isEmpty();
    }

    @Test
    void forgivesAProgressBeyondItsTotalButNotANegativeOne() {
        assertThat(new Progress(11, 10, null).total()).isEqualTo(11);
        assertThatThrownBy(() -> new Progress(-1, 10, null))
                .hasMessageContaining("progress -1 of 10");
        assertThatThrownBy(() -> new Progress(1, -10, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cutsLongTextsWithoutSplittingACharacter() {
        String faces = "😀".repeat(2_001);
        JobError error = new JobError("t", "x" + faces, null);
        assertThat(error.message()).hasSizeLessThanOrEqualTo(2_000).endsWith("😀…");
        assertThat(new LogLine(0, 1, Instant.EPOCH, "y".repeat(5_000)).text()).hasSize(4_000);
        assertThat(new Progress(0, 0, "z".repeat(600)).message()).hasSize(500);
    }

    @Test
    void describesAFailureWithItsCauses() {
        var failure = new IllegalStateException("outer", new java.io.IOException("inner"));
        JobError error = JobError.of(failure);
        assertThat(error.type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(error.message()).isEqualTo("outer");
        assertThat(error.trace()).contains("Caused by: java.io.IOException: inner");
        assertThat(error).hasToString("java.lang.IllegalStateException: outer");
        assertThat(JobError.of(new StackOverflowError()).toString())
                .isEqualTo("java.lang.StackOverflowError");
    }

    @Test
    void survivesAFailureThatCannotDescribeItself() {
        var evil =
                new RuntimeException() {
                    @Override
                    public String getMessage() {
                        throw new IllegalStateException("no message for you");
                    }
                };
        JobError error = JobError.of(evil);
        assertThat(error.type()).startsWith(ModelTests.class.getName());
        assertThat(error.message()).contains("could not be described");
    }

    @Test
    void refusesOptionsThatContradictThemselves() {
        Instant at = Instant.EPOCH;
        assertThatThrownBy(() ->
                        new JobOptions(
                                Duration.ZERO,
                                at,
                                null,
                                null,
                                null,
                                null,
                                Map.of(),
                                null,
                                SubmissionRules.NONE))
                .hasMessageContaining("exclude each other");
        assertThatThrownBy(() -> JobOptions.delayed(Duration.ofSeconds(-1)))
                .hasMessageContaining("delay PT-1S is negative");
        assertThatThrownBy(() -> JobOptions.DEFAULTS.withPriority(0))
                .hasMessageContaining("priority 0");
        assertThatThrownBy(() -> JobOptions.DEFAULTS.withQueue(" "))
                .hasMessageContaining("queue name is blank");
        assertThatThrownBy(() -> JobOptions.DEFAULTS.withTimeout(Duration.ZERO))
                .hasMessageContaining("time-out PT0S is not positive");
        var labels = new HashMap<String, String>();
        IntStream.range(0, 33).forEach(i -> labels.put("l" + i, ""));
        assertThatThrownBy(() ->
                        new JobOptions(
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                labels,
                                null,
                                SubmissionRules.NONE))
                .hasMessageContaining("33 labels");
    }

    @Test
    void replacesATimeByADelayAndTheOtherWayRound() {
        JobOptions timed = JobOptions.delayed(Duration.ofSeconds(1)).withRunAt(Instant.EPOCH);
        assertThat(timed.delay()).isNull();
        assertThat(timed.withDelay(Duration.ZERO).runAt()).isNull();
        assertThat(timed.withLabel("a", "1").withLabel("a", "2").labels())
                .isEqualTo(Map.of("a", "2"));
    }

    @Test
    void keepsTheNearestAncestors() {
        List<JobId> lineage = IntStream.range(0, 100).mapToObj(i -> new JobId("j" + i)).toList();
        var envelope =
                new JobEnvelope(
                        new JobId("x"),
                        "n",
                        "q",
                        10,
                        "null",
                        JobOptions.DEFAULTS,
                        Map.of(),
                        "o",
                        lineage);
        assertThat(envelope.lineage()).hasSize(64).endsWith(new JobId("j99"));
    }

    @Test
    void neverShowsANegativeDurationWhereTheClockWasSetBack() {
        var attempt =
                new Attempt(
                        1,
                        Instant.EPOCH.plusSeconds(5),
                        Instant.EPOCH,
                        Attempt.Outcome.FAILED,
                        null);
        assertThat(attempt.duration()).isEqualTo(Duration.ZERO);
    }
}
