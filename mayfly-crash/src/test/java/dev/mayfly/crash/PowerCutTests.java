package dev.mayfly.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mayfly.crash.control.Controller;
import dev.mayfly.crash.control.Plan;
import dev.mayfly.crash.control.Plan.Database;
import dev.mayfly.crash.ledger.Verdict;
import dev.mayfly.crash.node.Fault;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What was acknowledged is on the disk, and not in the memory of a machine that loses its power.
 */
@Tag("power-cut")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class PowerCutTests {

    private static final int CUTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** Where it is required the tests fail without, and say why. */
    @BeforeAll
    static void assumeThatPowerCanBeCut() throws Exception {
        if (!Boolean.parseBoolean(System.getenv("MAYFLY_REQUIRE_POWER_CUT"))) {
            Optional<String> obstacle = Controller.obstacleToPowerCuts();
            assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
        }
    }

    @Test
    void everyAcknowledgedJobSurvivesPowerCutsOnH2() throws Exception {
        Verdict verdict = run(Plan.cuttingPower(Database.H2, CUTS, 5));

        assertThat(verdict.held()).as(verdict.toString()).isTrue();
        assertThat(verdict.acknowledged()).isGreaterThan(CUTS);
    }

    @Test
    void everyAcknowledgedJobSurvivesPowerCutsOnPostgresql() throws Exception {
        Postgres.assumeInstalled();

        Verdict verdict = run(Plan.cuttingPower(Database.POSTGRESQL, CUTS, 5));

        assertThat(verdict.held()).as(verdict.toString()).isTrue();
        assertThat(verdict.acknowledged()).isGreaterThan(CUTS);
    }

    @Test
    void anH2ThatIsNotToldToForceIsFound() throws Exception {
        Verdict verdict =
                run(Plan.cuttingPower(Database.H2, 1, 7).breaking(Fault.UNFORCED_COMMIT, PATIENCE));

        assertThat(verdict.lost()).isNotEmpty();
        assertThat(verdict.held()).isFalse();
    }

    @Test
    void aPostgresqlThatForcesAfterTheAnswerIsFound() throws Exception {
        Postgres.assumeInstalled();

        // It takes an answer within the last 200 ms or so before a cut.
        Verdict verdict;
        int seed = 7;
        do {
            verdict =
                    run(
                            Plan.cuttingPower(Database.POSTGRESQL, 1, seed++)
                                    .breaking(Fault.UNFORCED_COMMIT, PATIENCE));
        } while (verdict.held() && seed < 12);

        assertThat(verdict.lost()).isNotEmpty();
        assertThat(verdict.held()).isFalse();
    }

    private static Verdict run(Plan plan) throws Exception {
        try (var controller = new Controller(plan, System.out)) {
            Verdict verdict = controller.run().verdict();
            System.out.println(verdict.line(plan.crashes()));
            return verdict;
        }
    }
}
