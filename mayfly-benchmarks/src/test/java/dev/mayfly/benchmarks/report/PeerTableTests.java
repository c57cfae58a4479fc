package dev.mayfly.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class PeerTableTests {

    @Test
    void putsPeersSideBySideAndComparesThemWithTheFirst() {
        String table =
                PeerTable.of(
                        List.of(
                                new Measurement("Task.run", "mayfly", 1_234.4, 20, "ns/op"),
                                new Measurement("Task.run", "other", 2_468.8, 40, "ns/op"),
                                new Measurement("Task.ping", "mayfly", 0.5, Double.NaN, "us/op"),
                                new Measurement("Task.ping", "other", 1, Double.NaN, "us/op")));
        assertThat(table)
                .isEqualTo(
                        """
                        benchmark                 mayfly                   other
                        Task.run [ns/op]   1,234 ± 20.00  2,469 ± 40.00 (2.00 x)
                        Task.ping [us/op]           0.50           1.00 (2.00 x)
                        """);
    }

    @Test
    void benchmarksWithOtherPeersGetATableOfTheirOwn() {
        String table =
                PeerTable.of(
                        List.of(
                                new Measurement("A.a", "mayfly", 1, Double.NaN, "ns/op"),
                                new Measurement("B.b", "mayfly", 1, Double.NaN, "ns/op"),
                                new Measurement("B.b", "tokio", 1, Double.NaN, "ns/op")));
        assertThat(table.lines().toList())
                .containsExactly(
                        "benchmark    mayfly",
                        "A.a [ns/op]    1.00",
                        "",
                        "benchmark    mayfly          tokio",
                        "B.b [ns/op]    1.00  1.00 (1.00 x)");
    }
}
