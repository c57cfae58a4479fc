package dev.mayfly.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.crash.control.Controller;
import dev.mayfly.crash.control.Injury;
import dev.mayfly.crash.control.Plan;
import dev.mayfly.crash.control.Plan.Database;
import dev.mayfly.crash.ledger.Verdict;
import dev.mayfly.crash.node.Fault;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What is broken on purpose is found. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class PlantedFaultTests {

    private static final Duration PATIENCE = Duration.ofSeconds(6);

    @Test
    void anAcknowledgementAheadOfItsCommitIsFound() throws Exception {
        Verdict verdict =
                run(Plan.usual(Database.H2, 3, 7).breaking(Fault.EARLY_ACKNOWLEDGEMENT, PATIENCE));

        assertThat(verdict.lost()).isNotEmpty();
        assertThat(verdict.held()).isFalse();
    }

    @Test
    void aJobTakenAndForgottenIsFound() throws Exception {
        Verdict verdict = run(Plan.usual(Database.H2, 1, 7).breaking(Fault.LOST_CLAIM, PATIENCE));

        assertThat(verdict.lost()).isNotEmpty();
        assertThat(verdict.held()).isFalse();
    }

    @Test
    void aStepThatRunsAgainIsFound() throws Exception {
        // It takes a job that is killed between two of its steps: not every crash brings one about.
        Plan plan = Plan.usual(Database.H2, 2, 7);
        Verdict verdict = run(plan.breaking(Fault.FORGOTTEN_STEPS, PATIENCE));
        for (int seed = 8; verdict.held() && seed < 12; seed++) {
            plan = Plan.usual(Database.H2, 2, seed);
            verdict = run(plan.breaking(Fault.FORGOTTEN_STEPS, PATIENCE));
        }

        assertThat(verdict.phantoms()).anyMatch(text -> text.contains("runs again"));
        assertThat(verdict.held()).isFalse();
    }

    @Test
    void aForgottenWakeUpBreaksNothing() throws Exception {
        Verdict verdict = run(Plan.usual(Database.H2, 1, 7).breaking(Fault.LOST_WAKE_UP, PATIENCE));

        assertThat(verdict.held()).as(verdict.toString()).isTrue();
    }

    @Test
    void aStaleOwnerWhoseOutcomeIsTakenIsFound() throws Exception {
        Postgres.assumeInstalled();

        // It takes a job that ends at its new owner first: not every freeze brings one about.
        assertThat(isFound(Fault.NO_FENCE, Injury.FREEZE_NODE)).isTrue();
    }

    @Test
    void aLeaseThatIsNoLongerRenewedIsFound() throws Exception {
        Postgres.assumeInstalled();

        // It takes a job that another takes over while it goes on here.
        assertThat(isFound(Fault.LOST_RENEWALS, Injury.LEAVE_ALONE)).isTrue();
    }

    /** Whether one of some runs breaks the promise. */
    private static boolean isFound(Fault fault, Injury injury) throws Exception {
        boolean held = true;
        for (int seed = 7; held && seed < 12; seed++) {
            held =
                    run(Plan.usual(Database.POSTGRESQL, 5, seed)
                                    .injuring(2, injury)
                                    .breaking(fault, PATIENCE))
                            .held();
        }
        return !held;
    }

    private static Verdict run(Plan plan) throws Exception {
        try (var controller = new Controller(plan, System.out)) {
            Verdict verdict = controller.run().verdict();
            System.out.println(verdict.line(plan.crashes()));
            return verdict;
        }
    }
}
