package dev.mayfly.benchmarks.durable;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** The whole run with very small numbers, so that it goes on working. */
class DurableRunTests {

    private static final String[] TINY = {
        "h2",
        "--jobs",
        "20",
        "--rounds",
        "1",
        "--warm-up",
        "PT0S",
        "--threads",
        "2",
        "--batch",
        "5",
        "--samples",
        "2",
        "--finished",
        "10",
        "--idle",
        "PT0S"
    };

    private static Options tiny(String... more) {
        List<String> arguments = new ArrayList<>(List.of(TINY));
        arguments.addAll(List.of(more));
        return Options.parse(arguments.toArray(String[]::new));
    }

    private static String run(Options options, Lab.Launcher launcher, List<String> failures)
            throws Exception {
        try (var files = new H2Files()) {
            return DurableRun.run(options, files, launcher, line -> {}, failures);
        }
    }

    @Test
    void printsARowForEachPeerAfterItsSettings() throws Exception {
        List<String> failures = new ArrayList<>();
        String report =
                run(
                        tiny("--peers", "mayfly,db-scheduler", "--nodes", "2"),
                        NodeHost::new,
                        failures);

        assertThat(failures).isEmpty();
        assertThat(report)
                .contains("load before the run", "load after the run", "H2 ")
                .contains("polls each 50 ms", "CHECKPOINT SYNC")
                .contains("submit to done [jobs/s]", "enqueue in bulk [jobs/s]", "p99 [ms]")
                .contains("2 nodes [jobs/s]", "10 finished [jobs/s]")
                .doesNotContain("failed");
        assertThat(report.lines().filter(line -> line.startsWith("mayfly "))).hasSize(4);
        assertThat(report.lines().filter(line -> line.startsWith("db-scheduler "))).hasSize(4);
    }

    @Test
    void measuresNodesInProcessesOfTheirOwn() throws Exception {
        List<String> failures = new ArrayList<>();
        String report = run(tiny("--peers", "mayfly", "--nodes", "0"), NodeProcess::new, failures);

        assertThat(failures).isEmpty();
        assertThat(report).contains("stored p99 [ms]");
    }

    /** Planted: a node that cannot be started. */
    @Test
    void saysWhoFailedAndGoesOn() throws Exception {
        List<String> failures = new ArrayList<>();
        String report =
                run(
                        tiny("--peers", "quartz,mayfly", "--nodes", "0"),
                        crew -> {
                            if (crew.peer().equals("quartz")) {
                                throw new IllegalStateException("planted");
                            }
                            return new NodeHost(crew);
                        },
                        failures);

        assertThat(failures).singleElement().asString().contains("quartz failed", "planted");
        assertThat(report).contains("planted");
        assertThat(report.lines().filter(line -> line.startsWith("mayfly "))).isNotEmpty();
    }
}
