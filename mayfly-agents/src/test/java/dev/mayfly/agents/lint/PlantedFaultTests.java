package dev.mayfly.agents.lint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.lint.Finding;
import dev.mayfly.kernel.lint.LintRule;
import dev.mayfly.kernel.lint.LintSubject;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The suite of lints fails when a rule sees nothing, never lets go, or sees what is not there. */
@Timeout(60)
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

    private final AgentLintsTests suite = new AgentLintsTests();

    @AfterEach
    void close() {
        suite.close();
    }

    private void plant(Finding... invented) {
        suite.rules =
                suite.rules.stream().<LintRule>map(rule -> new Faulty(rule, invented)).toList();
        suite.begin();
    }

    private static void assertThatItFails(ThrowingCallable test) {
        assertThatThrownBy(test).isInstanceOf(AssertionError.class);
    }

    @Test
    void aRuleThatSeesNothingFailsTheSuite() {
        suite.rules = List.of();
        suite.begin();
        assertThatItFails(
                suite::aMailboxThatFillsWhileItsAgentHandlesNothingIsToldOfUntilItIsDrained);
    }

    @Test
    void aRuleThatNeverLetsGoFailsTheSuite() {
        plant();
        assertThatItFails(
                suite::aMailboxThatFillsWhileItsAgentHandlesNothingIsToldOfUntilItIsDrained);
    }

    @Test
    void aRuleThatSeesWhatIsNotThereFailsTheSuite() {
        plant(INVENTED);
        assertThatItFails(suite::anAgentThatHandlesWhatItGetsIsSilent);
    }
}
