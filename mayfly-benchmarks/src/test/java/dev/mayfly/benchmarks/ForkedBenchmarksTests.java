package dev.mayfly.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.benchmarks.forked.Fork;
import dev.mayfly.benchmarks.report.Measurement;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

@Timeout(120)
class ForkedBenchmarksTests {

    @Test
    void aParkedTaskTakesMoreThanNothingAndLessThanAPlatformThread() throws Exception {
        for (String peer : List.of("mayfly", "mayfly-portable", "virtual-thread", "pekko-actor")) {
            Measurement waiting = parked("waiting", peer).run();
            assertThat(waiting.score()).as(waiting.toString()).isBetween(64.0, 16_384.0);
        }
        Measurement sleeping = parked("sleeping", "mayfly").run();
        assertThat(sleeping.score()).as(sleeping.toString()).isBetween(64.0, 16_384.0);
    }

    @Test
    void anIdleAgentTakesMoreThanNothing() throws Exception {
        for (Fork fork : IdleAgentsBenchmark.forks()) {
            var small =
                    new Fork(
                            "idle",
                            fork.peer(),
                            "bytes",
                            List.of(),
                            IdleAgentsBenchmark.class,
                            List.of(fork.peer(), "5000", "0"));
            assertThat(small.run().score()).as(fork.peer()).isBetween(64.0, 16_384.0);
        }
    }

    @Test
    void anIdleKernelIsWatched() throws Exception {
        double load = IdleBenchmark.load("mayfly", Duration.ofMillis(1), Duration.ofMillis(50));
        assertThat(load).isNotNegative().isFinite();
    }

    @Test
    void aMeasurementThatFailsSaysSo() {
        Fork unknown = parked("waiting", "nobody");
        assertThatThrownBy(unknown::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("of nobody ended with exit code 1");
    }

    @Test
    void budgetsNameBenchmarksThatThereAre() {
        List<String> forked =
                Stream.concat(ParkedTasksBenchmark.forks().stream(), IdleBenchmark.forks().stream())
                        .map(fork -> fork.benchmark() + " " + fork.peer())
                        .toList();
        assertThat(Budgets.ALL)
                .filteredOn(budget -> budget.benchmark().matches("(Parked|Idle).*"))
                .isNotEmpty()
                .allMatch(budget -> forked.contains(budget.benchmark() + " " + budget.peer()));
        assertThat(Budgets.ALL)
                .filteredOn(budget -> !budget.benchmark().matches("(Parked|Idle).*"))
                .isNotEmpty()
                .allSatisfy(budget -> {
                    String[] names = budget.benchmark().split("\\.");
                    Class<?> type = Class.forName(Budgets.class.getPackageName() + "." + names[0]);
                    assertThat(type.getMethods())
                            .anyMatch(method -> method.getName().equals(names[1]));
                });
    }

    private static Fork parked(String what, String peer) {
        return new Fork(
                "parked",
                peer,
                "bytes",
                List.of(),
                ParkedTasksBenchmark.class,
                List.of(what, peer, "5000", "0"));
    }
}
