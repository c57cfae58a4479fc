package dev.mayfly.jobs.lint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;

import dev.mayfly.kernel.lint.Finding;
import dev.mayfly.kernel.lint.LintRule;
import dev.mayfly.kernel.lint.LintSubject;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The suite of lints fails when rules see nothing, never let go, or see what is not there. */
class PlantedFaultTests {

    /** A rule that finds for ever what it has found once, and perhaps what is not there. */
    private static final class Faulty implements LintRule {
        private final LintRule rule;
        private final Set<Finding> found = new LinkedHashSet<>();

        Faulty(LintRule rule, Finding... invented) {
            this.rule = rule;
            found.addAll(List.of(invented));
        }

        @Override
        public String name() {
            return rule.name();
        }

        @Override
        public Duration period() {
            return rule.period();
        }

        @Override
        public Duration linger() {
            return rule.linger();
        }

        @Override
        public List<Finding> look() {
            found.addAll(rule.look());
            return List.copyOf(found);
        }
    }

    private static final Finding INVENTED =
            new Finding(
                    new LintSubject(LintSubject.Type.QUEUE, "none"),
                    Finding.Severity.WARNING,
                    "Nothing is wrong.",
                    "Do nothing.",
                    Map.of(),
                    Duration.ZERO);

    static Stream<Named<Consumer<JobLintsTests>>> trouble() {
        return Stream.of(
                named(
                        "storm",
                        JobLintsTests
                                ::aQueueWhoseJobsFailAndFailAgainIsARetryStormUntilItCalmsDown),
                named(
                        "overlap",
                        JobLintsTests
                                ::aRecurringJobThatTakesLongerThanItsPeriodOverlapsUntilTwoRunsBeginInTime),
                named("no node", JobLintsTests::jobsOfAQueueThatNoNodeHasAreToldOfAfterAMinute));
    }

    private static JobLintsTests suiteWith(Finding... invented) {
        var suite = new JobLintsTests();
        suite.rules =
                (scheduler, jobs) ->
                        JobLints.rules(scheduler, jobs).stream()
                                .<LintRule>map(rule -> new Faulty(rule, invented))
                                .toList();
        return suite;
    }

    @ParameterizedTest
    @MethodSource("trouble")
    void aRuleThatSeesNothingFailsTheSuite(Consumer<JobLintsTests> test) {
        var suite = new JobLintsTests();
        suite.rules = (scheduler, jobs) -> List.of();

        assertThatThrownBy(() -> test.accept(suite)).isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @MethodSource("trouble")
    void aRuleThatNeverLetsGoFailsTheSuite(Consumer<JobLintsTests> test) {
        assertThatThrownBy(() -> test.accept(suiteWith())).isInstanceOf(AssertionError.class);
    }

    @Test
    void aRuleThatSeesWhatIsNotThereFailsTheSuite() {
        assertThatThrownBy(suiteWith(INVENTED)::jobsInHealthAreSilent)
                .isInstanceOf(AssertionError.class);
    }
}
