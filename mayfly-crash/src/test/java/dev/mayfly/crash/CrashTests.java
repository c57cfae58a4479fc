package dev.mayfly.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.crash.control.Controller;
import dev.mayfly.crash.control.Injury;
import dev.mayfly.crash.control.Outcome;
import dev.mayfly.crash.control.Plan;
import dev.mayfly.crash.control.Plan.Database;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.TimeUnit;

/** The promise under fire: slices of {@code mayfly-crash/run}. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CrashTests {

    private static final int CRASHES = 20;

    @Test
    void everyAcknowledgedJobSurvivesTwentyKillsOnH2() throws Exception {
        Outcome outcome = run(Plan.usual(Database.H2, CRASHES, 5));

        assertThat(outcome.verdict().acknowledged()).isGreaterThan(CRASHES);
    }

    @Test
    void everyAcknowledgedJobSurvivesTwentyKillsOfNodesAndServerOnPostgresql() throws Exception {
        Postgres.assumeInstalled();

        Outcome outcome = run(Plan.usual(Database.POSTGRESQL, CRASHES, 5));

        assertThat(outcome.verdict().acknowledged()).isGreaterThan(CRASHES);
    }

    @Test
    void anOwnerFrozenPastItsLeaseIsCancelledAndItsOutcomesAreRejected() throws Exception {
        Postgres.assumeInstalled();

        Outcome outcome =
                run(Plan.usual(Database.POSTGRESQL, 2, 5).injuring(2, Injury.FREEZE_NODE));

        assertThat(outcome.cancellations()).isPositive();
        assertThat(outcome.rejections()).isPositive();
    }

    private static Outcome run(Plan plan) throws Exception {
        try (var controller = new Controller(plan, System.out)) {
            Outcome outcome = controller.run();
            System.out.println(outcome.verdict().line(outcome.crashes()));
            assertThat(outcome.verdict().held()).as(outcome.verdict().toString()).isTrue();
            return outcome;
        }
    }
}
