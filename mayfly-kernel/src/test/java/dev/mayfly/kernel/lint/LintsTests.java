package dev.mayfly.kernel.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

class LintsTests {

    private static final Duration LOOK = Duration.ofSeconds(1);

    /** A rule that finds what a test tells it to. */
    private static final class Told implements LintRule {
        final String name;
        List<Finding> findings = new ArrayList<>();
        boolean fails;
        int looks;

        Told(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<Finding> look() {
            looks++;
            if (fails) {
                throw new IllegalStateException("told to");
            }
            return List.copyOf(findings);
        }
    }

    private static Finding finding(String queue, Finding.Severity severity) {
        return new Finding(
                new LintSubject(LintSubject.Type.QUEUE, queue),
                severity,
                queue + " is late.",
                "Wait.",
                Map.of("queue", queue),
                Duration.ofSeconds(5));
    }

    @Test
    void aLintBeginsWhenItsRuleSaysAndStaysForAsLongAsItLingers() {
        var rule = new Told("late");
        try (var harness = new LintHarness(scheduler -> List.of(rule))) {
            rule.findings.add(finding("mail", Finding.Severity.WARNING));
            harness.advance(LOOK);
            Lint lint = harness.lints.current().getFirst();
            assertThat(lint.since()).isEqualTo(harness.clock.wallTime().minusSeconds(5));
            harness.advance(LOOK);
            assertThat(harness.lints.current().getFirst().occurrences()).isEqualTo(2);
            assertThat(harness.lints.current().getFirst().since()).isEqualTo(lint.since());

            rule.findings.clear();
            harness.advance(Duration.ofSeconds(29));
            assertThat(harness.lints.current()).hasSize(1);
            harness.advance(LOOK);
            assertThat(harness.lints.current()).isEmpty();
            assertThat(harness.lints.history())
                    .singleElement()
                    .satisfies(
                            gone -> assertThat(gone.until()).isEqualTo(harness.clock.wallTime()));
        }
    }

    @Test
    void theWorstComesFirstAndThenTheOldest() {
        var rule = new Told("late");
        try (var harness = new LintHarness(scheduler -> List.of(rule))) {
            rule.findings.add(finding("old", Finding.Severity.WARNING));
            harness.advance(LOOK);
            rule.findings.add(finding("young", Finding.Severity.WARNING));
            rule.findings.add(finding("bad", Finding.Severity.ERROR));
            harness.advance(LOOK);

            assertThat(harness.lints.current())
                    .extracting(lint -> lint.finding().subject().id())
                    .containsExactly("bad", "old", "young");
        }
    }

    @Test
    void aRuleThatThrowsKeepsWhatItFoundAndBlindsNobody() {
        var bad = new Told("bad");
        var good = new Told("good");
        try (var harness = new LintHarness(scheduler -> List.of(bad, good))) {
            bad.findings.add(finding("a", Finding.Severity.WARNING));
            harness.advance(LOOK);
            bad.fails = true;
            good.findings.add(finding("b", Finding.Severity.WARNING));
            harness.advance(Duration.ofMinutes(2));

            assertThat(harness.lints.current()).extracting(Lint::name).contains("bad", "good");
            assertThat(bad.looks).isEqualTo(good.looks);
        }
    }

    @Test
    void aRuleThatFindsThousandsKeepsTwentyAndTheHistoryAHundred() {
        var rule = new Told("late");
        try (var harness = new LintHarness(scheduler -> List.of(rule))) {
            for (int round = 0; round < 10; round++) {
                int first = round * 1_000;
                rule.findings =
                        IntStream.range(first, first + 1_000)
                                .mapToObj(i -> finding("q" + i, Finding.Severity.WARNING))
                                .toList();
                harness.advance(LOOK);
                assertThat(harness.lints.current()).hasSize(Lints.MOST_OF_A_RULE);
                rule.findings = List.of();
                harness.advance(Duration.ofMinutes(1));
            }

            assertThat(harness.lints.current()).isEmpty();
            assertThat(harness.lints.history()).hasSize(Lints.HISTORY);
            assertThat(harness.lints.history().getFirst().finding().subject().id())
                    .startsWith("q90");
        }
    }

    @Test
    void nothingIsAskedOnceTheSchedulerIsShutDown() {
        var rule = new Told("late");
        try (var harness = new LintHarness(scheduler -> List.of(rule))) {
            harness.advance(LOOK);
            harness.scheduler.close();
            harness.advance(LOOK.multipliedBy(10));

            assertThat(rule.looks).isEqualTo(1);
        }
    }

    @Test
    void onASchedulerThatIsShutDownNothingIsAsked() {
        var rule = new Told("late");
        try (var harness = new LintHarness(scheduler -> List.of())) {
            harness.scheduler.close();
            try (Lints late = Lints.on(harness.scheduler, List.of(rule))) {
                harness.advance(LOOK.multipliedBy(10));

                assertThat(late.current()).isEmpty();
                assertThat(rule.looks).isZero();
            }
        }
    }

    @Test
    void twoRulesOfOneNameAreRefused() {
        try (var harness = new LintHarness(scheduler -> List.of())) {
            assertThatThrownBy(() ->
                            Lints.on(harness.scheduler, List.of(new Told("a"), new Told("a"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("two lints \"a\"");
        }
    }

    @Test
    void longEvidenceIsCut() {
        var finding =
                new Finding(
                        new LintSubject(LintSubject.Type.TASK, "t"),
                        Finding.Severity.WARNING,
                        "s",
                        "a",
                        Map.of("stack", "x".repeat(10_000)),
                        Duration.ZERO);

        assertThat(finding.evidence().get("stack")).hasSize(4_001).endsWith("…");
    }
}
