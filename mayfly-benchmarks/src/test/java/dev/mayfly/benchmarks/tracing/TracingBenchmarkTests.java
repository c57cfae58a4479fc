package dev.mayfly.benchmarks.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracingBenchmarkTests {

    @ParameterizedTest
    @CsvSource({"off, 0, 0", "unsampled, 0, 0", "sampled, 1, 3"})
    void recordsWhatItSays(String tracing, int least, int most) throws Exception {
        var benchmark = new TracingBenchmark();
        benchmark.tracing = tracing;
        benchmark.work = "nothing";
        benchmark.start();
        try {
            assertThat(benchmark.submitToDone()).isEqualTo(499_500);
            // Spans come faster than a queue of 2 048 is emptied, as in an application; the rest
            // are dropped.
            assertThat(benchmark.spans())
                    .isBetween(
                            (long) least * TracingBenchmark.BATCH,
                            (long) most * TracingBenchmark.BATCH);
        } finally {
            benchmark.stop();
        }
    }
}
