package dev.mayfly.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.benchmarks.report.Budget.Limit;

import org.junit.jupiter.api.Test;

import java.util.List;

class BudgetTableTests {

    private static final List<Measurement> FIGURES =
            List.of(
                    new Measurement("A.run", "mayfly", 100, 5, "ns/op"),
                    new Measurement("A.run", "other", 150, 5, "ns/op"));

    @Test
    void saysWhatWasMetAndWhatWasMissed() {
        assertThat(
                        BudgetTable.of(
                                List.of(
                                        new Budget("run", "A.run", "mayfly", new Limit.AtMost(100)),
                                        new Budget("run", "A.run", "mayfly", new Limit.AtMost(99)),
                                        new Budget(
                                                "run",
                                                "A.run",
                                                "mayfly",
                                                new Limit.Beside(0.5, "other"))),
                                FIGURES))
                .isEqualTo(
                        """
                        budget         peer     figure                     at most       \s
                        run [A.run]  mayfly  100 ns/op                   100 ns/op     met
                        run [A.run]  mayfly  100 ns/op                 99.00 ns/op  missed
                        run [A.run]  mayfly  100 ns/op  75.00 ns/op (0.50 x other)  missed
                        """);
    }

    @Test
    void aBudgetWithoutItsFiguresIsNotMet() {
        assertThat(
                        BudgetTable.of(
                                List.of(
                                        new Budget("go", "B.go", "mayfly", new Limit.AtMost(7)),
                                        new Budget(
                                                "run",
                                                "A.run",
                                                "mayfly",
                                                new Limit.Beside(2, "absent"))),
                                FIGURES))
                .contains("7.00  not measured")
                .contains("(2.00 x absent)  not measured");
    }
}
